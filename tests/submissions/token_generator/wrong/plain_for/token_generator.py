"""Walks a stream with a plain for, which cannot wait for the next item."""

from collections.abc import AsyncGenerator

from services import next_token, say


async def tokens(question: str) -> AsyncGenerator[str, None]:
    """The tokens of the answer to a question."""
    text = ""
    while (token := await next_token(question, text)) is not None:
        text += token
        yield token


async def sentences(stream):
    sentence = ""
    for token in stream:
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
