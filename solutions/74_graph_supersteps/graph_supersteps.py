"""The runner of a travel desk: the nodes of a step wait together, and the steps one after the other."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from graphlib import TopologicalSorter
from typing import Any

import services

START, END = "__start__", "__end__"
State = dict[str, Any]
Update = dict[str, Any]
Node = Callable[[State], Awaitable[Update]]


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

    async def ainvoke(self, state: State) -> State:
        """Run everything, step by step, and return the final state. The nodes are async functions."""
        for step in self.steps:
            updates = await asyncio.gather(*[self.nodes[name](dict(state)) for name in step])
            for update in updates:  # in the order of add_node: gather keeps it, whichever was faster
                state = merge(state, update)
        return state


def predict_seconds(steps: list[list[str]], seconds: dict[str, float]) -> float:
    """How long `ainvoke` will take for these steps, if each node takes so many seconds."""
    return sum(max(seconds[name] for name in step) for step in steps)


# Shapes of a graph with the same four nodes: all edges between them.
SOURCES = ("guidebook", "web", "timetable")
SHAPES = {
    "one after the other": [("guidebook", "web"), ("web", "timetable"), ("timetable", "llm")],
    "sources, then llm": [(source, "llm") for source in SOURCES],
    "all independent": [],
}


def build(edges: list[tuple[str, str]]) -> CompiledGraph:
    """The four nodes with these edges."""
    graph = StateGraph()
    for name in (*SOURCES, "llm"):
        graph.add_node(name, getattr(services, name))
    for start, end in edges:
        graph.add_edge(start, end)
    return graph.compile()


async def main() -> None:
    """Measure each shape, and show how many times faster it was than all waits together."""
    everything = sum(services.SECONDS.values())
    print(f"{'':20} predicted  measured  faster   (all waits together: {everything:.1f} s)")
    for title, edges in SHAPES.items():
        graph = build(edges)
        begun = time.monotonic()
        await graph.ainvoke({"question": "Leeds"})
        took = time.monotonic() - begun
        predicted = predict_seconds(graph.steps, services.SECONDS)
        print(f"{title:20} {predicted:7.1f} s {took:7.1f} s {everything / took:6.1f}x")


if __name__ == "__main__":
    asyncio.run(main())
