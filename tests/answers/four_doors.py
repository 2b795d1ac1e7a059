"""Right and wrong answers to four_doors. docs/for-authors.md says how to read a cell."""


# %% right doors_of_their_own
# invoke and ainvoke ask the plan itself instead of the stream; the plain doors need no generator for it.
class Run:  # only what differs
    def finish(self, updates):
        before, self.values = self.values, self._merged(self.values, updates)
        due, sends = set(), []
        for job, update in zip(self.due, updates):
            for number, (starts, end) in enumerate(self.graph.edges):
                if job.name in starts:
                    self.ended[number].add(job.name)
                    if self.ended[number] == set(starts):
                        due.add(end)
            goals = [
                goal
                for name, route in self.graph.routes
                if name == job.name
                for goal in listed(route(self._merged(before, [update])))
            ]
            due.update(goal for goal in goals if not isinstance(goal, Send))
            sends += [Job(goal.node, goal.arg) for goal in goals if isinstance(goal, Send)]
        for number, (starts, _) in enumerate(self.graph.edges):
            if self.ended[number] == set(starts):
                self.ended[number] = set()
        due.discard(END)
        self.due = [*(Job(name, dict(self.values)) for name in sorted(due)), *sends]


def listed(goals):
    return [goals] if isinstance(goals, (str, Send)) else list(goals)


class CompiledGraph:  # only what differs
    def invoke(self, state, limit=25):
        run = Run(self.graph, state, limit)
        while run.due:
            run.finish([self._call(job, lambda chunk: None) for job in run.begin()])
        return run.values

    async def ainvoke(self, state, limit=25, max_concurrency=None):
        stream = self.astream(state, ("values",), limit, max_concurrency)
        last = None
        try:
            async for _, last in stream:
                pass
        finally:
            await stream.aclose()
        return last


# %% right a_task_group_in_a_task
# The step runs in a task group of its own task; the reader takes the events from a queue.
class CompiledGraph:  # only what differs
    async def astream(self, state, modes=("updates",), limit=25, max_concurrency=None):
        loop = asyncio.get_running_loop()
        run = Run(self.graph, state, limit)
        gate = asyncio.Semaphore(max_concurrency or 10_000)
        if "values" in modes:
            yield "values", run.values.copy()
        while run.due:
            jobs = run.begin()
            news = asyncio.Queue()
            updates = [None] * len(jobs)

            async def one(number, job):
                _writer.set(lambda chunk: loop.call_soon_threadsafe(news.put_nowait, ("custom", chunk)))
                async with gate:
                    node = self.graph.nodes[job.name]
                    if inspect.iscoroutinefunction(node):
                        update = await node(job.state)
                    else:
                        update = await asyncio.to_thread(node, job.state)
                        if inspect.isawaitable(update):
                            update = await update
                updates[number] = update
                loop.call_soon(news.put_nowait, ("updates", {job.name: update}))

            async def step():
                async with asyncio.TaskGroup() as group:
                    for number, job in enumerate(jobs):
                        group.create_task(one(number, job))

            task = asyncio.create_task(step())
            task.add_done_callback(lambda _: loop.call_soon(news.put_nowait, None))
            try:
                while (event := await news.get()) is not None:
                    if event[0] in modes:
                        yield event
                try:
                    await task
                except BaseExceptionGroup as group:
                    raise group.exceptions[0] from None
            finally:
                task.cancel()
                await asyncio.wait([task])
                task.cancelled() or task.exception()
            run.finish(updates)
            if "values" in modes and any(updates):
                yield "values", run.values.copy()


# %% right a_list_of_arrivals
# Joins remember names in a list of what is still missing; the writes of a step are counted first.
from collections import Counter


