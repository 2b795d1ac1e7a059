"""Right and wrong answers to graph_failure. docs/for-authors.md says how to read a cell."""


# %% right callbacks_and_an_event
# Callbacks keep the first error and set an event; places are handed out from a queue for each loop.
class CompiledGraph:  # only what differs
    def __init__(self, nodes, steps, routes, max_concurrency):
        self.nodes = nodes
        self.steps = steps
        self.routes = routes
        self.max_concurrency = max_concurrency
        self._places: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Queue[int]] = WeakKeyDictionary()

    async def _run_step(self, step: list[str], state: State) -> list[Update]:
        tasks = {name: asyncio.create_task(self._run_node(name, dict(state))) for name in step}
        left, errors, over = len(tasks), [], asyncio.Event()

        def ended(task: asyncio.Task[Update]) -> None:
            nonlocal left
            left -= 1
            if not task.cancelled() and task.exception() is not None:
                errors.append(task.exception())
            if errors or not left:
                over.set()

        for task in tasks.values():
            task.add_done_callback(ended)
        try:
            await over.wait()
        finally:
            for task in tasks.values():
                task.cancel()
            for task in tasks.values():
                try:
                    await task
                except (Exception, asyncio.CancelledError):
                    pass
        if errors:
            raise errors[0]
        return [tasks[name].result() for name in step]

    async def _run_node(self, name: str, state: State) -> Update:
        if self.max_concurrency is None:
            return await self.nodes[name](state)
        loop = asyncio.get_running_loop()
        if loop not in self._places:
            self._places[loop] = asyncio.Queue()
            for place in range(self.max_concurrency):
                self._places[loop].put_nowait(place)
        places = self._places[loop]
        place = await places.get()
        try:
            return await self.nodes[name](state)
        finally:
            places.put_nowait(place)


# %% right raised_in_except_star
# Reads the TaskGroup's group in an except* that catches all of it: what is raised there comes out bare.
class CompiledGraph:  # only what differs
    async def _run_step(self, step: list[str], state: State) -> list[Update]:
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._run_node(name, dict(state))) for name in step]
        except* Exception as several:
            raise several.exceptions[0]
        return [task.result() for task in tasks]


# %% right task_group_unwrapped
# A TaskGroup ends the siblings; its group is unwrapped. The gate is kept with the loop it belongs to.
class CompiledGraph:  # only what differs
    def __init__(self, nodes, steps, routes, max_concurrency):
        self.nodes = nodes
        self.steps = steps
        self.routes = routes
        self.max_concurrency = max_concurrency
        self.gate: tuple[asyncio.AbstractEventLoop, asyncio.Semaphore] | None = None

    async def ainvoke(self, state: State, step_limit: int = 25) -> State:
        number = 0
        for _ in range(step_limit):
            for update in await self._run_step(self.steps[number], state):
                state = merge(state, update)
            number = self._next(number, state)
            if number >= len(self.steps):
                return state
        raise StepLimitReached(f"the limit of {step_limit} steps is reached")

    async def _run_step(self, step: list[str], state: State) -> list[Update]:
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._run_node(name, dict(state))) for name in step]
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None
        return [task.result() for task in tasks]

    def _gate(self) -> AbstractAsyncContextManager[None]:
        if self.max_concurrency is None:
            return nullcontext()
        loop = asyncio.get_running_loop()
        if self.gate is None or self.gate[0] is not loop:
            self.gate = loop, asyncio.Semaphore(self.max_concurrency)
        return self.gate[1]


# %% right wait_for_the_first_exception
# asyncio.wait until something fails; every task is cancelled, awaited and read.
class CompiledGraph:  # only what differs
    async def _run_step(self, step: list[str], state: State) -> list[Update]:
        tasks = [asyncio.ensure_future(self._run_node(name, dict(state))) for name in step]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
            for task in done:
                task.result()
            return [task.result() for task in tasks]
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            for task in tasks:
                if not task.cancelled():
                    task.exception()


# %% wrong always_three: part 3, limit-exceeded
# Writes the number of the demo into the gate.
class CompiledGraph:  # only what differs
    def _gate(self):
        if self.max_concurrency is None:
            return nullcontext()
        return self._gates.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(3))  # <- the fault


# %% wrong awaited_in_order: part 1, not-cancelled
# Awaits the tasks in the order of the step: an error of the second is noticed when the first has ended.
class CompiledGraph:  # only what differs
    async def _run_step(self, step, state):
        tasks = [asyncio.create_task(self._run_node(name, dict(state))) for name in step]
        try:
            return [await task for task in tasks]  # <- the fault
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


