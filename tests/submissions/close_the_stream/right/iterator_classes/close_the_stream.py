"""Streams as classes with __anext__ and aclose: closing is handed down by hand."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from services import stream_draft

END = "-- end --"


class TooLong(Exception):
    """This line does not fit over a column."""


async def headline(topic: str) -> str:
    """The first line of a draft. Raises TooLong above 60 characters."""
    line = ""
    async with aclosing(stream_draft(topic)) as draft:
        async for token in draft:
            if token == "\n":
                break
            line += token
            if len(line) > 60:
                raise TooLong(topic)
    return line.strip()


class lines:
    def __init__(self, topic: str) -> None:
        self.draft = stream_draft(topic)

    def __aiter__(self) -> "lines":
        return self

    async def __anext__(self) -> str:
        words = []
        async for token in self.draft:
            if token == "\n":
                return " ".join(words)
            words.append(token.strip())
        if not words:
            raise StopAsyncIteration
        return " ".join(words)

    async def aclose(self) -> None:
        await self.draft.aclose()


class numbered:
    def __init__(self, topic: str) -> None:
        self.lines = lines(topic)
        self.number = 0

    def __aiter__(self) -> "numbered":
        return self

    async def __anext__(self) -> str:
        line = await anext(self.lines)
        self.number += 1
        return f"{self.number}. {line}"

    async def aclose(self) -> None:
        await self.lines.aclose()


async def page(topic: str) -> AsyncGenerator[str, None]:
    """The numbered lines and, when the draft is complete, END."""
    async with aclosing(numbered(topic)) as found:
        async for line in found:
            yield line
    yield END  # only a draft that ends by itself comes down here
