"""What the help desk's agent talks to. By itself it really waits; in a check the judge answers instead."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from typing import Any

_BEGAN = time.monotonic()
ANSWER = "The cable in Mill Lane is cut . It will be mended by six"


class SourceDown(Exception):
    """One of the sources cannot answer."""


class ModelDown(Exception):
    """The model stopped in the middle of an answer."""


class PageClosed(Exception):
    """The customer has closed the page: nothing can be painted on it any more."""


async def line_test(question: str) -> str:
    """Measure the customer's line. Mostly quick; if the line is dead it never ends."""
    await asyncio.sleep(3600 if "dead" in question else 1.0)
    return "the line is fine"


async def contract(question: str) -> str:
    """Look up the customer's contract."""
    await asyncio.sleep(0.6)
    if "nobody" in question:
        raise SourceDown("no contract under this name")
    return "fibre, 100 Mbit/s"


async def outages(question: str) -> str:
    """What is out of order in the customer's street."""
    await asyncio.sleep(0.3)
    if "storm" in question:
        raise SourceDown("the map is down")
    return "Mill Lane: a cable is cut"


async def next_token(question: str, notes: list[str], position: int) -> str | None:
    """The model writes one more token. None: the answer is complete."""
    await asyncio.sleep(0.08)
    words = ANSWER.split(" ")
    if "overload" in question and position == 5:
        raise ModelDown("too many questions at once")
    return f"{words[position]} " if position < len(words) else None


async def hang_up(question: str) -> None:
    """Close the line to the model, which takes a moment. Until then every second is paid."""
    await asyncio.sleep(0.1)


async def write_answer(question: str, notes: list[str]) -> AsyncGenerator[str, None]:
    """The model's answer, token by token. The line to the model is open until this is closed."""
    position = 0
    try:
        while (token := await next_token(question, notes, position)) is not None:
            position += 1
            yield token
    finally:
        await hang_up(question)


async def paint(page: str, kind: str, data: Any) -> None:
    """Send one event to the customer's page; comes back when the page shows it. Raises PageClosed."""
    await asyncio.sleep(0.1 if page == "phone" else 0.01)
    print(f"{time.monotonic() - _BEGAN:4.1f} s  {page}  {kind:6}  {data}")
