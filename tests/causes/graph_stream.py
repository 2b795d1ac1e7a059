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


# %% wrong driven_by_a_task: part 2, ran-ahead
class CompiledGraph(graph_failure.CompiledGraph):
    """The runner of exercise 75, with one door more. One graph serves many users: nothing of a run is kept here."""

    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        """Hand out {name: update} of one node after the other; the nodes of a step wait together."""
        events: asyncio.Queue[Update | BaseException | None] = asyncio.Queue()
        driver = asyncio.create_task(self._drive(state, events))  # <- the fault
        try:
            while (event := await events.get()) is not None:
                if isinstance(event, BaseException):
                    raise event
                yield event
        finally:
            driver.cancel()
            await asyncio.gather(driver, return_exceptions=True)

    async def _drive(self, state: State, events: asyncio.Queue[Update | BaseException | None]) -> None:
        """Run all steps, and put each update into the queue; at the end None, or the error of a node."""

        async def run(name: str, state: State) -> Update:
            update = await self._aupdate(name, state)
            events.put_nowait({name: update})
            return update

        try:
            for step in self.steps:
                async with asyncio.TaskGroup() as group:
                    tasks = [group.create_task(run(name, dict(state))) for name in step]
                for task in tasks:
                    state = merge(state, task.result())
        except ExceptionGroup as failed:
            events.put_nowait(failed.exceptions[0])
        else:
            events.put_nowait(None)
