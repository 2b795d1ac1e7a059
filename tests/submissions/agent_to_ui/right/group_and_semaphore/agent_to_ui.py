"""Agent and painter are two tasks of one group; a semaphore counts the places where an event may wait."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Any

import services

SOURCES = {"line_test": services.line_test, "contract": services.contract, "outages": services.outages}
BUDGET = 4.0
AHEAD = 4


class Desk:
    def __init__(self, page: str, question: str) -> None:
        self.page = page
        self.question = question
        self.room = asyncio.Semaphore(AHEAD)
        self.events: asyncio.Queue[tuple[str, Any] | None] = asyncio.Queue()

    async def tell(self, kind: str, data: Any = None) -> None:
        await self.room.acquire()
        self.events.put_nowait((kind, data))

    async def look_up(self, name: str) -> str | None:
        try:
            found = await asyncio.wait_for(SOURCES[name](self.question), BUDGET)
        except TimeoutError:
            await self.tell("error", {name: "too late"})
        except services.SourceDown as down:
            await self.tell("error", {name: f"{down}"})
        else:
            await self.tell("update", {name: found})
            return found
        return None

    async def think(self) -> None:
        found = await asyncio.gather(*map(self.look_up, SOURCES))
        try:
            async with aclosing(services.write_answer(self.question, [note for note in found if note])) as tokens:
                async for token in tokens:
                    await self.tell("token", token)
            await self.tell("done")
        except services.ModelDown as down:
            await self.tell("error", {"model": f"{down}"})
        self.events.put_nowait(None)

    async def show(self) -> None:
        while (event := await self.events.get()) is not None:
            self.room.release()
            await services.paint(self.page, *event)


async def serve(page: str, question: str) -> None:
    desk = Desk(page, question)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(desk.think())
            group.create_task(desk.show())
    except* services.PageClosed:
        pass
