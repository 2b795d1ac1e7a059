"""The runner behind a quote desk: one door for plain nodes, one for nodes of every kind."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Callable
from functools import partial
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
        """Run everything and return the final state. Every node must be plain."""
        for step in self.steps:
            updates = {name: self._update(name, dict(state)) for name in step}  # all see the same state
            for name in step:
                state = merge(state, updates[name])
        return state

    def _update(self, name: str, state: State) -> Update:
        update = self.nodes[name](state)
        if inspect.isawaitable(update):
            if inspect.iscoroutine(update):
                update.close()  # it will not be awaited, and that is no mistake of its author
            raise TypeError(f"The node {name!r} has to be awaited: use `await graph.ainvoke(state)`.")
        return update

    async def ainvoke(self, state: State) -> State:
        """Run everything and return the final state. Nodes of any kind; the loop stays free meanwhile."""
        for step in self.steps:
            updates = {name: await self._aupdate(name, dict(state)) for name in step}
            for name in step:
                state = merge(state, updates[name])
        return state

    async def _aupdate(self, name: str, state: State) -> Update:
        # Every node is called in a thread: nothing tells for sure beforehand which of them block.
        update = await asyncio.to_thread(self.nodes[name], state)
        return await update if inspect.isawaitable(update) else update


def chain(**nodes: Node) -> CompiledGraph:
    """A graph in which one node comes after the other."""
    graph = StateGraph()
    for name, node in nodes.items():
        graph.add_node(name, node)
    for start, end in zip([START, *nodes], [*nodes, END], strict=True):
        graph.add_edge(start, end)
    return graph.compile()


async def quote(title: str, graph: CompiledGraph) -> None:
    """Run a graph beside a clock that ticks ten times a second as long as it gets a turn."""

    async def tick() -> None:
        while True:
            await asyncio.sleep(0.1)
            ticks.append(1)

    ticks: list[int] = []
    clock = asyncio.create_task(tick())
    begun = time.monotonic()
    try:
        came: object = await graph.ainvoke({"mail": "a valve"})
    except Exception as error:
        came = f"{type(error).__name__}: {error}"
    print(f"{title}: {time.monotonic() - begun:.1f} s, {len(ticks)} ticks\n    {came}")
    clock.cancel()


async def main() -> None:
    await quote("plain nodes", chain(price=services.look_up_price, paper=services.Printer(2)))
    await quote("async nodes", chain(mail=services.read_mail, amount=partial(services.convert, currency="EUR")))
    await quote("both", chain(mail=services.read_mail, price=services.look_up_price, history=services.Archive()))


if __name__ == "__main__":
    asyncio.run(main())