class Run:  # only what differs
    def __init__(self, graph: StateGraph, state: State, limit: int) -> None:
        self.graph = graph
        self.steps_left = limit
        self.values = {key: [] for key in graph.reducers}
        self.missing = [set(starts) for starts, _ in graph.edges]
        self.due = [Job(START, state)]
        self.finish([state])

    def begin(self):
        self.steps_left -= 1
        if self.steps_left < 0:
            raise GraphRecursionError("too many steps")
        return self.due

    def finish(self, updates):
        old = self.values
        new = self._merged(old, updates)
        goals = []
        for job, update in zip(self.due, updates):
            for name, route in self.graph.routes:
                if name == job.name:
                    chosen = route(self._merged(old, [update]))
                    goals += [chosen] if isinstance(chosen, str) or isinstance(chosen, Send) else chosen
        for job in self.due:
            for missing in self.missing:
                missing.discard(job.name)
        for number, (starts, end) in enumerate(self.graph.edges):
            if not self.missing[number]:
                self.missing[number] = set(starts)
                goals.append(end)
        self.values = new
        plain = sorted({goal for goal in goals if isinstance(goal, str)} - {END})
        self.due = [Job(name, new.copy()) for name in plain]
        self.due += [Job(goal.node, goal.arg) for goal in goals if isinstance(goal, Send)]

    def _merged(self, state, updates):
        for update in updates:
            if update is not None and type(update) is not dict:
                raise InvalidUpdateError(f"Expected dict, got {update!r}")
        real = [update for update in updates if update]
        for key, count in Counter(key for update in real for key in update).items():
            if count > 1 and key not in self.graph.reducers:
                raise InvalidUpdateError(f"{count} nodes of one step have written {key}")
        state = state.copy()
        for update in real:
            for key in update.keys() & set(self.graph.keys):
                reducer = self.graph.reducers.get(key)
                state[key] = reducer(state[key], update[key]) if reducer else update[key]
        return state


# %% wrong any_of_them_will_do: part 1, called-too-often
# An edge is an edge: it fires when one of its starts has ended.
class Run:  # only what differs
    def finish(self, updates: Sequence[Update]) -> None:
        before, jobs = self.values, self.due
        self.values = self._merged(before, updates)
        sends: list[Job] = []
        ended = {job.name for job in jobs}
        names = {end for starts, end in self.graph.edges if starts & ended}  # <- the fault
        for job, update in zip(jobs, updates, strict=True):
            for name, route in self.graph.routes:
                if name == job.name:
                    goals = route(self._merged(before, [update]))
                    for goal in [goals] if isinstance(goals, str | Send) else goals:
                        if isinstance(goal, Send):
                            sends.append(Job(goal.node, goal.arg))
                        else:
                            names.add(goal)
        self.due = [Job(name, dict(self.values)) for name in sorted(names - {END})] + sends


# %% wrong all_in_one_step: part 1, wrong-answer
# A join fires when all of its nodes have ended in the step that has just been.
class Run:  # only what differs
    def finish(self, updates: Sequence[Update]) -> None:
        before, jobs = self.values, self.due
        self.values = self._merged(before, updates)
        sends: list[Job] = []
        ended = {job.name for job in jobs}
        names = {end for starts, end in self.graph.edges if starts <= ended}  # <- the fault
        for job, update in zip(jobs, updates, strict=True):
            for name, route in self.graph.routes:
                if name == job.name:
                    goals = route(self._merged(before, [update]))
                    for goal in [goals] if isinstance(goals, str | Send) else goals:
                        if isinstance(goal, Send):
                            sends.append(Job(goal.node, goal.arg))
                        else:
                            names.add(goal)
        self.due = [Job(name, dict(self.values)) for name in sorted(names - {END})] + sends


# %% wrong a_join_fires_once_and_for_all: part 1, called-too-often
# What has ended has ended.
class Run:  # only what differs
    def finish(self, updates: Sequence[Update]) -> None:
        before, jobs = self.values, self.due
        self.values = self._merged(before, updates)
        names: set[str] = set()
        sends: list[Job] = []
        ended = {job.name for job in jobs}
        for (starts, end), seen in zip(self.graph.edges, self.ended, strict=True):
            seen.update(starts & ended)
            if seen == starts and starts & ended:  # <- the fault
                names.add(end)
        for job, update in zip(jobs, updates, strict=True):
            for name, route in self.graph.routes:
                if name == job.name:
                    goals = route(self._merged(before, [update]))
                    for goal in [goals] if isinstance(goals, str | Send) else goals:
                        if isinstance(goal, Send):
                            sends.append(Job(goal.node, goal.arg))
                        else:
                            names.add(goal)
        self.due = [Job(name, dict(self.values)) for name in sorted(names - {END})] + sends


