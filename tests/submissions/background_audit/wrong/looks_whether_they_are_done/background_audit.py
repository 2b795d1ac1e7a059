import asyncio

from services import AuditError, decide, send_alert, write_audit


class RefundDesk:
    def __init__(self):
        self._audits = set()

    async def handle(self, order):
        reply = await decide(order)
        audit = asyncio.create_task(self._audit(order, reply))
        self._audits.add(audit)
        audit.add_done_callback(self._audits.discard)
        return reply

    async def _audit(self, order, reply):
        try:
            await write_audit(order, reply)
        except AuditError as error:
            await send_alert(order, str(error))

    async def close(self):
        while self._audits:
            await asyncio.sleep(0.1)
