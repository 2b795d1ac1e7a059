"""The model and the log of this story. They really wait; in a check the judge answers instead. Leave it as it is."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar

# Which request is being served. The log reads it for every line.
request_id: ContextVar[str] = ContextVar("request_id", default="no request")

_WORDS = ["tides", "follow", "the", "moon"]


class ModelError(Exception):
    """The model did not answer."""


async def ask_model(question: str) -> str:
    """Ask the model."""
    await asyncio.sleep(0.3)
    if question.startswith("broken"):
        raise ModelError("the model did not answer")
    return f"an answer to {question!r}"


async def next_word(question: str, position: int) -> str | None:
    """The model writes one more word of its answer. None: that was all."""
    await asyncio.sleep(0.1)
    return _WORDS[position] if position < len(_WORDS) else None


async def write_line(request: str, text: str) -> None:
    """Write one line of the log."""
    await asyncio.sleep(0.01)
    print(f"    [{request}] {text}")


class Log:
    """The given log: it knows by itself which request a line belongs to."""

    async def write(self, text: str) -> None:
        await write_line(request_id.get(), text)
