"""Right and wrong answers to graph_stream. docs/for-authors.md says how to read a cell."""


# %% right as_completed
# asyncio.as_completed over tasks that know their own name.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        async def run(name: str, seen: State) -> tuple[str, Update]:
            return name, await self.nodes[name](seen)

        for step in self.steps:
            tasks = [asyncio.create_task(run(name, dict(state))) for name in step]
            updates = {}
            try:
                for next_one in asyncio.as_completed(tasks):
                    name, update = await next_one
                    updates[name] = update
                    yield {name: update}
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])


# %% right exit_stack
# Callbacks put (name, task) into a list and set an event; an AsyncExitStack holds the clean-up.
from contextlib import AsyncExitStack


class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        for step in self.steps:
            updates: Update = {}
            async with AsyncExitStack() as stack:
                ended: list[str] = []
                news = asyncio.Event()
                tasks = {name: self._start(name, state, ended, news, stack) for name in step}
                while len(updates) < len(step):
                    await news.wait()
                    news.clear()
                    while ended:
                        name = ended.pop(0)
                        updates[name] = await tasks[name]
                        yield {name: updates[name]}
            for name in step:
                state = merge(state, updates[name])

    def _start(
        self, name: str, state: State, ended: list[str], news: asyncio.Event, stack: AsyncExitStack
    ) -> asyncio.Task[Update]:
        task = asyncio.create_task(self.nodes[name](dict(state)))

        def tell(_: asyncio.Task[Update]) -> None:
            ended.append(name)
            news.set()

        async def end() -> None:
            task.cancel()
            await asyncio.wait([task])
            if not task.cancelled():
                task.exception()  # read, so that nobody reports it as lost

        task.add_done_callback(tell)
        stack.push_async_callback(end)
        return task


# %% right iterator_classes
# No generator at all: a class with __anext__ and aclose.
class CompiledGraph:  # only what differs
    def astream(self, state: State) -> AsyncStream:
        return AsyncStream(self, state)


class AsyncStream:
    """Starts a step when its first update is asked for."""

    def __init__(self, graph: CompiledGraph, state: State) -> None:
        self.nodes = graph.nodes
        self.todo = list(graph.steps)
        self.state = state
        self.step: list[str] = []
        self.tasks: dict[str, asyncio.Task[Update]] = {}
        self.handed_out: set[str] = set()

    def __aiter__(self) -> AsyncStream:
        return self

    async def __anext__(self) -> Update:
        if len(self.handed_out) == len(self.step):
            self.next_step()
        try:
            left = [self.tasks[name] for name in self.step if name not in self.handed_out]
            await asyncio.wait(left, return_when=asyncio.FIRST_COMPLETED)
            name = next(n for n in self.step if n not in self.handed_out and self.tasks[n].done())
            self.handed_out.add(name)
            return {name: self.tasks[name].result()}
        except BaseException:
            await self.aclose()
            raise

    def next_step(self) -> None:
        for name in self.step:
            self.state = merge(self.state, self.tasks[name].result())
        if not self.todo:
            raise StopAsyncIteration
        self.step, self.handed_out = self.todo.pop(0), set()
        self.tasks = {name: asyncio.create_task(self.nodes[name](dict(self.state))) for name in self.step}

    async def aclose(self) -> None:
        tasks = list(self.tasks.values())
        self.todo, self.step, self.tasks, self.handed_out = [], [], {}, set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


# %% right queue_and_sentinel
# A feeder task runs one step and puts updates, its error and a sentinel into a queue.
DONE = object()


class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        for step in self.steps:
            box: asyncio.Queue[Any] = asyncio.Queue()
            feeder = asyncio.create_task(self._feed(step, state, box))
            updates: Update = {}
            try:
                while (item := await box.get()) is not DONE:
                    updates |= item
                    yield item
                await feeder
            finally:
                feeder.cancel()
                await asyncio.gather(feeder, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])

    async def _feed(self, step: list[str], state: State, box: asyncio.Queue[Any]) -> None:
        async def run(name: str) -> None:
            box.put_nowait({name: await self.nodes[name](dict(state))})

        try:
            async with asyncio.TaskGroup() as group:
                for name in step:
                    group.create_task(run(name))
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None
        finally:
            box.put_nowait(DONE)


# %% right wait_loop
# asyncio.wait until nothing is pending.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        for step in self.steps:
            tasks = [asyncio.create_task(self.nodes[name](dict(state)), name=name) for name in step]
            running, updates = set(tasks), {}
            try:
                while running:
                    done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                    for task in done:
                        updates[task.get_name()] = task.result()
                    for task in done:
                        yield {task.get_name(): updates[task.get_name()]}
            finally:
                for task in running:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])


