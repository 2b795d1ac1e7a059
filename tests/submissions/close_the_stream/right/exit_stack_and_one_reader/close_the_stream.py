"""One helper that reads and closes, used by every layer; an AsyncExitStack holds the closing."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager

from services import stream_draft


@asynccontextmanager
async def reading(stream: AsyncGenerator[str, None]) -> AsyncIterator[AsyncGenerator[str, None]]:
    async with AsyncExitStack() as stack:
        stack.push_async_callback(stream.aclose)
        yield stream


END = "-- end --"


class TooLong(Exception):
    """This line does not fit over a column."""


async def headline(topic: str) -> str:
    async with aclosing(lines(topic, 60)) as found:
        return await anext(found, "")


async def lines(topic: str, limit: int | None = None) -> AsyncGenerator[str, None]:
    line = ""
    async with reading(stream_draft(topic)) as draft:
        async for token in draft:
            if token == "\n":
                yield line.strip()
                line = ""
                continue
            line += token
            if limit is not None and len(line) > limit:
                raise TooLong(topic)
        if line:
            yield line.strip()


async def numbered(topic: str) -> AsyncGenerator[str, None]:
    number = 0
    async with reading(lines(topic)) as found:
        async for line in found:
            number += 1
            yield f"{number}. {line}"


async def page(topic: str) -> AsyncGenerator[str, None]:
    complete = False
    async with reading(numbered(topic)) as found:
        async for line in found:
            yield line
        complete = True
    if complete:
        yield END
