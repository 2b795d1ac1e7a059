"""The agent is one async generator; a feeder carries its events to the painter."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import services

SOURCES = {"line_test": services.line_test, "contract": services.contract, "outages": services.outages}
BUDGET = 4.0
AHEAD = 4


async def happenings(question: str) -> AsyncGenerator[tuple[str, Any], None]:
    names = {asyncio.create_task(source(question)): name for name, source in SOURCES.items()}
    found = {}
    try:
        pending = set(names)
        deadline = asyncio.get_running_loop().time() + BUDGET
        while pending:
            left = deadline - asyncio.get_running_loop().time()
            done, pending = await asyncio.wait(pending, timeout=max(left, 0), return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if error := task.exception():
                    yield "error", {names[task]: str(error)}
                else:
                    found[names[task]] = task.result()
                    yield "update", {names[task]: task.result()}
            if not done:
                break
        for task in pending:
            yield "error", {names[task]: "too late"}
    finally:
        for task in names:
            task.cancel()
        await asyncio.gather(*names, return_exceptions=True)
    try:
        async with aclosing(services.write_answer(question, [found[n] for n in SOURCES if n in found])) as answer:
            async for token in answer:
                yield "token", token
    except services.ModelDown as error:
        yield "error", {"model": str(error)}
    else:
        yield "done", None


async def serve(page: str, question: str) -> None:
    queue: asyncio.Queue[tuple[str, Any]] = asyncio.Queue(AHEAD)

    async def feed() -> None:
        async with aclosing(happenings(question)) as events:
            async for event in events:
                await queue.put(event)

    feeder = asyncio.create_task(feed())
    try:
        while True:
            kind, data = await queue.get()
            await services.paint(page, kind, data)
            if kind == "done" or (kind == "error" and "model" in data):
                return
    except services.PageClosed:
        return
    finally:
        feeder.cancel()
        await asyncio.wait([feeder])
