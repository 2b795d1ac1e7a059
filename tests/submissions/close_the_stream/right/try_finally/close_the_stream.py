"""Closes by hand: a name for the stream, and aclose() in a finally."""

from collections.abc import AsyncGenerator

from services import stream_draft

END = "-- end --"


class TooLong(Exception):
    """This line does not fit over a column."""


async def headline(topic: str) -> str:
    draft = stream_draft(topic)
    line = ""
    try:
        async for token in draft:
            if token == "\n":
                return line.strip()
            line += token
            if len(line) > 60:
                raise TooLong(topic)
        return line.strip()
    finally:
        await draft.aclose()


async def lines(topic: str) -> AsyncGenerator[str, None]:
    draft = stream_draft(topic)
    words: list[str] = []
    try:
        async for token in draft:
            if token == "\n":
                yield " ".join(words)
                words = []
            else:
                words.append(token.strip())
    finally:
        await draft.aclose()
    if words:
        yield " ".join(words)


async def numbered(topic: str) -> AsyncGenerator[str, None]:
    found = lines(topic)
    number = 1
    try:
        async for line in found:
            yield f"{number}. {line}"
            number += 1
    finally:
        await found.aclose()


async def page(topic: str) -> AsyncGenerator[str, None]:
    found = numbered(topic)
    try:
        async for line in found:
            yield line
        yield END
    finally:
        await found.aclose()
