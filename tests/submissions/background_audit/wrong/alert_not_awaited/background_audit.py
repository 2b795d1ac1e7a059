import asyncio

from services import AuditError, decide, send_alert, write_audit


class RefundDesk:
    def __init__(self):
        self._audits = {}

    async def handle(self, order):
        reply = await decide(order)
        audit = asyncio.create_task(write_audit(order, reply))
        self._audits[audit] = order
        audit.add_done_callback(self._done)
        return reply

    def _done(self, audit):
        order = self._audits.pop(audit)
        if audit.exception():
            send_alert(order, str(audit.exception()))

    async def close(self):
        await asyncio.gather(*self._audits, return_exceptions=True)
