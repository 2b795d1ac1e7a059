"""The agent behind the page. By itself it really waits: it thinks for a second, then a token comes now and then.

`stream` and `astream` hand out the tokens of the answer one by one, as LangGraph's do with the tokens of an LLM.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

State = dict[str, Any]

ANSWER = """\
The moon pulls at the sea.
On the near side the water is pulled away from the earth, on the far side
the earth is pulled away from the water: so there are two tides a day, and
each comes some 25 minutes later than the one before."""


class ModelOverloaded(Exception):
    """The LLM has too much to do just now."""


class Agent:
    """Two of LangGraph's doors. `stream` blocks its thread, `astream` awaits."""

    def stream(self, state: State) -> Iterator[str]:
        yield from tokens(state["messages"][-1].content)

    async def astream(self, state: State) -> AsyncIterator[str]:
        async for token in atokens(state["messages"][-1].content):
            yield token


def tokens(question: str) -> Iterator[str]:
    time.sleep(1.0)
    for number, token in enumerate(_split(ANSWER)):
        time.sleep(0.06)
        if number == 5 and "overload" in question:
            raise ModelOverloaded("the model is overloaded, try again later")
        yield token


async def atokens(question: str) -> AsyncIterator[str]:
    await asyncio.sleep(1.0)
    for number, token in enumerate(_split(ANSWER)):
        await asyncio.sleep(0.06)
        if number == 5 and "overload" in question:
            raise ModelOverloaded("the model is overloaded, try again later")
        yield token


def _split(text: str) -> list[str]:
    return text.replace(" ", " |").replace("\n", "\n|").split("|")
