"""tokens and guide are thin; the work is done by helpers that they hand on."""

from collections.abc import AsyncGenerator, AsyncIterator

from services import next_token, say


def tokens(question: str) -> AsyncGenerator[str, None]:
    async def write(text: str) -> AsyncGenerator[str, None]:
        while True:
            token = await next_token(question, text)
            if token is None:
                return
            yield token
            text += token

    return write("")


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
    async def said() -> AsyncGenerator[str, None]:
        async for sentence in sentences(tokens(question)):
            await say(sentence)
            yield sentence

    return " ".join([sentence async for sentence in said()])
