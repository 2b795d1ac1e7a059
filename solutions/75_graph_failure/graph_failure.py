"""The runner of an insurance office, also on bad days."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from graphlib import TopologicalSorter
from typing import Any
from weakref import WeakKeyDictionary

import services

START, END = "__start__", "__end__"
State = dict[str, Any]
Update = dict[str, Any]
Node = Callable[[State], Awaitable[Update]]
Route = Callable[[State], str]


class StepLimitReached(RecursionError):
    """Another step would have to begin, and as many as allowed have run."""


def merge(state: State, update: Update) -> State:
    """Return the state with one node's update in it: lists grow, everything else is replaced."""
    grown = {key: state.get(key, []) + value for key, value in update.items() if isinstance(value, list)}
    return {**state, **update, **grown}


class StateGraph:
    """Collects nodes and edges; `compile` sorts the nodes into steps."""

    def __init__(self) -> None:
        self._nodes: dict[str, Node] = {}
        self._edges: list[tuple[str, str]] = []
        self._routes: dict[str, Route] = {}

    def add_node(self, name: str, node: Node) -> None:
        self._nodes[name] = node

    def add_edge(self, start: str, end: str) -> None:
        self._edges.append((start, end))

    def add_conditional_edges(self, name: str, route: Route) -> None:
        """After the step of this node, route(state) says which node's step comes next, or END."""
        self._routes[name] = route

    def compile(self, max_concurrency: int | None = None) -> CompiledGraph:
        """A node belongs to the first step in which everything that points at it has ended."""
        before = {name: {a for a, b in self._edges if b == name and a != START} for name in self._nodes}
        sorter = TopologicalSorter(before)
        sorter.prepare()
        steps = []
        while sorter.is_active():
            ready = sorter.get_ready()
            steps.append([name for name in self._nodes if name in ready])  # in the order of add_node
            sorter.done(*ready)
        return CompiledGraph(self._nodes, steps, self._routes, max_concurrency)


class CompiledGraph:
    """Runs the nodes, step by step. One graph serves many claims: nothing of a run is kept here."""

    def __init__(
        self, nodes: dict[str, Node], steps: list[list[str]], routes: dict[str, Route], max_concurrency: int | None
    ) -> None:
        self.nodes = nodes
        self.steps = steps
        self.routes = routes
        self.max_concurrency = max_concurrency
        # A semaphore belongs to the loop in which a task first had to wait for it, and a graph outlives a loop.
        self._gates: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()

    async def ainvoke(self, state: State, step_limit: int = 25) -> State:
        """Run everything, step by step, and return the final state."""
        number = done = 0
        while number < len(self.steps):
            if done == step_limit:
                raise StepLimitReached(f"{step_limit} steps have run, and the graph is not at its end.")
            for update in await self._run_step(self.steps[number], state):
                state = merge(state, update)
            done += 1
            number = self._next(number, state)
        return state

    async def _run_step(self, step: list[str], state: State) -> list[Update]:
        """The updates of all nodes of a step, in the order of `step`."""
        try:
            async with asyncio.TaskGroup() as group:  # ends all of them, and waits until their clean-up is done
                tasks = [group.create_task(self._run_node(name, dict(state))) for name in step]
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None  # as the node raised it
        return [task.result() for task in tasks]

    async def _run_node(self, name: str, state: State) -> Update:
        async with self._gate():
            return await self.nodes[name](state)

    def _gate(self) -> AbstractAsyncContextManager[None]:
        if self.max_concurrency is None:
            return nullcontext()
        return self._gates.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(self.max_concurrency))

    def _next(self, number: int, state: State) -> int:
        """The number of the step after step `number`."""
        for name in self.steps[number]:
            if name in self.routes:
                target = self.routes[name](state)
                return next((place for place, step in enumerate(self.steps) if target in step), len(self.steps))
        return number + 1


def office(max_concurrency: int | None = None) -> CompiledGraph:
    """Three sources, then an assessment, then a review that is never content with a flood."""
    graph = StateGraph()
    for name in ("photos", "police", "history", "assess", "review"):
        graph.add_node(name, getattr(services, name))
    for source in ("photos", "police", "history"):
        graph.add_edge(source, "assess")
    graph.add_edge("assess", "review")
    graph.add_conditional_edges("review", lambda state: "assess" if "flood" in state["claim"] else END)
    return graph.compile(max_concurrency)


async def main() -> None:
    """Three bad days."""
    begun = time.monotonic()
    try:
        await office().ainvoke({"claim": "theft"})
    except Exception as error:
        print(f"theft: {error!r} after {time.monotonic() - begun:.1f} s, still open: {services.open_lines}")
    await asyncio.sleep(1)

    try:
        async with asyncio.timeout(2):
            await office().ainvoke({"claim": "flood"}, step_limit=4)
    except (StepLimitReached, TimeoutError) as error:
        print(f"flood, with a limit of 4 steps: {error!r}")

    services.most_open = 0
    graph = office(max_concurrency=3)
    await asyncio.gather(*[graph.ainvoke({"claim": f"hail {number}"}) for number in range(3)])
    print(f"hail, with a limit of 3 nodes: {services.most_open} at once")


if __name__ == "__main__":
    asyncio.run(main())
