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
