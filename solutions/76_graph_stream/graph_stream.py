"""The runner under a research assistant: each step as it happens.

`ainvoke` speaks when everything is over. A chat window wants each node's update when that node ends: `astream` hands
out {name: update}. The stream owns the nodes that it started: whatever ends it ends them.

    python graph_stream.py          shows when each update arrives
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator

import graph_failure
import services
from graph import END, START, State, StateGraph, Update, merge


class CompiledGraph(graph_failure.CompiledGraph):
    """The runner of exercise 75, with one door more. One graph serves many users: nothing of a run is kept here."""

    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        """Hand out {name: update} of one node after the other; the nodes of a step wait together."""
        for step in self.steps:
            ended: asyncio.Queue[asyncio.Task[Update]] = asyncio.Queue()
            names = {asyncio.create_task(self._aupdate(name, dict(state))): name for name in step}
            for task in names:
                task.add_done_callback(ended.put_nowait)  # so they queue up in the order in which they end
            updates = {}
            try:
                for _ in names:
                    task = await ended.get()
                    updates[names[task]] = task.result()  # a node's error leaves here, as it is
                    yield {names[task]: updates[names[task]]}
            finally:  # an error, a deadline, or aclose() while we stand at the yield
                for task in names:
                    task.cancel()
                await asyncio.gather(*names, return_exceptions=True)  # clean-up of the nodes takes time too
            for name in step:  # in the order of add_node: which node was faster must not change the state
                state = merge(state, updates[name])


def assistant() -> CompiledGraph:
    """planner, then three sources, then llm."""
    sources = ("web_search", "memory", "retriever")
    edges = [(START, "planner"), ("llm", END)]
    for source in sources:
        edges += [("planner", source), (source, "llm")]
    nodes = {name: getattr(services, name) for name in ("planner", *sources, "llm")}
    return StateGraph(nodes, edges).compile(CompiledGraph)


async def main() -> None:
    begun = time.monotonic()
    async for update in assistant().astream({"question": "tides"}):
        print(f"{time.monotonic() - begun:4.1f} s  {update}")


if __name__ == "__main__":
    asyncio.run(main())
