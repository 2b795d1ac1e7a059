"""The runner of a translation bureau. Its nodes write token by token, and no token is seen before its node ends.

Two models translate at the same time, and an old library looks up the terms in a thread. All of them tell what they
have by `get_stream_writer`. Run this file and look at the times. Look for TODO; the rest is right.
"""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import AsyncGenerator, Callable
from contextvars import ContextVar
from graphlib import TopologicalSorter
from typing import Any

import services

START, END = "__start__", "__end__"
State = dict[str, Any]
Update = dict[str, Any]
Node = Callable[[State], Any]
Writer = Callable[[Any], None]

_written: list[Any] = []  # TODO: one list for all nodes of all readers, and no reader is told when something comes in


def get_stream_writer() -> Writer:
    """Called by a node, or by what it calls: a function that hands a chunk to the reader of this run, now."""
    return _written.append  # TODO REPORT to the right reader; from a thread as well (parts 2 and 3)


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
        """Hand out ("custom", chunk) when a node writes, and ("updates", {name: update}) when a node ends."""
        for step in self.steps:
            ended: asyncio.Queue[asyncio.Task[Update]] = asyncio.Queue()
            names = {asyncio.create_task(self._run_node(name, dict(state))): name for name in step}
            for task in names:
                task.add_done_callback(ended.put_nowait)
            updates = {}
            try:
                for _ in names:
                    task = await ended.get()  # TODO WAIT for whatever comes next: a chunk, or the end of a node
                    while _written:
                        yield "custom", _written.pop(0)
                    updates[names[task]] = task.result()
                    yield "updates", {names[task]: updates[names[task]]}
            finally:
                for task in names:
                    task.cancel()
                await asyncio.gather(*names, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])

    async def _run_node(self, name: str, state: State) -> Update:
        """Plain nodes work in a thread, so that they leave the loop free."""
        node = self.nodes[name]
        is_async = inspect.iscoroutinefunction(node)  # then it starts in the loop, at once
        update = node(state) if is_async else await asyncio.to_thread(node, state)
        return await update if inspect.isawaitable(update) else update


# The bureau: nodes that write. They are right.


async def translated(language: str, text: str) -> list[str]:
    write = get_stream_writer()
    tokens = []
    async for token in services.translate(language, text):
        write(f"{language}: {token}")
        tokens.append(token)
    return ["".join(tokens)]


async def french(state: State) -> Update:
    return {"texts": await translated("French", state["text"])}


async def german(state: State) -> Update:
    return {"texts": await translated("German", state["text"])}


def terms(state: State) -> Update:
    write = get_stream_writer()
    found = []
    for number in range(3):
        found.append(services.look_up_term(state["text"], number))
        write(f"terms: {number + 1} of 3")
    return {"terms": found}


def bureau() -> CompiledGraph:
    graph = StateGraph()
    for node in (french, german, terms):
        graph.add_node(node.__name__, node)
    return graph.compile()


async def main() -> None:
    begun = time.monotonic()
    async for mode, data in bureau().astream({"text": "a notice"}):
        print(f"{time.monotonic() - begun:4.2f} s  {mode:8} {data}")


if __name__ == "__main__":
    asyncio.run(main())
