"""A task fills a queue as fast as the model can, whether or not anybody reads."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

from services import next_token, say


async def tokens(question):
    ready = asyncio.Queue()

    async def write():
        text = ""
        try:
            while (token := await next_token(question, text)) is not None:
                text += token
                await ready.put(token)
            await ready.put(None)
        except Exception as error:
            await ready.put(error)

    writer = asyncio.create_task(write())
    try:
        while (token := await ready.get()) is not None:
            if isinstance(token, Exception):
                raise token
            yield token
    finally:
        writer.cancel()
        await asyncio.wait([writer])


async def sentences(stream: AsyncIterator[str]) -> AsyncGenerator[str, None]:
    """Whole sentences: a voice cannot say half of one. What stands after the last full stop is a sentence too."""
    sentence = ""
    async for token in stream:
        sentence += token
        if token.endswith(". "):
            yield sentence.strip()
            sentence = ""
    if sentence:
        yield sentence.strip()


async def guide(question: str) -> str:
    """Say the answer, one sentence after the other, and return all of it, with a space between two sentences."""
    spoken = []
    async for sentence in sentences(tokens(question)):
        await say(sentence)
        spoken.append(sentence)
    return " ".join(spoken)
