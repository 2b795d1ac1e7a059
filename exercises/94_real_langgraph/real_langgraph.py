"""The research assistant on LangGraph itself: a planner, three sources, and a model that writes.

`graph` should serve all four doors, and `events` a chat window. Today the sources wait for each other, `invoke` raises,
and the window stays empty until the end. Look for TODO.

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
    found: list[str]  # TODO: three nodes of one step write here; say how their lists become one
    answer: str


# TODO WAIT: two functions for each node, one for `invoke` and `stream`, one for `ainvoke` and `astream`


async def planner(state: State) -> State:
    return {"plan": services.planner(state["question"])}


async def web_search(state: State) -> State:
    return {"found": [services.web_search(state["plan"])]}


async def retriever(state: State) -> State:
    return {"found": [*state["found"], services.retriever(state["plan"])]}


async def memory(state: State) -> State:
    return {"found": [*state["found"], services.memory(state["plan"])]}


async def llm(state: State) -> State:
    reply = model.invoke([HumanMessage(" ".join(state["found"]))])
    return {"answer": str(reply.content)}


def build() -> Any:
    builder = StateGraph(State)
    builder.add_node("planner", planner)
    builder.add_node("web_search", web_search)
    builder.add_node("retriever", retriever)
    builder.add_node("memory", memory)
    builder.add_node("llm", llm)
    builder.add_edge(START, "planner")
    builder.add_edge("planner", "web_search")
    builder.add_edge("web_search", "retriever")  # TODO START the three sources together
    builder.add_edge("retriever", "memory")
    builder.add_edge("memory", "llm")
    builder.add_edge("llm", END)
    return builder.compile()


graph = build()


async def events(question: str) -> AsyncGenerator[tuple[str, str], None]:
    """Yield ("step", name of a node) when it has ended, and ("token", text) when the model has written it."""
    final = await graph.ainvoke({"question": question})  # TODO REPORT each step and each token when it is there
    yield "token", final["answer"]
    # TODO CLOSE: closing this generator also ends the nodes that still run


async def chat() -> None:
    start = time.monotonic()
    async for kind, text in events("tides"):
        print(f"{time.monotonic() - start:4.1f} s  {kind:5} {text}")


if __name__ == "__main__":
    asyncio.run(chat())
