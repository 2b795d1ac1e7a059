"""The agent behind the web service, and a model that sums up. By themselves they really wait.

The agent has LangGraph's doors and LangGraph's state: a dict with a list of messages, to which it adds one.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

from langchain_core.messages import AIMessage

State = dict[str, Any]


class ModelOverloaded(Exception):
    """The LLM has too much to do just now."""


class Agent:
    """Looks things up, then lets an LLM write. `invoke` blocks its thread, `ainvoke` awaits."""

    def invoke(self, state: State) -> State:
        question = state["messages"][-1].content
        return self._answered(state, draft(question, retrieve(question)))

    async def ainvoke(self, state: State) -> State:
        question = state["messages"][-1].content
        return self._answered(state, await adraft(question, await aretrieve(question)))

    def _answered(self, state: State, text: str) -> State:
        return {**state, "messages": [*state["messages"], AIMessage(text)]}


def retrieve(question: str) -> str:
    time.sleep(0.3)
    return f"a note on {question!r}"


async def aretrieve(question: str) -> str:
    await asyncio.sleep(0.3)
    return f"a note on {question!r}"


def draft(question: str, notes: str) -> str:
    time.sleep(0.7)
    return _written(question, notes)


async def adraft(question: str, notes: str) -> str:
    await asyncio.sleep(0.7)
    return _written(question, notes)


async def asummarize(text: str) -> str:
    """A model that sums up. Its client library is async only."""
    await asyncio.sleep(0.5)
    return f"in short: {text[:20]}"


def _written(question: str, notes: str) -> str:
    if "overload" in question:
        raise ModelOverloaded("the model is overloaded, try again later")
    return f"Written from {notes}."
