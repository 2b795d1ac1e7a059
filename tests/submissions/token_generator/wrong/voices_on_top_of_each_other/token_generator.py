"""Says each sentence in a task of its own, so the guide speaks with several voices."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

from services import next_token, say


async def tokens(question: str) -> AsyncGenerator[str, None]:
    """The tokens of the answer to a question."""
    text = ""
    while (token := await next_token(question, text)) is not None:
        text += token
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


async def guide(question):
    spoken = []
    async with asyncio.TaskGroup() as group:
        async for sentence in sentences(tokens(question)):
            group.create_task(say(sentence))
            spoken.append(sentence)
    return " ".join(spoken)
