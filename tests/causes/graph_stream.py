"""Answers to graph_stream that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong merged_as_they_end: part 3, wrong-order
class CompiledGraph:
    def __init__(self, nodes: dict[str, Node], steps: list[list[str]]) -> None:
        self.nodes = nodes
        self.steps = steps

    def invoke(self, state: State) -> State:
        for step in self.steps:
            updates = {name: self.nodes[name](dict(state)) for name in step}
            for name in step:
                state = merge(state, updates[name])
        return state

    def stream(self, state: State) -> Iterator[Update]:
        for step in self.steps:
            updates = {}
            for name in step:
                updates[name] = self.nodes[name](dict(state))
                yield {name: updates[name]}
            for name in step:
                state = merge(state, updates[name])

    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        for step in self.steps:
            ended: asyncio.Queue[Any] = asyncio.Queue()
            names = {asyncio.create_task(self.nodes[name](dict(state))): name for name in step}
            for task in names:
                task.add_done_callback(ended.put_nowait)
            try:
                for _ in names:
                    task = await ended.get()
                    state = merge(state, task.result())  # <- the fault
                    yield {names[task]: task.result()}
            finally:
                for task in names:
                    task.cancel()
                await asyncio.gather(*names, return_exceptions=True)
