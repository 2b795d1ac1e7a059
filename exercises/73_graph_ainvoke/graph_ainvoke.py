"""The runner behind a quote desk: a graph of nodes, each of which adds something to a state.

`invoke` runs a graph of plain functions. Half of the nodes became async, so it was given an `ainvoke` in one
line. Run this file, and see what that line is worth. Look for TODO; the rest is right, and so is `graph.py`.
"""

from __future__ import annotations

import asyncio
import time
from functools import partial

import services
from graph import END, START, Node, Runner, State, StateGraph, Update, merge


class CompiledGraph(Runner):
    """Runs the nodes, step by step. One graph serves many users: nothing of a run is kept here."""

    def invoke(self, state: State) -> State:
        """Run everything and return the final state. Every node must be plain."""
        for step in self.steps:
            # TODO REPORT (part 4): a node that has to be awaited cannot be run here.
            updates = {name: self.nodes[name](dict(state)) for name in step}  # all see the same state
            for name in step:
                state = merge(state, updates[name])
        return state

    async def ainvoke(self, state: State) -> State:
        """Run everything and return the final state. Nodes of any kind; the loop stays free meanwhile."""
        return self.invoke(state)  # TODO WAIT for each node in the way that it needs (parts 1 to 3)


def chain(**nodes: Node) -> CompiledGraph:
    """A graph in which one node comes after the other."""
    edges = zip([START, *nodes], [*nodes, END], strict=True)
    return StateGraph(nodes, edges).compile(CompiledGraph)


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
