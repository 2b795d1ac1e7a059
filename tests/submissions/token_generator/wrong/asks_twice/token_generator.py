"""Reads the stream once to say it and once more to return it: the model writes the answer twice."""

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
    async for sentence in sentences(tokens(question)):
        await say(sentence)
    return " ".join([sentence async for sentence in sentences(tokens(question))])
