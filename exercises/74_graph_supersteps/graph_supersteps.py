"""The runner of a travel desk. Its nodes are async, and still they wait for one another.

A brochure says that an async graph answers three to five times faster. Run this file: it measures four nodes in
three shapes, and puts beside it what the brochure expects. Look for TODO; the rest is right, and so are `graph.py` and
`graph_ainvoke.py`, which is exercise 73, solved.
"""

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
            for name in step:  # TODO START all nodes of the step, then WAIT for them; merge when all have ended
                state = merge(state, await self._aupdate(name, dict(state)))
        return state


def predict_seconds(steps: list[list[str]], seconds: dict[str, float]) -> float:
    """How long `ainvoke` will take for these steps, if each node takes so many seconds."""
    return sum(seconds.values()) / len(seconds)  # TODO: so says the brochure: four nodes, four times as fast


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
