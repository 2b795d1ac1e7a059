"""The runner under a research assistant: nodes, the edges between them, and a state that the nodes fill.

`invoke` speaks when everything is over. A chat window wants each step as it happens: `stream` (the nodes are
plain functions) and `astream` (the nodes are async functions) hand out {name: update} for each node.
Today both keep everything until the end. Look for TODO; the rest is right.

    python graph_stream.py          shows when each update arrives
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from graphlib import TopologicalSorter
from typing import Any

import services

START, END = "__start__", "__end__"
State = dict[str, Any]
Update = dict[str, Any]
Node = Callable[[State], Any]


def merge(state: State, update: Update) -> State:
    """Return the state with one node's update in it: lists grow, everything else is replaced."""
    grown = {key: state.get(key, []) + value for key, value in update.items() if isinstance(value, list)}
    return {**state, **update, **grown}


class StateGraph:
    """Collects nodes and edges; `compile` sorts the nodes into steps."""

    def __init__(self) -> None:
        self._nodes: dict[str, Node] = {}
        self._edges: list[tuple[str, str]] = []

    def add_node(self, name: str, node: Node) -> None:
        self._nodes[name] = node

    def add_edge(self, start: str, end: str) -> None:
        self._edges.append((start, end))

    def compile(self) -> CompiledGraph:
        """A node belongs to the first step in which everything that points at it has ended."""
        before = {name: {a for a, b in self._edges if b == name and a != START} for name in self._nodes}
        sorter = TopologicalSorter(before)
        sorter.prepare()
        steps = []
        while sorter.is_active():
            ready = sorter.get_ready()
            steps.append([name for name in self._nodes if name in ready])  # in the order of add_node
            sorter.done(*ready)
        return CompiledGraph(self._nodes, steps)


class CompiledGraph:
    """Runs the nodes, step by step. One graph serves many users: nothing of a run is kept here."""

    def __init__(self, nodes: dict[str, Node], steps: list[list[str]]) -> None:
        self.nodes = nodes
        self.steps = steps

    def invoke(self, state: State) -> State:
        """Run everything and return the final state. The nodes are plain functions."""
        for step in self.steps:
            updates = {name: self.nodes[name](dict(state)) for name in step}  # all see the same state
            for name in step:
                state = merge(state, updates[name])
        return state

    def stream(self, state: State) -> Iterator[Update]:
        """Hand out {name: update} of one node after the other. The nodes are plain functions."""
        handed_out = []
        for step in self.steps:
            updates = {}
            for name in step:
                updates[name] = self.nodes[name](dict(state))
                handed_out.append({name: updates[name]})  # TODO REPORT each update when its node ends
            for name in step:
                state = merge(state, updates[name])
        return iter(handed_out)

    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        """Hand out {name: update} of nodes that are async functions and wait together, step by step."""
        handed_out = []
        for step in self.steps:
            updates = {}
            for name in step:  # TODO START all nodes of the step, then WAIT for whichever ends next
                updates[name] = await self.nodes[name](dict(state))
                handed_out.append({name: updates[name]})  # TODO REPORT each update when its node ends
            for name in step:
                state = merge(state, updates[name])
        for update in handed_out:
            yield update
        # TODO CLOSE: a node fails, or the reader leaves: cancel what still runs and wait until it has ended


def assistant(door: str) -> CompiledGraph:
    """planner, then three sources, then llm. The door is "" for the plain nodes, "a" for the async ones."""
    graph = StateGraph()
    for name in ("planner", "web_search", "memory", "retriever", "llm"):
        graph.add_node(name, getattr(services, door + name))
    graph.add_edge(START, "planner")
    for source in ("web_search", "memory", "retriever"):
        graph.add_edge("planner", source)
        graph.add_edge(source, "llm")
    graph.add_edge("llm", END)
    return graph.compile()


async def chat(began: float) -> None:
    async for update in assistant("a").astream({"question": "tides"}):
        print(f"astream {time.monotonic() - began:4.1f} s  {update}")


if __name__ == "__main__":
    start = time.monotonic()
    for item in assistant("").stream({"question": "tides"}):
        print(f"stream  {time.monotonic() - start:4.1f} s  {item}")
    asyncio.run(chat(time.monotonic()))
