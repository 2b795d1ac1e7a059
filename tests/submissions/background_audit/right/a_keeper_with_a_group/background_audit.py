"""A keeper task holds a TaskGroup open for the whole day; closing lets it go and waits for it."""

import asyncio

from services import AuditError, decide, send_alert, write_audit


class RefundDesk:
    def __init__(self) -> None:
        self.keeper: asyncio.Task[None] | None = None

    async def handle(self, order: str) -> str:
        if self.keeper is None:
            self.opened = asyncio.Event()
            self.closing = asyncio.Event()
            self.keeper = asyncio.create_task(self._keep())
        reply = await decide(order)
        await self.opened.wait()
        self.group.create_task(self._audit(order, reply))
        return reply

    async def _keep(self) -> None:
        async with asyncio.TaskGroup() as self.group:
            self.opened.set()
            await self.closing.wait()

    async def _audit(self, order: str, reply: str) -> None:
        try:
            await write_audit(order, reply)
        except AuditError as error:
            await send_alert(order, str(error))

    async def close(self) -> None:
        if self.keeper is not None:
            self.closing.set()
            await self.keeper
            self.keeper = None
