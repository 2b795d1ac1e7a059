"""A model drafts for a newspaper, and every second of its line is paid until it is hung up (see README.md).

Run this file: the headline is needed at once, and the line is hung up much later. The page is worse.
"""

import asyncio
import time
from collections.abc import AsyncGenerator

from services import stream_draft

END = "-- end --"


class TooLong(Exception):
    """This line does not fit over a column."""


# Part 1.
async def headline(topic: str) -> str:
    """The first line of a draft. Raises TooLong above 60 characters."""
    line = ""
    async for token in stream_draft(topic):  # TODO CLOSE the draft, whichever way this function is left
        if token == "\n":
            break
        line += token
        if len(line) > 60:
            raise TooLong(topic)
    return line.strip()


# Part 2. Two streams, one above the other.
async def lines(topic: str) -> AsyncGenerator[str, None]:
    """A draft, line by line."""
    line = ""
    async for token in stream_draft(topic):  # TODO CLOSE
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
    async for line in lines(topic):  # TODO CLOSE
        number += 1
        yield f"{number}. {line}"


# Part 3.
async def page(topic: str) -> AsyncGenerator[str, None]:
    """The numbered lines and, when the draft is complete, END."""
    try:
        async for line in numbered(topic):  # TODO CLOSE
            yield line
    finally:
        yield END  # TODO REPORT the end only if it is one


if __name__ == "__main__":

    async def main() -> None:
        begun = time.perf_counter()
        line = await headline("ferry")
        print(f"{time.perf_counter() - begun:.1f} s  headline: {line}")
        time.sleep(0.8)  # the page is laid out now; the loop has no turn
        print(f"{time.perf_counter() - begun:.1f} s  printed")
        await asyncio.sleep(0.5)

        stream = page("harbour")
        async for line in stream:
            print(line)
            if line.startswith("2."):
                break
        try:
            await stream.aclose()
            print("the page is closed")
        except RuntimeError as error:
            print(f"RuntimeError: {error}")

    asyncio.run(main())