# %% wrong the_route_sees_everything: part 1, wrong-answer
# A route is asked when the step has ended, so it sees what the step has done.
class Run:  # only what differs
    def finish(self, updates: Sequence[Update]) -> None:
        jobs = self.due
        self.values = self._merged(self.values, updates)
        names: set[str] = set()
        sends: list[Job] = []
        ended = {job.name for job in jobs}
        for (starts, end), seen in zip(self.graph.edges, self.ended, strict=True):
            seen.update(starts & ended)
            if seen == starts:
                names.add(end)
                seen.clear()
        for job in jobs:
            for name, route in self.graph.routes:
                if name == job.name:
                    goals = route(dict(self.values))  # <- the fault
                    for goal in [goals] if isinstance(goals, str | Send) else goals:
                        if isinstance(goal, Send):
                            sends.append(Job(goal.node, goal.arg))
                        else:
                            names.add(goal)
        self.due = [Job(name, dict(self.values)) for name in sorted(names - {END})] + sends


# %% wrong once_for_each_edge: part 1, called-too-often
# Each edge that fires starts its node.
class Run:  # only what differs
    def finish(self, updates: Sequence[Update]) -> None:
        before, jobs = self.values, self.due
        self.values = self._merged(before, updates)
        names: list[str] = []
        sends: list[Job] = []
        ended = {job.name for job in jobs}
        for (starts, end), seen in zip(self.graph.edges, self.ended, strict=True):
            seen.update(starts & ended)
            if seen == starts:
                names.append(end)  # <- the fault
                seen.clear()
        for job, update in zip(jobs, updates, strict=True):
            for name, route in self.graph.routes:
                if name == job.name:
                    goals = route(self._merged(before, [update]))
                    for goal in [goals] if isinstance(goals, str | Send) else goals:
                        if isinstance(goal, Send):
                            sends.append(Job(goal.node, goal.arg))
                        else:
                            names.append(goal)
        self.due = [Job(name, dict(self.values)) for name in sorted(names) if name != END] + sends


# %% wrong the_last_one_wins: part 2, wrong-answer
# Of two values the later one counts.
class Run:  # only what differs
    def _merged(self, state: State, updates: Sequence[Update]) -> State:
        merged = dict(state)
        for update in updates:
            if update is not None and not isinstance(update, dict):
                raise InvalidUpdateError(f"Expected dict, got {update}")
            for key, value in (update or {}).items():
                if key in self.graph.reducers:
                    merged[key] = self.graph.reducers[key](merged[key], value)
                elif key in self.graph.keys:
                    merged[key] = value  # <- the fault
        return merged


# %% wrong never_twice: part 2, unhandled-error
# A key that has a value has been written.
class Run:  # only what differs
    def _merged(self, state: State, updates: Sequence[Update]) -> State:
        merged = dict(state)
        for update in updates:
            if update is not None and not isinstance(update, dict):
                raise InvalidUpdateError(f"Expected dict, got {update}")
            for key, value in (update or {}).items():
                if key in self.graph.reducers:
                    merged[key] = self.graph.reducers[key](merged[key], value)
                elif key in merged:
                    raise InvalidUpdateError(f"At key {key!r}: can receive only one value.")  # <- the fault
                elif key in self.graph.keys:
                    merged[key] = value
        return merged


