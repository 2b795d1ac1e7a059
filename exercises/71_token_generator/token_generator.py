"""The audio guide of a museum answers questions (the lesson is in README.md).

Run this file: for two seconds the guide is silent, although its model has had the first word ready long before.
Make it hand out each token, and say each sentence, as soon as it is there.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator

from services import next_token, say


# Part 1.
async def tokens(question: str) -> list[str]:
    """The tokens of the answer to a question."""
    text = ""
    written = []
    while (token := await next_token(question, text)) is not None:
        text += token
        written.append(token)  # TODO REPORT: each token when it is there, not all of them when the last one is
    return written


# Part 2. `stream` is a stream of tokens, from `tokens` or from elsewhere.
async def sentences(stream: AsyncIterator[str]) -> list[str]:
    """Whole sentences: a voice cannot say half of one. What stands after the last full stop is a sentence too."""
    sentence = ""
    found = []
    for token in stream:  # TODO WAIT: the next token is not there yet when you ask for it
        sentence += token
        if token.endswith(". "):
            found.append(sentence.strip())  # TODO REPORT
            sentence = ""
    if sentence:
        found.append(sentence.strip())
    return found


# Part 3.
async def guide(question: str) -> str:
    """Say the answer, one sentence after the other, and return all of it, with a space between two sentences."""
    spoken = []
    for sentence in await sentences(await tokens(question)):  # TODO WAIT
        await say(sentence)
        spoken.append(sentence)
    return " ".join(spoken)


if __name__ == "__main__":

    async def main() -> None:
        begun = time.perf_counter()
        stream = tokens("amber")
        if not hasattr(stream, "__aiter__"):
            print(f"{len(await stream)} tokens, all of them after {time.perf_counter() - begun:.2f} s")
            return
        async for token in stream:
            print(f"{time.perf_counter() - begun:4.2f} s  {token}")
        print(await guide("amber"))

    asyncio.run(main())
