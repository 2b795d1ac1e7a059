"""The runner of a travel desk: the nodes of a step wait together, and the steps one after the other."""

from __future__ import annotations

import asyncio
import time

import graph_ainvoke
import services
from graph import State, StateGraph, Update, merge


class CompiledGraph(graph_ainvoke.CompiledGraph):
    """The runner of exercise 73, whose `_aupdate` runs a node of any kind."""

    async def ainvoke(self, state: State) -> State:
        """Run everything, step by step, and return the final state."""
        for step in self.steps:
            for update in await self._run_step(step, state):  # in the order of add_node, whichever was faster
                state = merge(state, update)
        return state

    async def _run_step(self, step: list[str], state: State) -> list[Update]:
        return await asyncio.gather(*[self._aupdate(name, dict(state)) for name in step])


def predict_seconds(steps: list[list[str]], seconds: dict[str, float]) -> float:
    """How long `ainvoke` will take for these steps, if each node takes so many seconds."""
    return sum(max(seconds[name] for name in step) for step in steps)


# Shapes of a graph with the same four nodes: all edges between them.
SOURCES = ("guidebook", "web", "timetable")
SHAPES = {
    "one after the other": [("guidebook", "web"), ("web", "timetable"), ("timetable", "llm")],
    "sources, then llm": [(source, "llm") for source in SOURCES],
    "all independent": [],
}


def build(edges: list[tuple[str, str]]) -> CompiledGraph:
    """The four nodes with these edges."""
    return StateGraph({name: getattr(services, name) for name in (*SOURCES, "llm")}, edges).compile(CompiledGraph)


async def main() -> None:
    """Measure each shape, and show how many times faster it was than all waits together."""
    everything = sum(services.SECONDS.values())
    print(f"{'':20} predicted  measured  faster   (all waits together: {everything:.1f} s)")
    for title, edges in SHAPES.items():
        graph = build(edges)
        begun = time.monotonic()
        await graph.ainvoke({"question": "Leeds"})
        took = time.monotonic() - begun
        predicted = predict_seconds(graph.steps, services.SECONDS)
        print(f"{title:20} {predicted:7.1f} s {took:7.1f} s {everything / took:6.1f}x")


if __name__ == "__main__":
    asyncio.run(main())
