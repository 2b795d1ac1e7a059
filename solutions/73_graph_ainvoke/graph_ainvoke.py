"""The runner behind a quote desk: one door for plain nodes, one for nodes of every kind."""

from __future__ import annotations

import asyncio
import inspect
import time
from functools import partial

import services
from graph import END, START, Node, Runner, State, StateGraph, Update, merge


class CompiledGraph(Runner):
    """Runs the nodes, step by step. One graph serves many users: nothing of a run is kept here."""

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
        node = self.nodes[name]
        if inspect.iscoroutinefunction(node):
            return await node(state)  # its call blocks nothing: it needs no thread
        # Every other one is called in a thread: nothing tells for sure beforehand which of them block.
        update = await asyncio.to_thread(node, state)
        return await update if inspect.isawaitable(update) else update


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