# %% wrong bare_task_group: part 1, group-not-caught
# Lets a TaskGroup do it and forgets that its callers wait for RegisterDown, not for a group.
class CompiledGraph:  # only what differs
    async def _run_step(self, step, state):
        async with asyncio.TaskGroup() as group:  # <- the fault
            tasks = [group.create_task(self._run_node(name, dict(state))) for name in step]
        return [task.result() for task in tasks]


# %% wrong cancelled_not_awaited: part 1, task-leaked
# Believes that a task has ended when cancel() comes back.
class CompiledGraph:  # only what differs
    async def _run_step(self, step, state):
        tasks = [asyncio.create_task(self._run_node(name, dict(state))) for name in step]
        try:
            return await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()  # <- the fault


# %% wrong cancels_them_once_more: part 1, cancelled-again
# A finally serves errors and deadlines. But a gather that is cancelled has cancelled its tasks already.
class CompiledGraph:  # only what differs
    async def _run_step(self, step, state):
        tasks = [asyncio.create_task(self._run_node(name, dict(state))) for name in step]
        try:
            return await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()  # <- the fault
            await asyncio.gather(*tasks, return_exceptions=True)


# %% wrong claim_decided_without_asking: part 1, answer-not-asked
# Knows what each claim will come to, and asks nobody.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state, step_limit=25):
        await asyncio.sleep(0.3)
        if "theft" in state["claim"]:
            raise services.RegisterDown("no answer from the register")  # <- the fault
        return {**state, "found": ["photos", "a report", "claims before"], "drafts": ["draft 1"], "remarks": "almost"}


# %% wrong counted_like_langgraph: part 2, unhandled-error
# Raises when the last allowed step has run, also where the graph is at its end.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state, step_limit=25):
        number = done = 0
        while number < len(self.steps):
            for update in await self._run_step(self.steps[number], state):
                state = merge(state, update)
            done += 1
            number = self._next(number, state)
            if done >= step_limit:  # <- the fault
                raise StepLimitReached(f"{step_limit} steps have run")
        return state


# %% wrong counted_on_the_graph: part 2, unhandled-error
# Counts on the graph, which outlives the run: the second claim has the steps that the first one left.
class CompiledGraph:  # only what differs
    def __init__(self, nodes, steps, routes, max_concurrency):
        self.nodes = nodes
        self.steps = steps
        self.routes = routes
        self.max_concurrency = max_concurrency
        self.done = 0  # <- the fault
        self._gates = WeakKeyDictionary()

    async def ainvoke(self, state, step_limit=25):
        number = 0
        while number < len(self.steps):
            if self.done == step_limit:
                raise StepLimitReached(f"{step_limit} steps have run")
            for update in await self._run_step(self.steps[number], state):
                state = merge(state, update)
            self.done += 1  # <- the fault
            number = self._next(number, state)
        return state


# %% wrong counts_and_sleeps: part 3, polling
# Counts the nodes in flight and looks every 10 ms whether there is room.
class CompiledGraph:  # only what differs
    def __init__(self, nodes, steps, routes, max_concurrency):
        self.nodes = nodes
        self.steps = steps
        self.routes = routes
        self.max_concurrency = max_concurrency
        self.flying = 0

    async def _run_node(self, name, state):
        while self.max_concurrency is not None and self.flying >= self.max_concurrency:
            await asyncio.sleep(0.01)  # <- the fault
        self.flying += 1
        try:
            return await self.nodes[name](state)
        finally:
            self.flying -= 1


# %% wrong deadline_swallowed: part 1, cancellation-swallowed
# Tidies up on CancelledError and returns: the caller's deadline never shows.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state, step_limit=25):
        number = done = 0
        while number < len(self.steps):
            if done == step_limit:
                raise StepLimitReached(f"{step_limit} steps have run")
            updates = await self._run_step(self.steps[number], state)
            if not updates:
                return state
            for update in updates:
                state = merge(state, update)
            done += 1
            number = self._next(number, state)
        return state

    async def _run_step(self, step, state):
        tasks = [asyncio.create_task(self._run_node(name, dict(state))) for name in step]
        try:
            return await asyncio.gather(*tasks)
        except asyncio.CancelledError:
            return []  # <- the fault
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


# %% wrong except_exception: part 1, task-leaked
# Cleans up in except Exception: a deadline comes as CancelledError, which is none.
class CompiledGraph:  # only what differs
    async def _run_step(self, step, state):
        tasks = [asyncio.create_task(self._run_node(name, dict(state))) for name in step]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
            return await asyncio.gather(*[task for task in tasks if task.done()])
        except Exception:  # <- the fault
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            raise


# %% wrong failed_node_left_out: part 1, error-swallowed
# Takes an error for an empty update: the assessment is written without the police.
class CompiledGraph:  # only what differs
    async def _run_node(self, name, state):
        async with self._gate():
            try:
                return await self.nodes[name](state)
            except Exception:
                return {}  # <- the fault