# %% wrong one_send_for_each_node: part 3, wrong-answer
# What is due is kept by the name of the node.
class Run:  # only what differs
    def finish(self, updates: Sequence[Update]) -> None:
        before, jobs = self.values, self.due
        self.values = self._merged(before, updates)
        due: dict[str, Job] = {}
        ended = {job.name for job in jobs}
        for (starts, end), seen in zip(self.graph.edges, self.ended, strict=True):
            seen.update(starts & ended)
            if seen == starts:
                due[end] = Job(end, dict(self.values))
                seen.clear()
        for job, update in zip(jobs, updates, strict=True):
            for name, route in self.graph.routes:
                if name == job.name:
                    goals = route(self._merged(before, [update]))
                    for goal in [goals] if isinstance(goals, str | Send) else goals:
                        if isinstance(goal, Send):
                            due[goal.node] = Job(goal.node, goal.arg)  # <- the fault
                        else:
                            due[goal] = Job(goal, dict(self.values))
        due.pop(END, None)
        self.due = [due[name] for name in sorted(due)]


# %% wrong a_send_adds_to_the_state: part 3, wrong-answer
# A node gets the state, and what was sent on top.
class Run:  # only what differs
    def finish(self, updates: Sequence[Update]) -> None:
        before, jobs = self.values, self.due
        self.values = self._merged(before, updates)
        names: set[str] = set()
        sends: list[Job] = []
        ended = {job.name for job in jobs}
        for (starts, end), seen in zip(self.graph.edges, self.ended, strict=True):
            seen.update(starts & ended)
            if seen == starts:
                names.add(end)
                seen.clear()
        for job, update in zip(jobs, updates, strict=True):
            for name, route in self.graph.routes:
                if name == job.name:
                    goals = route(self._merged(before, [update]))
                    for goal in [goals] if isinstance(goals, str | Send) else goals:
                        if isinstance(goal, Send):
                            self.values = self._merged(self.values, [goal.arg])  # <- the fault
                            sends.append(Job(goal.node, dict(self.values)))
                        else:
                            names.add(goal)
        self.due = [Job(name, dict(self.values)) for name in sorted(names - {END})] + sends


# %% wrong a_send_on_top_of_the_state: part 3, wrong-answer
# What was not sent comes from the state.
class Run:  # only what differs
    def finish(self, updates: Sequence[Update]) -> None:
        before, jobs = self.values, self.due
        self.values = self._merged(before, updates)
        names: set[str] = set()
        sends: list[Job] = []
        ended = {job.name for job in jobs}
        for (starts, end), seen in zip(self.graph.edges, self.ended, strict=True):
            seen.update(starts & ended)
            if seen == starts:
                names.add(end)
                seen.clear()
        for job, update in zip(jobs, updates, strict=True):
            for name, route in self.graph.routes:
                if name == job.name:
                    goals = route(self._merged(before, [update]))
                    for goal in [goals] if isinstance(goals, str | Send) else goals:
                        if isinstance(goal, Send):
                            sends.append(Job(goal.node, {**self.values, **goal.arg}))  # <- the fault
                        else:
                            names.add(goal)
        self.due = [Job(name, dict(self.values)) for name in sorted(names - {END})] + sends


# %% wrong a_loop_in_the_plain_door: part 4, extra-loop
# A plain door runs the async one.
class CompiledGraph:  # only what differs
    def invoke(self, state: State, limit: int = 25) -> State:
        return asyncio.run(self.ainvoke(state, limit))  # <- the fault


# %% wrong written_after_its_update: part 4, wrong-order
# What a node wrote is handed out behind its update.
class CompiledGraph:  # only what differs
    def stream(self, state: State, modes: Sequence[str] = ("updates",), limit: int = 25) -> Iterator[Event]:
        run = Run(self.graph, state, limit)
        if "values" in modes:
            yield "values", dict(run.values)
        while run.due:
            updates = []
            for job in run.begin():
                chunks: list[Any] = []
                update = self._call(job, chunks.append)
                if "updates" in modes:
                    yield "updates", {job.name: update}
                if "custom" in modes:
                    yield from (("custom", chunk) for chunk in chunks)  # <- the fault
                updates.append(update)
            run.finish(updates)
            if "values" in modes and any(updates):
                yield "values", dict(run.values)


