import asyncio

from services import AuditError, decide, send_alert, write_audit


class RefundDesk:
    async def handle(self, order):
        reply = await decide(order)
        asyncio.create_task(self._audit(order, reply))
        return reply

    async def _audit(self, order, reply):
        try:
            await write_audit(order, reply)
        except AuditError as error:
            await send_alert(order, str(error))

    async def close(self):
        pass
