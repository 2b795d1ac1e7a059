"""A run is an object of its own, with the queue; the node's wrapper reports its end, also a bad one."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncGenerator, Callable
from contextvars import ContextVar
from graphlib import TopologicalSorter
from typing import Any


class Run:
    def __init__(self) -> None:
        self.news: asyncio.Queue[tuple[str, Any, Any]] = asyncio.Queue()
        self.loop = asyncio.get_running_loop()

    def write(self, chunk: Any) -> None:
        asyncio.run_coroutine_threadsafe(self.news.put(("custom", chunk, None)), self.loop)

    async def play(self, name: str, coroutine: Any) -> None:
        _run.set(self)
        try:
            update = await coroutine
        except Exception as error:
            await self.news.put(("failed", name, error))
        else:
            # through the loop's queue of callbacks as well, so that it comes after what was written
            self.loop.call_soon(lambda: self.loop.call_soon(self.news.put_nowait, ("updates", name, update)))


_run: ContextVar[Run] = ContextVar("run")

START, END = "__start__", "__end__"
State = dict[str, Any]
Update = dict[str, Any]
Node = Callable[[State], Any]
Writer = Callable[[Any], None]


def get_stream_writer() -> Writer:
    return _run.get().write


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
    """Runs the nodes, step by step. One graph serves many readers: nothing of a run is kept here."""

    def __init__(self, nodes: dict[str, Node], steps: list[list[str]]) -> None:
        self.nodes = nodes
        self.steps = steps

    async def astream(self, state: State) -> AsyncGenerator[tuple[str, Any], None]:
        run = Run()
        for step in self.steps:
            tasks = [asyncio.create_task(run.play(name, self._run_node(name, dict(state)))) for name in step]
            updates: dict[str, Update] = {}
            try:
                while len(updates) < len(step):
                    kind, what, more = await run.news.get()
                    if kind == "failed":
                        raise more
                    if kind == "custom":
                        yield kind, what
                    else:
                        updates[what] = more
                        yield kind, {what: more}
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])

    async def _run_node(self, name: str, state: State) -> Update:
        node = self.nodes[name]
        if inspect.iscoroutinefunction(node):
            return await node(state)
        return await asyncio.to_thread(node, state)


# The bureau: nodes that write. They are right.