# %% wrong collected_first: part 4, buffered-stream
# A list can be looped over like a stream.
class CompiledGraph:  # only what differs
    def stream(self, state: State, modes: Sequence[str] = ("updates",), limit: int = 25) -> Iterator[Event]:
        run = Run(self.graph, state, limit)
        events: list[Event] = [("values", dict(run.values))] if "values" in modes else []
        while run.due:
            updates = []
            for job in run.begin():
                chunks: list[Any] = []
                update = self._call(job, chunks.append)
                events += [("custom", chunk) for chunk in chunks if "custom" in modes]
                if "updates" in modes:
                    events.append(("updates", {job.name: update}))
                updates.append(update)
            run.finish(updates)
            if "values" in modes and any(updates):
                events.append(("values", dict(run.values)))
        return iter(events)  # <- the fault


# %% wrong a_step_at_a_time: part 4, buffered-stream
# A step ends as a whole, so its updates come together.
class CompiledGraph:  # only what differs
    def stream(self, state: State, modes: Sequence[str] = ("updates",), limit: int = 25) -> Iterator[Event]:
        run = Run(self.graph, state, limit)
        if "values" in modes:
            yield "values", dict(run.values)
        while run.due:
            jobs = run.begin()
            chunks: list[Any] = []
            updates = [self._call(job, chunks.append) for job in jobs]
            for chunk in chunks:
                if "custom" in modes:
                    yield "custom", chunk
            for job, update in zip(jobs, updates, strict=True):
                if "updates" in modes:
                    yield "updates", {job.name: update}  # <- the fault
            run.finish(updates)
            if "values" in modes and any(updates):
                yield "values", dict(run.values)


# %% wrong the_coroutine_is_left: part 4, never-awaited
# The error says it all.
class CompiledGraph:  # only what differs
    def _call(self, job: Job, write: Callable[[Any], None]) -> Update:
        context = copy_context()
        context.run(_writer.set, write)
        update = context.run(self.graph.nodes[job.name], job.state)  # <- the fault
        if inspect.isawaitable(update):
            raise TypeError(f"The node {job.name!r} has to be awaited: use `ainvoke` or `astream`.")  # <- the fault
        return update


# %% wrong merged_once_more: part 5, wrong-answer
# The updates make the state.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state: State, limit: int = 25, max_concurrency: int | None = None) -> State:
        async with aclosing(self.astream(state, ["updates"], limit, max_concurrency)) as events:
            async for _, data in events:
                for update in data.values():
                    state = {**state, **(update or {})}  # <- the fault
        return state


# %% wrong merged_as_they_come: part 5, wrong-answer
# Lists grow, whichever node was faster.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state: State, limit: int = 25, max_concurrency: int | None = None) -> State:
        async with aclosing(self.astream(state, ["updates"], limit, max_concurrency)) as events:
            async for _, data in events:
                for update in data.values():
                    grown = {
                        key: state.get(key, []) + value
                        for key, value in (update or {}).items()
                        if isinstance(value, list)
                    }
                    state = {**state, **(update or {}), **grown}  # <- the fault
        return state


# %% wrong one_more_step: part 6, called-too-often
# It is too late when the limit has been passed.
class Run:  # only what differs
    def begin(self) -> list[Job]:
        self.limit -= 1
        if self.limit < -1:  # <- the fault
            raise GraphRecursionError("As many steps as allowed have run, and the graph is not at its end.")
        return self.due


# %% wrong as_langgraph_counts: part 6, unhandled-error
# After so many steps it raises, whether or not there is anything left to do.
class Run:  # only what differs
    def begin(self) -> list[Job]:
        self.limit -= 1
        if not self.limit:
            raise GraphRecursionError("The limit of steps is reached.")  # <- the fault
        return self.due


# %% wrong counted_on_the_graph: part 6, unhandled-error
# The graph counts its steps.
class Run:  # only what differs
    def begin(self) -> list[Job]:
        self.graph.steps = getattr(self.graph, "steps", 0) + 1  # <- the fault
        if self.graph.steps > self.limit:
            raise GraphRecursionError(
                "As many steps as allowed have run, and the graph is not at its end."
            )  # <- the fault
        return self.due


