"""Lists as buffers inside, and a task for each token that is awaited at once: odd, and right."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

from services import next_token, say


async def tokens(question: str) -> AsyncGenerator[str, None]:
    written: list[str] = []
    while True:
        token = await asyncio.create_task(next_token(question, "".join(written)))
        if token is None:
            break
        written += [token]
        yield written[-1]


async def sentences(stream: AsyncIterator[str]) -> AsyncGenerator[str, None]:
    words: list[str] = []
    async for token in stream:
        words.append(token.strip())
        if words[-1].endswith("."):
            yield " ".join(words)
            words.clear()
    if words:
        yield " ".join(words)


async def guide(question: str) -> str:
    """Say the answer, one sentence after the other, and return all of it, with a space between two sentences."""
    spoken = []
    async for sentence in sentences(tokens(question)):
        await say(sentence)
        spoken.append(sentence)
    return " ".join(spoken)
