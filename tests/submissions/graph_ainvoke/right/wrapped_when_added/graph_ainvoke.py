"""Every node is wrapped once, in the constructor: one wrapper for each door."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from graphlib import TopologicalSorter
from typing import Any

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
    def __init__(self, nodes: dict[str, Node], steps: list[list[str]]) -> None:
        self.steps = steps
        self.plain = {name: plain(name, node) for name, node in nodes.items()}
        self.awaitable = {name: awaitable(node) for name, node in nodes.items()}

    def invoke(self, state: State) -> State:
        for step in self.steps:
            updates = [self.plain[name](dict(state)) for name in step]
            for update in updates:
                state = merge(state, update)
        return state

    async def ainvoke(self, state: State) -> State:
        for step in self.steps:
            updates = [await self.awaitable[name](dict(state)) for name in step]
            for update in updates:
                state = merge(state, update)
        return state


def plain(name: str, node: Node) -> Node:
    def call(state: State) -> Update:
        result = node(state)
        if hasattr(result, "__await__"):
            getattr(result, "close", lambda: None)()
            raise TypeError(f"{name} is async; invoke cannot run it, ainvoke can")
        return result

    return call


def awaitable(node: Node) -> Node:
    async def call(state: State) -> Update:
        result = await asyncio.to_thread(node, state)
        return await result if hasattr(result, "__await__") else result

    return call