# %% wrong a_gate_for_each_job: part 6, limit-exceeded
# A semaphore stands around each node.
class CompiledGraph:  # only what differs
    async def astream(
        self, state: State, modes: Sequence[str] = ("updates",), limit: int = 25, max_concurrency: int | None = None
    ) -> AsyncGenerator[Event, None]:
        loop = asyncio.get_running_loop()
        news: asyncio.Queue[Event] = asyncio.Queue()

        def write(chunk: Any) -> None:
            loop.call_soon_threadsafe(news.put_nowait, ("custom", chunk))

        async def run_job(job: Job) -> Update:
            _writer.set(write)
            async with at_most(max_concurrency):  # <- the fault
                node = self.graph.nodes[job.name]
                is_async = inspect.iscoroutinefunction(node)
                update = node(job.state) if is_async else await asyncio.to_thread(node, job.state)
                return await update if inspect.isawaitable(update) else update

        run = Run(self.graph, state, limit)
        if "values" in modes:
            yield "values", dict(run.values)
        while run.due:
            jobs = {asyncio.create_task(run_job(job)): job for job in run.begin()}
            for task in jobs:
                task.add_done_callback(lambda task: news.put_nowait(("ended", task)))
            left = len(jobs)
            try:
                while left:
                    mode, data = await news.get()
                    if mode == "ended":
                        left -= 1
                        mode, data = "updates", {jobs[data].name: data.result()}
                    if mode in modes:
                        yield mode, data
            finally:
                for task in jobs:
                    task.cancel()
                await asyncio.gather(*jobs, return_exceptions=True)
            updates = [task.result() for task in jobs]
            run.finish(updates)
            if "values" in modes and any(updates):
                yield "values", dict(run.values)


# %% wrong stream_is_astream: part 4, wrong-protocol
# Believes that one door can serve both: a plain for loop gets an async generator.
class CompiledGraph:  # only what differs
    def stream(self, state, modes=("updates",), limit=25):
        return self.astream(state, modes, limit)  # <- the fault


# %% wrong run_for_each_node: part 4, extra-loop
# Believes that every stream needs asyncio, so each node gets a loop of its own through asyncio.run.
class CompiledGraph:  # only what differs
    def _call(self, job: Job, write: Callable[[Any], None]) -> Update:
        context = copy_context()
        context.run(_writer.set, write)
        node = self.graph.nodes[job.name]
        return context.run(asyncio.run, asyncio.to_thread(node, job.state))  # <- the fault


# %% wrong thread_for_each_node: part 4, ran-ahead
# Starts a thread for each node, though the plain nodes are promised to run one after the other when asked for.
import concurrent.futures


class CompiledGraph:  # only what differs
    def stream(self, state, modes=("updates",), limit=25):
        run = Run(self.graph, state, limit)
        if "values" in modes:
            yield "values", dict(run.values)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            while run.due:
                jobs, chunks = run.begin(), []
                futures = [pool.submit(self._call, job, chunks.append) for job in jobs]  # <- the fault
                for future in concurrent.futures.as_completed(futures):
                    if "custom" in modes:
                        while chunks:
                            yield "custom", chunks.pop(0)
                    if "updates" in modes:
                        yield "updates", {jobs[futures.index(future)].name: future.result()}
                updates = [future.result() for future in futures]
                run.finish(updates)
                if "values" in modes and any(updates):
                    yield "values", dict(run.values)


# %% wrong limited_by_the_clock: part 6, called-too-often
# Looks at the clock instead of counting: two seconds for each step.
class Run:  # only what differs
    def begin(self) -> list[Job]:
        self.begun = getattr(self, "begun", time.monotonic())
        if time.monotonic() - self.begun > 2 * self.limit:  # <- the fault
            raise GraphRecursionError(f"{self.limit} steps took too long")
        return self.due


