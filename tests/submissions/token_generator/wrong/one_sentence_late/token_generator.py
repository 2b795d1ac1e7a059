"""Notices the end of a sentence only when the next one begins."""

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
    async for token in stream:
        if sentence.endswith(". "):
            yield sentence.strip()
            sentence = ""
        sentence += token
    if sentence:
        yield sentence.strip()


async def guide(question: str) -> str:
    """Say the answer, one sentence after the other, and return all of it, with a space between two sentences."""
    spoken = []
    async for sentence in sentences(tokens(question)):
        await say(sentence)
        spoken.append(sentence)
    return " ".join(spoken)
