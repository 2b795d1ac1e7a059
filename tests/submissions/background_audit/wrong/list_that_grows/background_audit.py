import asyncio

from services import AuditError, decide, send_alert, write_audit


class RefundDesk:
    def __init__(self):
        self._audits = []

    async def handle(self, order):
        reply = await decide(order)
        self._audits.append(asyncio.create_task(self._audit(order, reply)))
        return reply

    async def _audit(self, order, reply):
        try:
            await write_audit(order, reply)
        except AuditError as error:
            await send_alert(order, str(error))

    async def close(self):
        await asyncio.gather(*self._audits)
