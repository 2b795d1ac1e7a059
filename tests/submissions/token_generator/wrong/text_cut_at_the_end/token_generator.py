"""Reads the whole text and cuts it into sentences afterwards."""

from collections.abc import AsyncGenerator

from services import next_token, say


async def tokens(question: str) -> AsyncGenerator[str, None]:
    """The tokens of the answer to a question."""
    text = ""
    while (token := await next_token(question, text)) is not None:
        text += token
        yield token


async def sentences(stream):
    text = "".join([token async for token in stream])
    for sentence in text.split(". "):
        if sentence:
            yield sentence.strip() + ("." if sentence.strip() + "." in text else "")


async def guide(question: str) -> str:
    """Say the answer, one sentence after the other, and return all of it, with a space between two sentences."""
    spoken = []
    async for sentence in sentences(tokens(question)):
        await say(sentence)
        spoken.append(sentence)
    return " ".join(spoken)
