"""What two software houses have delivered. Leave this file as it is; in a check the judge brings other deliveries.

Each is a coroutine function `quotes(names, ask)`: it awaits `ask(name)` for each airline and returns the quotes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

Ask = Callable[[str], Awaitable[str]]
Quotes = Callable[[list[str], Ask], Awaitable[list[str | None]]]


class NoQuote(Exception):
    """An airline did not answer: what `ask` raises then."""


async def load_list() -> int:
    """Load the list of airlines, as some deliveries do before they ask any airline. It can take up to ten seconds."""
    await asyncio.sleep(0.4)
    return 17


async def slow_and_right(names: list[str], ask: Ask) -> list[str | None]:
    """Asks all at once and hands the quotes back in order; only its list takes a while."""
    await load_list()
    async with asyncio.TaskGroup() as group:  # a gather that is cancelled ends with the first of its calls
        calls = [group.create_task(ask(name)) for name in names]
    return [call.result() for call in calls]


async def fast_and_wrong(names: list[str], ask: Ask) -> list[str | None]:
    """Asks the first airline twice, to be on the safe side."""
    _, *quotes = await asyncio.gather(*map(ask, [names[0], *names]))
    return quotes


async def slow_and_right_by_three(names: list[str], ask: Ask) -> list[str | None]:
    """Never asks more than three at once, and the next as soon as one has answered. NoQuote gives None."""
    await load_list()
    three = asyncio.Semaphore(3)

    async def one(name: str) -> str | None:
        async with three:
            try:
                return await ask(name)
            except NoQuote:
                return None

    return await asyncio.gather(*map(one, names))


async def fast_and_wrong_by_three(names: list[str], ask: Ask) -> list[str | None]:
    """Asks three, and when all of these have answered the next three."""
    quotes: list[str | None] = []
    for start in range(0, len(names), 3):
        quotes += await asyncio.gather(*map(ask, names[start : start + 3]))
    return quotes


async def fast_and_wrong_when_stopped(names: list[str], ask: Ask) -> list[str | None]:
    """When it is cancelled it ends, and the calls of `ask` go on."""
    tasks = [asyncio.ensure_future(ask(name)) for name in names]
    await asyncio.wait(tasks)
    return [task.result() for task in tasks]
