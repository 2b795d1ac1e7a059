"""Each node's task is made in a context of its own; a deque and an Event instead of a queue."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextvars import ContextVar
from graphlib import TopologicalSorter
from typing import Any

START, END = "__start__", "__end__"
State = dict[str, Any]
Update = dict[str, Any]
Node = Callable[[State], Any]
Writer = Callable[[Any], None]

_writer: ContextVar[Writer] = ContextVar("writer")  # each node has its own: a task owns its context, a thread gets it


def get_stream_writer() -> Writer:
    """Called by a node, or by what it calls: a function that hands a chunk to the reader of this run, now."""
    return _writer.get()


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
        loop = asyncio.get_running_loop()
        for step in self.steps:
            news: deque[tuple[str, Any]] = deque()
            something = asyncio.Event()

            def put(
                item: tuple[str, Any], news: deque[tuple[str, Any]] = news, something: asyncio.Event = something
            ) -> None:
                news.append(item)
                something.set()

            context = contextvars.copy_context()
            context.run(_writer.set, lambda chunk, put=put: loop.call_soon_threadsafe(put, ("custom", chunk)))
            tasks = {}
            for name in step:
                tasks[name] = asyncio.create_task(self._run_node(name, dict(state)), name=name, context=context.copy())
                tasks[name].add_done_callback(lambda task, put=put: put(("ended", task)))
            updates: dict[str, Update] = {}
            try:
                while len(updates) < len(step):
                    await something.wait()
                    something.clear()
                    while news:
                        mode, data = news.popleft()
                        if mode == "custom":
                            yield mode, data
                        else:
                            updates[data.get_name()] = await data
                            yield "updates", {data.get_name(): updates[data.get_name()]}
            finally:
                for task in tasks.values():
                    task.cancel()
                await asyncio.gather(*tasks.values(), return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])

    async def _run_node(self, name: str, state: State) -> Update:
        node = self.nodes[name]
        if inspect.iscoroutinefunction(node):
            return await node(state)
        return await asyncio.to_thread(node, state)


# The bureau: nodes that write. They are right.