# %% wrong nodes_counted: part 6, unhandled-error
# Counts nodes, though the limit is about steps.
class Run:  # only what differs
    def begin(self) -> list[Job]:
        self.limit -= len(self.due)  # <- the fault
        if self.limit < 0:
            raise GraphRecursionError("As many steps as allowed have run.")
        return self.due


# %% wrong stops_without_a_word: part 6, wrong-answer
# Stops at the limit and returns what is there: nothing tells it from a finished run.
class Run:  # only what differs
    def begin(self) -> list[Job]:
        if not self.limit:
            self.due = []  # <- the fault
        self.limit -= 1
        return self.due


# %% wrong always_three: part 6, limit-exceeded
# Writes the number of an example into the gate.
def at_most(count):
    return asyncio.Semaphore(3) if count else nullcontext()  # <- the fault


# %% wrong lock: part 6, sequential-awaits
# Takes a lock, which lets one node through at a time.
def at_most(count):
    return asyncio.Lock() if count else nullcontext()  # <- the fault


# %% wrong thread_semaphore: part 6, deadlock
# Takes the semaphore of threading, because it belongs to no loop: a task that waits for it holds the loop.
import threading


class at_most:
    def __init__(self, count):
        self.gate = threading.Semaphore(count or 1000)

    async def __aenter__(self):
        self.gate.acquire()  # <- the fault

    async def __aexit__(self, *_):
        self.gate.release()


# %% wrong counts_and_sleeps: part 6, polling
# Counts the nodes in flight and looks every 10 ms whether there is room.
class at_most:
    def __init__(self, count):
        self.count = count or 1000
        self.flying = 0

    async def __aenter__(self):
        while self.flying >= self.count:
            await asyncio.sleep(0.01)  # <- the fault
        self.flying += 1

    async def __aexit__(self, *_):
        self.flying -= 1


# %% wrong waits_for_the_whole_batch: part 6, limit-too-low
# Lets nodes through in batches: the next two start when the slower of the last two has ended.
class at_most:
    def __init__(self, count):
        self.count = count or 1000
        self.begun = self.ended = 0
        self.empty = asyncio.Event()

    async def __aenter__(self):
        while self.begun == self.count:  # <- the fault
            self.empty.clear()
            await self.empty.wait()
        self.begun += 1

    async def __aexit__(self, *_):
        self.ended += 1
        if self.ended == self.begun:
            self.begun = self.ended = 0
            self.empty.set()


# %% wrong every_event_for_everyone: part 6, wrong-answer
# Rewrites astream for its limit, and hands out events that were not asked for.
class CompiledGraph:  # only what differs
    async def astream(
        self, state: State, modes: Sequence[str] = ("updates",), limit: int = 25, max_concurrency: int | None = None
    ) -> AsyncGenerator[Event, None]:
        loop = asyncio.get_running_loop()
        news: asyncio.Queue[Event] = asyncio.Queue()
        gate = at_most(max_concurrency)

        def write(chunk: Any) -> None:
            loop.call_soon_threadsafe(news.put_nowait, ("custom", chunk))

        async def run_job(job: Job) -> Update:
            _writer.set(write)
            async with gate:
                node = self.graph.nodes[job.name]
                is_async = inspect.iscoroutinefunction(node)
                update = node(job.state) if is_async else await asyncio.to_thread(node, job.state)
                return await update if inspect.isawaitable(update) else update

        run = Run(self.graph, state, limit)
        if "values" in modes:
            yield "values", dict(run.values)
        while run.due:
            jobs = {asyncio.create_task(run_job(job)): job for job in run.begin()}
            for task in jobs:
                task.add_done_callback(lambda task: news.put_nowait(("ended", task)))
            left = len(jobs)
            try:
                while left:
                    mode, data = await news.get()
                    if mode == "ended":
                        left -= 1
                        mode, data = "updates", {jobs[data].name: data.result()}
                    yield mode, data  # <- the fault
            finally:
                for task in jobs:
                    task.cancel()
                await asyncio.gather(*jobs, return_exceptions=True)
            updates = [task.result() for task in jobs]
            run.finish(updates)
            if "values" in modes and any(updates):
                yield "values", dict(run.values)
