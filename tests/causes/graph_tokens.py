"""Answers to graph_tokens that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong rests_before_each_node: part 1, too-slow
class CompiledGraph:  # only what differs
    async def _run_node(self, name: str, state: State, write: Writer) -> Update:
        await asyncio.sleep(0.01)  # <- the fault
        _writer.set(write)
        return await self._aupdate(name, state)
