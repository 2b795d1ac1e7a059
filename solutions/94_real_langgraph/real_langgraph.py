"""The research assistant on LangGraph itself: a planner, three sources, and a model that writes.

`graph` serves all four doors, and `events` a chat window.

    nox -s run -- real_langgraph        shows when each event comes
"""

from __future__ import annotations

import asyncio
import operator
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any, TypedDict

from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableLambda
from langgraph.graph import END, START, StateGraph

import services

model = services.Model()


class State(TypedDict, total=False):
    """What the nodes fill. A node returns the keys that it changes."""

    question: str
    plan: str
    found: Annotated[list[str], operator.add]  # a reducer: what several nodes of one step write is added up
    answer: str


def planner(state: State) -> State:
    return {"plan": services.planner(state["question"])}


async def aplanner(state: State) -> State:
    return {"plan": await services.aplanner(state["question"])}


def web_search(state: State) -> State:
    return {"found": [services.web_search(state["plan"])]}


async def aweb_search(state: State) -> State:
    return {"found": [await services.aweb_search(state["plan"])]}


def retriever(state: State) -> State:
    return {"found": [services.retriever(state["plan"])]}


async def aretriever(state: State) -> State:
    return {"found": [await services.aretriever(state["plan"])]}


def memory(state: State) -> State:
    return {"found": [services.memory(state["plan"])]}


async def amemory(state: State) -> State:
    return {"found": [await services.amemory(state["plan"])]}


def prompt(state: State) -> list[HumanMessage]:
    return [HumanMessage(" ".join(state["found"]))]


def llm(state: State) -> State:
    return {"answer": str(model.invoke(prompt(state)).content)}


async def allm(state: State) -> State:
    return {"answer": str((await model.ainvoke(prompt(state))).content)}


SOURCES = ("web_search", "retriever", "memory")


def build() -> Any:
    builder = StateGraph(State)
    builder.add_node("planner", RunnableLambda(planner, aplanner))
    builder.add_node("web_search", RunnableLambda(web_search, aweb_search))
    builder.add_node("retriever", RunnableLambda(retriever, aretriever))
    builder.add_node("memory", RunnableLambda(memory, amemory))
    builder.add_node("llm", RunnableLambda(llm, allm))
    builder.add_edge(START, "planner")
    for source in SOURCES:
        builder.add_edge("planner", source)  # three edges out of one node: one step
    builder.add_edge(list(SOURCES), "llm")  # a list: when all of them have ended
    builder.add_edge("llm", END)
    return builder.compile()


graph = build()


async def events(question: str) -> AsyncGenerator[tuple[str, str], None]:
    """Yield ("step", name of a node) when it has ended, and ("token", text) when the model has written it."""
    async with aclosing(graph.astream({"question": question}, stream_mode=["updates", "messages"])) as stream:
        async for mode, data in stream:
            if mode == "updates":
                for name in data:
                    yield "step", name
            else:
                chunk, _ = data
                yield "token", str(chunk.content)


async def chat() -> None:
    start = time.monotonic()
    async for kind, text in events("tides"):
        print(f"{time.monotonic() - start:4.1f} s  {kind:5} {text}")


if __name__ == "__main__":
    asyncio.run(chat())
