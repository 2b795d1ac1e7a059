"""Asks for the next token before it hands out this one, to be faster: the model is paid for what nobody reads."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

from services import next_token, say


async def tokens(question):
    text = ""
    following = asyncio.ensure_future(next_token(question, text))
    while (token := await following) is not None:
        text += token
        following = asyncio.ensure_future(next_token(question, text))
        yield token


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
