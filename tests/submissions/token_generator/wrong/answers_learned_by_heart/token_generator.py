"""Hands out the answer that stands in services.py, without asking the model."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

from services import say


async def tokens(question):
    for word in "It is resin. Forty million years ago a pine wept. The fly was too slow".split():
        await asyncio.sleep(0.15)
        yield f"{word} "


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
