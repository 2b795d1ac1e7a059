"""What the nodes of a research assistant ask, each by two doors, and a chat model for the last node.

The model is a LangChain chat model without a network: `invoke` and `ainvoke` give a message, `stream` and `astream` its
tokens. Underneath it asks `tokens` or `atokens`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

from langchain_core.language_models import SimpleChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult


def planner(question: str) -> str:
    time.sleep(0.2)
    return f"look up {question}"


async def aplanner(question: str) -> str:
    await asyncio.sleep(0.2)
    return f"look up {question}"


def web_search(plan: str) -> str:
    time.sleep(0.7)
    return f"a page ({plan})"


async def aweb_search(plan: str) -> str:
    await asyncio.sleep(0.7)
    return f"a page ({plan})"


def retriever(plan: str) -> str:
    time.sleep(0.3)
    return f"a paper ({plan})"


async def aretriever(plan: str) -> str:
    await asyncio.sleep(0.3)
    return f"a paper ({plan})"


def memory(plan: str) -> str:
    time.sleep(0.5)
    return f"an older chat ({plan})"


async def amemory(plan: str) -> str:
    await asyncio.sleep(0.5)
    return f"an older chat ({plan})"


def tokens(prompt: str) -> Iterator[str]:
    for word in _answer(prompt):
        time.sleep(0.15)
        yield word


async def atokens(prompt: str) -> AsyncIterator[str]:
    for word in _answer(prompt):
        await asyncio.sleep(0.15)
        yield word


def _answer(prompt: str) -> list[str]:
    return [f"{word} " for word in f"Written from {len(prompt)} letters of notes.".split(" ")]


class Model(SimpleChatModel):
    """A chat model that asks `tokens` and `atokens` with the text of the last message."""

    @property
    def _llm_type(self) -> str:
        return "offline"

    def _call(self, messages: list[BaseMessage], *_: Any, **__: Any) -> str:
        return "".join(tokens(str(messages[-1].content)))

    async def _agenerate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        text = "".join([token async for token in atokens(str(messages[-1].content))])
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text))])

    def _stream(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **_: Any
    ) -> Iterator[ChatGenerationChunk]:
        for token in tokens(str(messages[-1].content)):
            chunk = ChatGenerationChunk(message=AIMessageChunk(content=token))
            if run_manager:
                run_manager.on_llm_new_token(token, chunk=chunk)
            yield chunk

    async def _astream(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **_: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        async for token in atokens(str(messages[-1].content)):
            chunk = ChatGenerationChunk(message=AIMessageChunk(content=token))
            if run_manager:
                await run_manager.on_llm_new_token(token, chunk=chunk)
            yield chunk
