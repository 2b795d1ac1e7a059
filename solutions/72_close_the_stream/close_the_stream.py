"""If you stop reading a stream, close it; and every layer closes the one below."""

import asyncio
import time
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


async def page(topic: str) -> AsyncGenerator[str, None]:
    """The numbered lines and, when the draft is complete, END."""
    async with aclosing(numbered(topic)) as found:
        async for line in found:
            yield line
    yield END  # only a draft that ends by itself comes down here


if __name__ == "__main__":

    async def main() -> None:
        begun = time.perf_counter()
        line = await headline("ferry")
        print(f"{time.perf_counter() - begun:.1f} s  headline: {line}")

        async with aclosing(page("harbour")) as stream:
            async for line in stream:
                print(line)
                if line.startswith("2."):
                    break
        print("the page is closed")

    asyncio.run(main())
