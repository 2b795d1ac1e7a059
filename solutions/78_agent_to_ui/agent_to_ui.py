"""An internet provider's help desk: the agent looks things up, a model writes, the customer reads on a page."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Any

import services

SOURCES = {"line_test": services.line_test, "contract": services.contract, "outages": services.outages}
BUDGET = 4.0  # seconds for all sources together
AHEAD = 4  # as many events may wait for the page

Events = asyncio.Queue[tuple[str, Any] | None]  # None: that was the last one


async def serve(page: str, question: str) -> None:
    """Answer a question on a page: paint each event, and come back when the page has the last one, or is closed."""
    events: Events = asyncio.Queue(maxsize=AHEAD)
    agent = asyncio.create_task(answer(question, events))
    try:
        while event := await events.get():
            await services.paint(page, *event)
    except services.PageClosed:
        pass  # the customer is gone: there is nothing to tell
    finally:
        agent.cancel()  # it may stand at a put for which there will never be room
        await asyncio.gather(agent, return_exceptions=True)


async def answer(question: str, events: Events) -> None:
    """The agent: whatever it has to tell goes into `events`, and waits there for the page."""
    try:
        notes = await look_up(question, events)
        async with aclosing(services.write_answer(question, notes)) as tokens:
            async for token in tokens:
                await events.put(("token", token))
    except Exception as error:
        await events.put(("error", {"model": str(error)}))
    else:
        await events.put(("done", None))
    await events.put(None)


async def look_up(question: str, events: Events) -> list[str]:
    """What the sources found within BUDGET seconds, in the order of SOURCES."""
    found: dict[str, str] = {}
    deadline = asyncio.get_running_loop().time() + BUDGET

    async def ask(name: str) -> None:
        try:
            async with asyncio.timeout_at(deadline):
                found[name] = await SOURCES[name](question)
            event = "update", {name: found[name]}
        except TimeoutError:
            event = "error", {name: "too late"}
        except services.SourceDown as error:
            event = "error", {name: str(error)}
        await events.put(event)  # there is room: three sources, and AHEAD is 4

    async with asyncio.TaskGroup() as group:
        for name in SOURCES:
            group.create_task(ask(name))
    return [found[name] for name in SOURCES if name in found]