# %% wrong one_of_those_that_are_done: part 3, wrong-answer
# FIRST_COMPLETED gives one task at a time.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        for step in self.steps:
            tasks = [asyncio.create_task(self.nodes[name](dict(state)), name=name) for name in step]
            running, updates = set(tasks), {}
            try:
                while running:
                    done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                    task = done.pop()  # <- the fault
                    updates[task.get_name()] = task.result()
                    yield {task.get_name(): task.result()}
            finally:
                for task in running:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            for name in step:
                if name in updates:
                    state = merge(state, updates[name])


# %% wrong awaited_in_order: part 3, buffered-stream
# Starts all tasks, then awaits them in the order of the list: a fast node waits behind a slow one.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        for step in self.steps:
            tasks = [asyncio.create_task(self.nodes[name](dict(state))) for name in step]
            try:
                for name, task in zip(step, tasks, strict=True):
                    yield {name: await task}  # <- the fault
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            for task in tasks:
                state = merge(state, task.result())


# %% wrong cancellation_swallowed: part 4, cancellation-swallowed
# Catches CancelledError to tidy up and returns: the deadline of the reader never shows.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        for step in self.steps:
            names = {asyncio.create_task(self.nodes[name](dict(state))): name for name in step}
            pending, updates = set(names), {}
            try:
                while pending:
                    done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                    for task in done:
                        updates[names[task]] = task.result()
                        yield {names[task]: updates[names[task]]}
            except asyncio.CancelledError:
                return  # <- the fault
            finally:
                for task in names:
                    task.cancel()
                await asyncio.gather(*names, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])


# %% wrong cancelled_not_awaited: part 4, cancel-not-awaited
# Believes that cancel() has ended a task when it returns; the clean-up of the nodes is still to come.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        for step in self.steps:
            names = {asyncio.create_task(self.nodes[name](dict(state))): name for name in step}
            pending, updates = set(names), {}
            try:
                while pending:
                    done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                    for task in done:
                        updates[names[task]] = task.result()
                        yield {names[task]: updates[names[task]]}
            finally:
                for task in pending:
                    task.cancel()  # <- the fault
            for name in step:
                state = merge(state, updates[name])


# %% wrong collect_first: part 1, buffered-stream
# Collects every update and yields them afterwards: an async generator in form, a list in fact.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        handed_out = []
        for step in self.steps:
            results = await asyncio.gather(*[self.nodes[name](dict(state)) for name in step])
            for name, update in zip(step, results, strict=True):
                handed_out.append({name: update})  # <- the fault
                state = merge(state, update)
        for item in handed_out:
            yield item


# %% wrong coroutine_returned: part 1, buffered-stream
# Writes async def with return: the call gives a coroutine, and async for has nothing to walk.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> list[Update]:  # <- the fault
        handed_out = []
        for step in self.steps:
            updates = {name: await self.nodes[name](dict(state)) for name in step}
            for name in step:
                handed_out.append({name: updates[name]})
                state = merge(state, updates[name])
        return handed_out  # <- the fault


# %% wrong error_skipped: part 4, error-swallowed
# Takes an error for a missing update: the reader never learns that the web search was down.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        for step in self.steps:
            names = {asyncio.create_task(self.nodes[name](dict(state))): name for name in step}
            pending, updates = set(names), {}
            try:
                while pending:
                    done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                    for task in done:
                        if task.exception() is None:  # <- the fault
                            updates[names[task]] = task.result()
                            yield {names[task]: updates[names[task]]}
            finally:
                for task in names:
                    task.cancel()
                await asyncio.gather(*names, return_exceptions=True)
            for name in [name for name in step if name in updates]:
                state = merge(state, updates[name])


# %% wrong except_exception: part 4, task-leaked
# Cleans up in except Exception: neither GeneratorExit nor CancelledError is an Exception.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        for step in self.steps:
            names = {asyncio.create_task(self.nodes[name](dict(state))): name for name in step}
            pending, updates = set(names), {}
            try:
                while pending:
                    done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                    for task in done:
                        updates[names[task]] = task.result()
                        yield {names[task]: updates[names[task]]}
            except Exception:  # <- the fault
                for task in names:
                    task.cancel()
                await asyncio.gather(*names, return_exceptions=True)
                raise
            for name in step:
                state = merge(state, updates[name])


# %% wrong forgot_await: part 1, never-awaited
# Copies stream and changes only the first line: calling an async node gives a coroutine, not its update.
# Copies stream and changes only the first line.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        for step in self.steps:
            for name in step:
                yield {name: self.nodes[name](dict(state))}  # <- the fault


