import asyncio

from services import AuditError, decide, send_alert, write_audit


class RefundDesk:
    def __init__(self):
        self._later = []

    async def handle(self, order):
        reply = await decide(order)
        self._later.append((order, reply))
        return reply

    async def _audit(self, order, reply):
        try:
            await write_audit(order, reply)
        except AuditError as error:
            await send_alert(order, str(error))

    async def close(self):
        later, self._later = self._later, []
        await asyncio.gather(*[self._audit(order, reply) for order, reply in later])
