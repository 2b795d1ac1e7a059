"""No generator: a class with __aiter__ and __anext__, and one function that turns tokens into sentences with anext."""

from collections.abc import AsyncGenerator, AsyncIterator

from services import next_token, say


class tokens:
    def __init__(self, question: str) -> None:
        self.question = question
        self.text = ""

    def __aiter__(self) -> AsyncIterator[str]:
        return self

    async def __anext__(self) -> str:
        token = await next_token(self.question, self.text)
        if token is None:
            raise StopAsyncIteration
        self.text += token
        return token


async def sentences(stream: AsyncIterator[str]) -> AsyncGenerator[str, None]:
    iterator, sentence = aiter(stream), ""
    while (token := await anext(iterator, None)) is not None:
        sentence += token
        if sentence.endswith(". "):
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