# %% wrong gather_each_step: part 3, buffered-stream
# Gathers the step and yields afterwards: the fast nodes are handed out when the slowest has ended.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        for step in self.steps:
            results = await asyncio.gather(*[self.nodes[name](dict(state)) for name in step])  # <- the fault
            for name, update in zip(step, results, strict=True):
                yield {name: update}
                state = merge(state, update)


# %% wrong gather_raises_in_finally: part 4, error-replaced
# Waits for the cancelled tasks with a bare gather, so the finally raises their CancelledError at the reader.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        for step in self.steps:
            names = {asyncio.create_task(self.nodes[name](dict(state))): name for name in step}
            pending, updates = set(names), {}
            try:
                while pending:
                    done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                    for task in done:
                        updates[names[task]] = task.result()
                        yield {names[task]: updates[names[task]]}
            finally:
                for task in pending:
                    task.cancel()
                await asyncio.gather(*pending)  # <- the fault
            for name in step:
                state = merge(state, updates[name])


# %% wrong last_word_on_close: part 4, yield-while-closing
# Answers the closing with one more yield: a generator that is being closed may not hand out anything.
# Answers the closing with one more yield.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        for step in self.steps:
            names = {asyncio.create_task(self.nodes[name](dict(state))): name for name in step}
            pending, updates = set(names), {}
            try:
                while pending:
                    done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                    for task in done:
                        updates[names[task]] = task.result()
                        yield {names[task]: updates[names[task]]}
            except GeneratorExit:
                yield {"__end__": {"stopped": True}}  # <- the fault
            finally:
                for task in names:
                    task.cancel()
                await asyncio.gather(*names, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])


# %% wrong loop_in_a_thread: part 1, extra-loop
# Escapes the RuntimeError of asyncio.run by a thread for each node, with a private loop in each.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        def run(name: str, seen: State) -> tuple[str, Update]:
            return name, asyncio.run(self.nodes[name](seen))  # <- the fault

        for step in self.steps:
            jobs = [asyncio.to_thread(run, name, dict(state)) for name in step]
            updates = {}
            for job in asyncio.as_completed(jobs):
                name, updates[name] = await job
                yield {name: updates[name]}
            for name in step:
                state = merge(state, updates[name])


# %% wrong lost_error: part 4, error-unread
# A node that fails puts nothing into the queue, so the reader waits for an update that never comes.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        async def run(name: str, seen: State, box: asyncio.Queue[tuple[str, Update]]) -> None:
            box.put_nowait((name, await self.nodes[name](seen)))  # <- the fault

        for step in self.steps:
            box: asyncio.Queue[tuple[str, Update]] = asyncio.Queue()
            tasks = [asyncio.create_task(run(name, dict(state), box)) for name in step]
            updates = {}
            try:
                for _ in step:
                    name, updates[name] = await box.get()
                    yield {name: updates[name]}
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])


# %% wrong merged_on_arrival: part 3, wrong-order
# Merges each update when it arrives, so the prompt of the llm depends on which source was faster.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        for step in self.steps:
            names = {asyncio.create_task(self.nodes[name](dict(state))): name for name in step}
            pending = set(names)
            try:
                while pending:
                    done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                    for task in done:
                        state = merge(state, task.result())  # <- the fault
                        yield {names[task]: task.result()}
            finally:
                for task in names:
                    task.cancel()
                await asyncio.gather(*names, return_exceptions=True)


# %% wrong never_cancelled: part 4, task-leaked
# Believes that tasks end with the generator that made them: nothing cancels them.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        for step in self.steps:
            names = {asyncio.create_task(self.nodes[name](dict(state))): name for name in step}
            pending, updates = set(names), {}
            while pending:  # <- the fault
                done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    updates[names[task]] = task.result()
                    yield {names[task]: updates[names[task]]}
            for name in step:
                state = merge(state, updates[name])


# %% wrong one_by_one: part 3, sequential-awaits
# Awaits one node after the other: async def alone makes nothing overlap.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        for step in self.steps:
            updates = {}
            for name in step:
                updates[name] = await self.nodes[name](dict(state))  # <- the fault
                yield {name: updates[name]}
            for name in step:
                state = merge(state, updates[name])


# %% wrong one_dict_for_all: part 3, shared-state
# Hands the same dict to every node, so what one node scribbles in it shows up in all others.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        for step in self.steps:
            names = {asyncio.create_task(self.nodes[name](state)): name for name in step}  # <- the fault
            pending, updates = set(names), {}
            try:
                while pending:
                    done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                    for task in done:
                        updates[names[task]] = task.result()
                        yield {names[task]: updates[names[task]]}
            finally:
                for task in names:
                    task.cancel()
                await asyncio.gather(*names, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])


