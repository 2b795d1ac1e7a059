"""The assistant that your command line program asks. It searches two places together, then an LLM writes.

An agent has LangGraph's four doors, and a session that has to be closed: use it with `with` or `async with`.

    with Agent() as agent:                    async with Agent() as agent:
        agent.invoke(state)                       await agent.ainvoke(state)
        agent.stream(state)                       agent.astream(state)
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

State = dict[str, Any]


class ModelOverloaded(Exception):
    """The LLM has too much to do just now."""


class Agent:
    """invoke and ainvoke give the final state, stream and astream the words of the answer one by one."""

    def __enter__(self) -> Agent:
        open_session()
        return self

    def __exit__(self, *error: object) -> None:
        close_session()

    async def __aenter__(self) -> Agent:
        await aopen_session()
        return self

    async def __aexit__(self, *error: object) -> None:
        await aclose_session()

    def invoke(self, state: State) -> State:
        return {**state, "answer": write(state["question"], self._look_up(state["question"]))}

    async def ainvoke(self, state: State) -> State:
        return {**state, "answer": await awrite(state["question"], await self._alook_up(state["question"]))}

    def stream(self, state: State) -> Iterator[str]:
        yield from write_words(state["question"], self._look_up(state["question"]))

    async def astream(self, state: State) -> AsyncIterator[str]:
        async for word in awrite_words(state["question"], await self._alook_up(state["question"])):
            yield word

    def _look_up(self, question: str) -> list[str]:
        with ThreadPoolExecutor() as pool:  # nodes of one step run in threads, as LangGraph's invoke does it
            return list(pool.map(lambda search: search(question), (search_notes, search_web)))

    async def _alook_up(self, question: str) -> list[str]:
        return list(await asyncio.gather(asearch_notes(question), asearch_web(question)))


def open_session() -> None:
    time.sleep(0.05)


async def aopen_session() -> None:
    await asyncio.sleep(0.05)


def close_session() -> None:
    time.sleep(0.05)


async def aclose_session() -> None:
    await asyncio.sleep(0.05)


def search_notes(question: str) -> str:
    time.sleep(0.3)
    return f"a note on {question!r}"


async def asearch_notes(question: str) -> str:
    await asyncio.sleep(0.3)
    return f"a note on {question!r}"


def search_web(question: str) -> str:
    time.sleep(0.5)
    return f"a page on {question!r}"


async def asearch_web(question: str) -> str:
    await asyncio.sleep(0.5)
    return f"a page on {question!r}"


def write(question: str, found: list[str]) -> str:
    time.sleep(1.5)
    return _answer(question, found)


async def awrite(question: str, found: list[str]) -> str:
    await asyncio.sleep(1.5)
    return _answer(question, found)


def write_words(question: str, found: list[str]) -> Iterator[str]:
    for word in _answer(question, found).split(" "):
        time.sleep(0.25)
        yield f"{word} "


async def awrite_words(question: str, found: list[str]) -> AsyncIterator[str]:
    for word in _answer(question, found).split(" "):
        await asyncio.sleep(0.25)
        yield f"{word} "


def _answer(question: str, found: list[str]) -> str:
    if "overload" in question:
        raise ModelOverloaded("the model is overloaded, try again later")
    return f"Written from {' and '.join(found)}."
