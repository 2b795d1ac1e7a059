"""The runner of an insurance office, also on bad days."""

from __future__ import annotations

import asyncio
import time

import graph_supersteps
import services
from graph import State, StateGraph, Update


class CompiledGraph(graph_supersteps.CompiledGraph):
    """The runner of exercise 74: `ainvoke` runs one step after the other, and merges what `_run_step` returns."""

    async def _run_step(self, step: list[str], state: State) -> list[Update]:
        """The updates of all nodes of a step, in the order of `step`."""
        try:
            async with asyncio.TaskGroup() as group:  # ends all of them, and waits until their clean-up is done
                tasks = [group.create_task(self._aupdate(name, dict(state))) for name in step]
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None  # as the node raised it
        return [task.result() for task in tasks]


def office() -> CompiledGraph:
    """Three sources, then an assessment."""
    sources = ("photos", "police", "history")
    nodes = {name: getattr(services, name) for name in (*sources, "assess")}
    return StateGraph(nodes, [(source, "assess") for source in sources]).compile(CompiledGraph)


async def day(claim: str, patience: float) -> None:
    """One claim, from a caller who waits so many seconds; and which lines to the sources are open after it."""
    begun = time.monotonic()
    came: object
    try:
        async with asyncio.timeout(patience):
            came = await office().ainvoke({"claim": claim})
    except Exception as error:
        came = f"{error!r} after {time.monotonic() - begun:.1f} s"
    print(f"{claim}: {came}\n    still open: {services.open_lines}")
    await asyncio.sleep(1)


async def main() -> None:
    await day("hail", 2)
    await day("theft", 2)
    await day("fire", 2)
    await day("flood", 0.5)


if __name__ == "__main__":
    asyncio.run(main())
