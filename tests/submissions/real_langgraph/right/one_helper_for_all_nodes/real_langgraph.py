"""One function makes all nodes; conditional fan-out instead of three edges; the events by a dict of readers."""

import asyncio
import operator
from contextlib import aclosing
from typing import Annotated, TypedDict

from langchain_core.runnables import RunnableLambda
from langgraph.graph import END, START, StateGraph

import services

model = services.Model()


class State(TypedDict):
    question: str
    plan: str
    found: Annotated[list, operator.add]
    answer: str


def two_doors(name, reads, writes, many=False):
    def wrap(value):
        return {writes: [value] if many else value}

    def plain(state):
        return wrap(getattr(services, name)(state[reads]))

    async def awaited(state):
        return wrap(await getattr(services, "a" + name)(state[reads]))

    return RunnableLambda(plain, afunc=awaited)


def write(state):
    return {"answer": model.invoke("\n".join(state["found"])).content}


async def awrite(state):
    return {"answer": (await model.ainvoke("\n".join(state["found"]))).content}


names = ["web_search", "memory", "retriever"]
builder = StateGraph(State)
builder.add_node("planner", two_doors("planner", "question", "plan"))
for name in names:
    builder.add_node(name, two_doors(name, "plan", "found", many=True))
    builder.add_edge(name, "llm")
builder.add_node("llm", RunnableLambda(write, afunc=awrite))
builder.add_edge(START, "planner")
builder.add_conditional_edges("planner", lambda state: names, names)
builder.set_finish_point("llm")
graph = builder.compile()


async def events(question):
    read = {
        "updates": lambda data: [("step", name) for name in data],
        "messages": lambda data: [("token", data[0].content)],
    }
    async with aclosing(graph.astream({"question": question}, stream_mode=list(read))) as stream:
        async for mode, data in stream:
            for event in read[mode](data):
                yield event
