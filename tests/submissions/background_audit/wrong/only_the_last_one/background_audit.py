import asyncio

from services import AuditError, decide, send_alert, write_audit


class RefundDesk:
    audit = None

    async def handle(self, order):
        reply = await decide(order)
        self.audit = asyncio.create_task(self._audit(order, reply))
        return reply

    async def _audit(self, order, reply):
        try:
            await write_audit(order, reply)
        except AuditError as error:
            await send_alert(order, str(error))

    async def close(self):
        if self.audit is not None:
            await self.audit
