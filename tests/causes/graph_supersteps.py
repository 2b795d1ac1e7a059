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
