import asyncio

from services import AuditError, decide, send_alert, write_audit


class RefundDesk:
    def __init__(self):
        self._queue = asyncio.Queue()
        self._worker = None

    async def handle(self, order):
        reply = await decide(order)
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work())
        self._queue.put_nowait((order, reply))
        return reply

    async def _work(self):
        while not self._queue.empty():
            await self._audit(*self._queue.get_nowait())

    async def _audit(self, order, reply):
        try:
            await write_audit(order, reply)
        except AuditError as error:
            await send_alert(order, str(error))

    async def close(self):
        if self._worker is not None:
            await self._worker