# %% wrong first_one_to_end: part 1, cancelled-too-much
# Waits for the first node that ends, failed or not, and cancels the others.
class CompiledGraph:  # only what differs
    async def _run_step(self, step, state):
        tasks = [asyncio.create_task(self._run_node(name, dict(state))) for name in step]
        done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)  # <- the fault
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        return [task.result() for task in tasks if task in done]


# %% wrong errors_end_it_deadlines_do_not: part 1, task-leaked
# Believes that a gather which is cancelled waits for all of its tasks. It ends with the first of them.
class CompiledGraph:  # only what differs
    async def _run_step(self, step, state):
        tasks = [asyncio.create_task(self._run_node(name, dict(state))) for name in step]
        try:
            return await asyncio.gather(*tasks)  # <- the fault
        except Exception:  # <- the fault
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            raise


# %% wrong gate_around_the_step: part 3, limit-exceeded
# Lets a step through the gate instead of a node: three steps of three nodes are nine.
class CompiledGraph:  # only what differs
    async def _run_step(self, step, state):
        async with self._gate():  # <- the fault
            try:
                async with asyncio.TaskGroup() as group:
                    tasks = [group.create_task(self._run_node(name, dict(state))) for name in step]
            except ExceptionGroup as failed:
                raise failed.exceptions[0] from None
            return [task.result() for task in tasks]

    async def _run_node(self, name, state):
        return await self.nodes[name](state)


# %% wrong gate_for_each_node: part 3, limit-exceeded
# Makes a semaphore where it is used: every node has a gate of its own.
class CompiledGraph:  # only what differs
    def _gate(self):  # <- the fault
        return nullcontext() if self.max_concurrency is None else asyncio.Semaphore(self.max_concurrency)


# %% wrong gate_for_each_run: part 3, limit-exceeded
# Makes a semaphore for each run: three claims have three gates.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state, step_limit=25):
        gate = nullcontext() if self.max_concurrency is None else asyncio.Semaphore(self.max_concurrency)
        number = done = 0  # <- the fault
        while number < len(self.steps):
            if done == step_limit:
                raise StepLimitReached(f"{step_limit} steps have run")
            for update in await self._run_step(self.steps[number], state, gate):
                state = merge(state, update)
            done += 1
            number = self._next(number, state)
        return state

    async def _run_step(self, step, state, gate):
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._run_node(name, dict(state), gate)) for name in step]
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None
        return [task.result() for task in tasks]

    async def _run_node(self, name, state, gate):
        async with gate:
            return await self.nodes[name](state)


# %% wrong gate_made_by_compile: part 3, wrong-loop
# Makes one semaphore for the graph: right, until a second loop has to wait for it.
class CompiledGraph:  # only what differs
    def __init__(self, nodes, steps, routes, max_concurrency):
        self.nodes = nodes
        self.steps = steps
        self.routes = routes
        self.max_concurrency = max_concurrency
        self.gate = nullcontext() if max_concurrency is None else asyncio.Semaphore(max_concurrency)  # <- the fault

    def _gate(self):
        return self.gate


# %% wrong limited_by_the_clock: part 2, wrong-answer
# Looks at the clock instead of counting: two seconds for each step.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state, step_limit=25):
        number = 0
        begun = time.monotonic()
        while number < len(self.steps):
            if time.monotonic() - begun > 2 * step_limit:  # <- the fault
                raise StepLimitReached(f"{step_limit} steps took too long")
            for update in await self._run_step(self.steps[number], state):
                state = merge(state, update)
            number = self._next(number, state)
        return state


# %% wrong lock: part 3, sequential-awaits
# Takes a lock, which lets one node through at a time.
class CompiledGraph:  # only what differs
    def _gate(self):
        if self.max_concurrency is None:
            return nullcontext()
        return self._gates.setdefault(asyncio.get_running_loop(), asyncio.Lock())  # <- the fault


# %% wrong nodes_counted: part 2, unhandled-error
# Counts nodes, though the limit is about steps.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state, step_limit=25):
        number = done = 0
        while number < len(self.steps):
            if done >= step_limit:
                raise StepLimitReached(f"{step_limit} steps have run")
            for update in await self._run_step(self.steps[number], state):
                state = merge(state, update)
            done += len(self.steps[number])  # <- the fault
            number = self._next(number, state)
        return state


# %% wrong one_step_too_many: part 2, wrong-answer
# Looks whether the limit is exceeded, and by then one step more has run.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state, step_limit=25):
        number = done = 0
        while number < len(self.steps):
            if done > step_limit:  # <- the fault
                raise StepLimitReached(f"more than {step_limit} steps")
            for update in await self._run_step(self.steps[number], state):
                state = merge(state, update)
            done += 1
            number = self._next(number, state)
        return state


