"""The done callback reads the error and starts the alert, which is background work like any other."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from services import decide, send_alert, write_audit


class RefundDesk:
    def __init__(self) -> None:
        self._running: dict[asyncio.Task[Any], str] = {}

    def _start(self, work: Coroutine[Any, Any, Any], order: str) -> None:
        task = asyncio.create_task(work)
        self._running[task] = order
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        order = self._running.pop(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._start(send_alert(order, str(error)), order)

    async def handle(self, order: str) -> str:
        reply = await decide(order)
        self._start(write_audit(order, reply), order)
        return reply

    async def close(self) -> None:
        while self._running:
            await asyncio.wait(self._running)
            await asyncio.sleep(0)  # lets the callbacks start what follows
