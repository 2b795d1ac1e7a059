"""The runner under a research assistant: each step as it happens.

`ainvoke` speaks when everything is over. A chat window wants each node's update when that node ends: `astream` hands
out {name: update}. Today it keeps everything until the end. Look for TODO; the rest is right, and so are the files
beside it: the runner of exercise 75, solved, and what that stands on.

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
        handed_out = []
        for step in self.steps:
            updates = await self._run_step(step, state)  # TODO START the nodes, then WAIT for whichever ends next
            for name, update in zip(step, updates, strict=True):
                handed_out.append({name: update})  # TODO REPORT each update when its node ends
                state = merge(state, update)
        for update in handed_out:
            yield update
        # TODO CLOSE: a node fails, or the reader leaves: cancel what still runs and wait until it has ended


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
