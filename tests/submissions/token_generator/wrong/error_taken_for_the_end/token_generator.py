"""Ends the stream when the model fails: the visitor takes half an answer for a whole one."""

from collections.abc import AsyncGenerator, AsyncIterator

from services import next_token, say


async def tokens(question):
    text = ""
    try:
        while (token := await next_token(question, text)) is not None:
            text += token
            yield token
    except Exception:
        return


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
