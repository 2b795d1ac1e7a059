import asyncio
import threading

from services import AuditError, decide, send_alert, write_audit


class RefundDesk:
    def __init__(self):
        self._threads = []

    async def handle(self, order):
        reply = await decide(order)
        thread = threading.Thread(target=lambda: asyncio.run(self._audit(order, reply)))
        thread.start()
        self._threads.append(thread)
        return reply

    async def _audit(self, order, reply):
        try:
            await write_audit(order, reply)
        except AuditError as error:
            await send_alert(order, str(error))

    async def close(self):
        for thread in self._threads:
            await asyncio.to_thread(thread.join)
