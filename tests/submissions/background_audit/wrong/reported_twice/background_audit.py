import asyncio

from services import AuditError, decide, send_alert, write_audit


class RefundDesk:
    def __init__(self):
        self._audits = {}
        self._alerts = set()

    async def handle(self, order):
        reply = await decide(order)
        audit = asyncio.create_task(self._audit(order, reply))
        self._audits[audit] = order
        audit.add_done_callback(self._report)
        return reply

    async def _audit(self, order, reply):
        try:
            await write_audit(order, reply)
        except AuditError as error:
            await send_alert(order, str(error))
            raise

    def _report(self, audit):
        order = self._audits.pop(audit)
        if audit.exception() is not None:
            alert = asyncio.create_task(send_alert(order, str(audit.exception())))
            self._alerts.add(alert)
            alert.add_done_callback(self._alerts.discard)

    async def close(self):
        await asyncio.gather(*self._audits, return_exceptions=True)
        await asyncio.gather(*self._alerts)
