import asyncio

from services import AuditError, decide, send_alert, write_audit


class RefundDesk:
    async def handle(self, order):
        return await decide(order)

    async def close(self):
        pass
