"""Answers to graph_supersteps that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong sleeps_a_step: part 1, guessed-wait
class CompiledGraph(graph_ainvoke.CompiledGraph):
    async def ainvoke(self, state: State) -> State:
        for step in self.steps:
            tasks = [asyncio.create_task(self._aupdate(name, dict(state))) for name in step]
            await asyncio.sleep(3)  # <- the fault
            for task in tasks:
                state = merge(state, task.result())
        return state


# %% wrong one_lock_for_all_travellers: part 1, sequential-awaits
class CompiledGraph(graph_ainvoke.CompiledGraph):  # only what differs
    def __init__(self, nodes, steps):
        super().__init__(nodes, steps)
        self._lock = asyncio.Lock()  # several runs share these nodes

    async def _run_step(self, step: list[str], state: State) -> list[Update]:
        async with self._lock:  # <- the fault
            return await asyncio.gather(*(self._aupdate(name, dict(state)) for name in step))

    async def ainvoke(self, state: State) -> State:
        """Run everything, step by step, and return the final state."""
        for step in self.steps:
            for update in await self._run_step(step, state):
                state = merge(state, update)
        return state
