"""The model that drafts for a newspaper. By itself it really waits; in a check the judge answers instead."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator

DRAFT = "Ferry runs again \n The harbour is open since noon \n Nobody was hurt \n The mayor is glad \n Rain tomorrow"

_CALLED: dict[str, float] = {}


class ModelDown(Exception):
    """The model stopped in the middle of a draft."""


async def next_token(topic: str, position: int) -> str | None:
    """The model writes one more token. None: the draft is complete."""
    _CALLED.setdefault(topic, time.perf_counter())
    await asyncio.sleep(0.1)
    words = DRAFT.split(" ")
    if topic == "strike" and position == 6:
        raise ModelDown("the model stopped")
    if position >= len(words):
        return None
    return words[position] if words[position] == "\n" else f"{words[position]} "


async def hang_up(topic: str) -> None:
    """Close the line to the model, which takes a moment."""
    await asyncio.sleep(0.2)
    paid = time.perf_counter() - _CALLED.pop(topic, time.perf_counter())
    print(f"    (hung up on {topic!r}: {paid:.1f} s to pay)")


async def stream_draft(topic: str) -> AsyncGenerator[str, None]:
    """A draft, token by token. The line to the model is open, and every second is paid, until this is closed."""
    position = 0
    try:
        while (token := await next_token(topic, position)) is not None:
            position += 1
            yield token
    finally:
        await hang_up(topic)
