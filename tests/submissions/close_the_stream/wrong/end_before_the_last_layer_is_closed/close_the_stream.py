"""Takes the finally away and the closing with it: the page reads numbered with a bare loop."""

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


async def lines(topic: str) -> AsyncGenerator[str, None]:
    """A draft, line by line."""
    line = ""
    async with aclosing(stream_draft(topic)) as draft:
        async for token in draft:
            if token == "\n":
                yield line.strip()
                line = ""
            else:
                line += token
    if line:
        yield line.strip()


async def numbered(topic: str) -> AsyncGenerator[str, None]:
    """The lines, each with its number."""
    number = 0
    async with aclosing(lines(topic)) as found:
        async for line in found:
            number += 1
            yield f"{number}. {line}"


async def page(topic):
    async for line in numbered(topic):
        yield line
    yield END