# %% wrong polls: part 1, polling
# Asks every 50 ms which tasks are done instead of being woken by the one that ends.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        for step in self.steps:
            tasks = {name: asyncio.create_task(self.nodes[name](dict(state))) for name in step}
            updates: Update = {}
            try:
                while len(updates) < len(step):
                    ended = [name for name in step if name not in updates and tasks[name].done()]
                    for name in ended:
                        updates[name] = tasks[name].result()
                        yield {name: updates[name]}
                    if not ended:
                        await asyncio.sleep(0.05)  # <- the fault
            finally:
                for task in tasks.values():
                    task.cancel()
                await asyncio.gather(*tasks.values(), return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])


# %% wrong run_in_loop: part 1, nested-run
# Believes that an async node is called through asyncio.run, also where a loop is already running.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        for step in self.steps:
            updates = {}
            for name in step:
                updates[name] = asyncio.run(self.nodes[name](dict(state)))  # <- the fault
                yield {name: updates[name]}
            for name in step:
                state = merge(state, updates[name])


# %% wrong runs_ahead: part 2, ran-ahead
# A background task runs the whole graph into an unbounded queue, whether or not anybody reads.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        box: asyncio.Queue[Update | None] = asyncio.Queue()
        driver = asyncio.create_task(self._drive(state, box))  # <- the fault
        try:
            while (item := await box.get()) is not None:
                yield item
            await driver
        finally:
            driver.cancel()
            await asyncio.gather(driver, return_exceptions=True)

    async def _drive(self, state: State, box: asyncio.Queue[Update | None]) -> None:
        async def run(name: str, seen: State, updates: Update) -> None:
            updates[name] = await self.nodes[name](seen)
            box.put_nowait({name: updates[name]})

        try:
            for step in self.steps:
                updates: Update = {}
                try:
                    async with asyncio.TaskGroup() as group:
                        for name in step:
                            group.create_task(run(name, dict(state), updates))
                except ExceptionGroup as errors:
                    raise errors.exceptions[0] from None
                for name in step:
                    state = merge(state, updates[name])
        finally:
            box.put_nowait(None)


# %% wrong spins_through_the_loop: part 1, polling
# Lets the loop turn with sleep(0) until a task is done: the loop never rests, and one core is always busy.
# Lets the loop turn with sleep(0) until a task is done.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        for step in self.steps:
            tasks = {name: asyncio.create_task(self.nodes[name](dict(state))) for name in step}
            updates: Update = {}
            try:
                while len(updates) < len(step):
                    ended = [name for name in step if name not in updates and tasks[name].done()]
                    for name in ended:
                        updates[name] = tasks[name].result()
                        yield {name: updates[name]}
                    if not ended:
                        await asyncio.sleep(0)  # <- the fault
            finally:
                for task in tasks.values():
                    task.cancel()
                await asyncio.gather(*tasks.values(), return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])


# %% wrong state_on_self: part 2, shared-state
# Keeps the state of a run on the graph, which all users share: the second reader overwrites the first.
# Keeps the state of a run on the graph, which all users share.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        self.state = state  # <- the fault
        for step in self.steps:
            names = {asyncio.create_task(self.nodes[name](dict(self.state))): name for name in step}
            pending, updates = set(names), {}
            try:
                while pending:
                    done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                    for task in done:
                        updates[names[task]] = task.result()
                        yield {names[task]: updates[names[task]]}
            finally:
                for task in names:
                    task.cancel()
                await asyncio.gather(*names, return_exceptions=True)
            for name in step:
                self.state = merge(self.state, updates[name])


# %% wrong task_awaited_at_once: part 3, sequential-awaits
# Makes a task and awaits it on the same line: the next task is made only after this one has ended.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        for step in self.steps:
            updates = {}
            for name in step:
                task = asyncio.create_task(self.nodes[name](dict(state)))
                try:
                    updates[name] = await task  # <- the fault
                finally:
                    task.cancel()
                yield {name: updates[name]}
            for name in step:
                state = merge(state, updates[name])


# %% wrong yield_in_task_group: part 4, group-not-caught
# Yields inside a TaskGroup: a node's error, and aclose() too, come out as a group of exceptions.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[Update, None]:
        for step in self.steps:
            ended: asyncio.Queue[asyncio.Task[Update]] = asyncio.Queue()
            async with asyncio.TaskGroup() as group:  # <- the fault
                names = {group.create_task(self.nodes[name](dict(state))): name for name in step}
                for task in names:
                    task.add_done_callback(ended.put_nowait)
                updates = {}
                for _ in step:
                    task = await ended.get()
                    updates[names[task]] = task.result()
                    yield {names[task]: updates[names[task]]}
            for name in step:
                state = merge(state, updates[name])
