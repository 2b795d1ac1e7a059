"""Answers to graph_failure that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong one_by_one: part 1, sequential-awaits
class CompiledGraph(graph_supersteps.CompiledGraph):
    async def _run_step(self, step: list[str], state: State) -> list[Update]:
        return [await self._aupdate(name, dict(state)) for name in step]  # <- the fault


# %% wrong paced: part 1, too-slow
class CompiledGraph(graph_supersteps.CompiledGraph):
    async def _run_step(self, step: list[str], state: State) -> list[Update]:
        try:
            async with asyncio.TaskGroup() as group:
                tasks = []
                for name in step:
                    tasks.append(group.create_task(self._aupdate(name, dict(state))))
                    await asyncio.sleep(0.011)  # <- the fault
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None
        return [task.result() for task in tasks]


# %% wrong error_of_a_clean_up: part 2, error-replaced
from collections.abc import Collection
from contextlib import suppress


class CompiledGraph(graph_supersteps.CompiledGraph):
    """The runner of exercise 74: `ainvoke` runs one step after the other, and merges what `_run_step` returns."""

    async def _run_step(self, step: list[str], state: State) -> list[Update]:
        """The updates of all nodes of a step, in the order of `step`."""
        tasks = [asyncio.create_task(self._aupdate(name, dict(state)), name=name) for name in step]
        pending: Collection[asyncio.Task[Update]] = tasks
        try:
            _, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
            failed = [task for task in tasks if task not in pending and task.exception() is not None]
        finally:
            await self._end(pending)
        if failed:
            raise failed[0].exception()
        return [task.result() for task in tasks]

    async def _end(self, tasks: Collection[asyncio.Task[Update]]) -> None:
        """Cancel them, and come back when all have ended."""
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        for task in tasks:
            with suppress(asyncio.CancelledError):  # <- the fault
                task.result()