# %% wrong places_not_given_back: part 3, not-given-back
# Releases after the node, which a failing node never reaches: its place is lost.
class CompiledGraph:  # only what differs
    async def _run_node(self, name, state):
        if self.max_concurrency is None:
            return await self.nodes[name](state)
        gate = self._gate()
        await gate.acquire()
        update = await self.nodes[name](state)
        gate.release()  # <- the fault
        return update


# %% wrong second_error_unread: part 1, error-unread
# Ends what still runs, and never reads the error of a node that had failed at the same instant.
class CompiledGraph:  # only what differs
    async def _run_step(self, step, state):
        tasks = [asyncio.create_task(self._run_node(name, dict(state))) for name in step]
        try:
            for arrival in asyncio.as_completed(tasks):
                await arrival
            return [task.result() for task in tasks]
        finally:
            running = [task for task in tasks if not task.done()]  # <- the fault
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)


# %% wrong siblings_run_to_their_end: part 1, not-cancelled
# Lets all nodes end and raises the first error then: the caller waits for work that nobody needs.
class CompiledGraph:  # only what differs
    async def _run_step(self, step, state):
        updates = await asyncio.gather(*[self._run_node(name, dict(state)) for name in step], return_exceptions=True)
        for update in updates:  # <- the fault
            if isinstance(update, BaseException):
                raise update
        return updates


# %% wrong stops_without_a_word: part 2, wrong-answer
# Stops at the limit and returns what is there: nobody can tell it from a finished assessment.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state, step_limit=25):
        number = done = 0
        while number < len(self.steps) and done < step_limit:  # <- the fault
            for update in await self._run_step(self.steps[number], state):
                state = merge(state, update)
            done += 1
            number = self._next(number, state)
        return state


# %% wrong thread_semaphore: part 3, deadlock
# Takes the semaphore of threading, because it belongs to no loop: whoever waits for it holds the loop.
import threading


class CompiledGraph:  # only what differs
    def __init__(self, nodes, steps, routes, max_concurrency):
        self.nodes = nodes
        self.steps = steps
        self.routes = routes
        self.max_concurrency = max_concurrency
        self.gate = threading.Semaphore(max_concurrency or 1000)

    async def _run_node(self, name, state):
        with self.gate:  # <- the fault
            return await self.nodes[name](state)


# %% wrong waits_for_the_whole_batch: part 3, limit-too-low
# Lets nodes through in batches: the next three start when the slowest of the last three has ended.
class CompiledGraph:  # only what differs
    def __init__(self, nodes, steps, routes, max_concurrency):
        self.nodes = nodes
        self.steps = steps
        self.routes = routes
        self.max_concurrency = max_concurrency
        self.flying = 0
        self.empty = {}

    async def _run_node(self, name, state):
        if self.max_concurrency is None:
            return await self.nodes[name](state)
        while self.flying >= self.max_concurrency:  # <- the fault
            self.empty.setdefault(asyncio.get_running_loop(), asyncio.Event()).clear()
            await self.empty[asyncio.get_running_loop()].wait()
        self.flying += 1
        task = asyncio.current_task()
        self.batch = getattr(self, "batch", set()) | {task}
        try:
            return await self.nodes[name](state)
        finally:
            self.batch.discard(task)
            if not self.batch:
                self.flying = 0
                for event in self.empty.values():
                    event.set()


# %% wrong wrapped_in_another_error: part 1, error-replaced
# Raises an error of its own around that of the node, for which nobody waits.
class CompiledGraph:  # only what differs
    async def _run_node(self, name, state):
        async with self._gate():
            try:
                return await self.nodes[name](state)
            except Exception as error:
                raise RuntimeError(f"{name} failed") from error  # <- the fault


# %% wrong place_handed_to_the_cancelled: part 3, deadlock
# Who is first in line takes the place that becomes free.
from collections import deque


class CompiledGraph:  # only what differs
    def __init__(
        self, nodes: dict[str, Node], steps: list[list[str]], routes: dict[str, Route], max_concurrency: int | None
    ) -> None:
        self.nodes = nodes
        self.steps = steps
        self.routes = routes
        self.max_concurrency = max_concurrency
        self._busy = 0
        self._line: deque[asyncio.Future[None]] = deque()

    async def _run_node(self, name: str, state: State) -> Update:
        if self.max_concurrency is None:
            return await self.nodes[name](state)
        if self._busy >= self.max_concurrency:
            turn = asyncio.get_running_loop().create_future()
            self._line.append(turn)
            await turn  # <- the fault
        else:
            self._busy += 1
        try:
            return await self.nodes[name](state)
        finally:
            if self._line:
                turn = self._line.popleft()
                if not turn.done():
                    turn.set_result(None)
            else:
                self._busy -= 1
