"""Without a queue: a list under a condition, and the painting is the task that is looked after."""

from __future__ import annotations

import asyncio
from typing import Any

import services

SOURCES = {"line_test": services.line_test, "contract": services.contract, "outages": services.outages}
BUDGET = 4.0
AHEAD = 4


async def serve(page: str, question: str) -> None:
    waiting: list[tuple[str, Any]] = []
    changed = asyncio.Condition()
    over = False

    async def tell(kind: str, data: Any) -> None:
        async with changed:
            await changed.wait_for(lambda: len(waiting) < AHEAD)
            waiting.append((kind, data))
            changed.notify_all()

    async def painter() -> None:
        while True:
            async with changed:
                await changed.wait_for(lambda: waiting or over)
                if not waiting:
                    return
                event = waiting.pop(0)
                changed.notify_all()
            await services.paint(page, *event)

    async def agent() -> None:
        nonlocal over
        notes = dict.fromkeys(SOURCES, "")

        async def source(name: str) -> None:
            try:
                async with asyncio.timeout(BUDGET):
                    notes[name] = await SOURCES[name](question)
                await tell("update", {name: notes[name]})
            except (services.SourceDown, TimeoutError) as error:
                await tell("error", {name: "too late" if isinstance(error, TimeoutError) else str(error)})

        await asyncio.gather(*[source(name) for name in SOURCES])
        answer = services.write_answer(question, [note for note in notes.values() if note])
        try:
            async for token in answer:
                await tell("token", token)
            await tell("done", None)
        except services.ModelDown as error:
            await tell("error", {"model": str(error)})
        finally:
            await answer.aclose()
        async with changed:
            over = True
            changed.notify_all()

    tasks = [asyncio.create_task(agent()), asyncio.create_task(painter())]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)  # PageClosed, where there is one
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
