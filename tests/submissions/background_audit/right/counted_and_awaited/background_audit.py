"""Each task keeps itself in a list and takes itself out; closing waits for the moment when the list is empty."""

import asyncio

from services import AuditError, decide, send_alert, write_audit


class RefundDesk:
    def __init__(self) -> None:
        self._audits: list[asyncio.Task[None]] = []
        self._idle = asyncio.Event()
        self._idle.set()

    async def handle(self, order: str) -> str:
        reply = await decide(order)
        self._idle.clear()
        self._audits.append(asyncio.create_task(self._audit(order, reply)))
        return reply

    async def _audit(self, order: str, reply: str) -> None:
        try:
            await write_audit(order, reply)
        except AuditError as error:
            await send_alert(order, str(error))
        finally:
            self._audits.remove(asyncio.current_task())
            if not self._audits:
                self._idle.set()

    async def close(self) -> None:
        await self._idle.wait()
