"""No generator at all: two classes with __next__, __anext__, close and aclose."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
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

    def stream(self, state: State) -> Stream:
        return Stream(self, state)

    def astream(self, state: State) -> AsyncStream:
        return AsyncStream(self, state)


class Stream:
    """One node for each call of __next__."""

    def __init__(self, graph: CompiledGraph, state: State) -> None:
        self.nodes = graph.nodes
        self.todo = [list(step) for step in graph.steps]
        self.state = state
        self.updates: Update = {}

    def __iter__(self) -> Stream:
        return self

    def __next__(self) -> Update:
        if not self.todo:
            raise StopIteration
        name = self.todo[0].pop(0)
        self.updates[name] = self.nodes[name](dict(self.state))
        handed_out = {name: self.updates[name]}
        if not self.todo[0]:
            self.todo.pop(0)
            for update in self.updates.values():
                self.state = merge(self.state, update)
            self.updates.clear()
        return handed_out

    def close(self) -> None:
        self.todo.clear()


class AsyncStream:
    """Starts a step when its first update is asked for."""

    def __init__(self, graph: CompiledGraph, state: State) -> None:
        self.nodes = graph.nodes
        self.todo = list(graph.steps)
        self.state = state
        self.step: list[str] = []
        self.tasks: dict[str, asyncio.Task[Update]] = {}
        self.handed_out: set[str] = set()

    def __aiter__(self) -> AsyncStream:
        return self

    async def __anext__(self) -> Update:
        if len(self.handed_out) == len(self.step):
            self.next_step()
        try:
            left = [self.tasks[name] for name in self.step if name not in self.handed_out]
            await asyncio.wait(left, return_when=asyncio.FIRST_COMPLETED)
            name = next(n for n in self.step if n not in self.handed_out and self.tasks[n].done())
            self.handed_out.add(name)
            return {name: self.tasks[name].result()}
        except BaseException:
            await self.aclose()
            raise

    def next_step(self) -> None:
        for name in self.step:
            self.state = merge(self.state, self.tasks[name].result())
        if not self.todo:
            raise StopAsyncIteration
        self.step, self.handed_out = self.todo.pop(0), set()
        self.tasks = {name: asyncio.create_task(self.nodes[name](dict(self.state))) for name in self.step}

    async def aclose(self) -> None:
        tasks = list(self.tasks.values())
        self.todo, self.step, self.tasks, self.handed_out = [], [], {}, set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
