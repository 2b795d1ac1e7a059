"""Right and wrong answers to graph_failure. docs/for-authors.md says how to read a cell."""


# %% right callbacks_and_an_event
# Callbacks keep the first error and set an event.
class CompiledGraph:  # only what differs
    async def _run_step(self, step: list[str], state: State) -> list[Update]:
        tasks = {name: asyncio.create_task(self._aupdate(name, dict(state))) for name in step}
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


# %% right a_graph_of_its_own
# Brings nodes, edges and steps of its own, and its StateGraph knows the runner.
class StateGraph:
    def __init__(self) -> None:
        self.nodes: dict[str, object] = {}
        self.before: dict[str, set[str]] = {}

    def add_node(self, name: str, node: object) -> None:
        self.nodes[name] = node
        self.before.setdefault(name, set())

    def add_edge(self, start: str, end: str) -> None:
        self.before.setdefault(end, set()).add(start)

    def compile(self) -> CompiledGraph:
        first = [name for name in self.nodes if not self.before[name]]
        return CompiledGraph(self.nodes, [first, [name for name in self.nodes if self.before[name]]])


class CompiledGraph:
    def __init__(self, nodes: dict[str, object], steps: list[list[str]]) -> None:
        self.nodes, self.steps = nodes, steps

    async def ainvoke(self, state: State) -> State:
        for step in self.steps:
            for update in await self._run_step(step, state):
                lists = {key: state.get(key, []) + value for key, value in update.items() if isinstance(value, list)}
                state = {**state, **update, **lists}
        return state

    async def _run_step(self, step: list[str], state: State) -> list[Update]:
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self.nodes[name](dict(state))) for name in step]
        except ExceptionGroup as failed:
            raise failed.exceptions[0]
        return [task.result() for task in tasks]


def office() -> CompiledGraph:
    graph = StateGraph()
    for name in ("photos", "police", "history", "assess"):
        graph.add_node(name, getattr(services, name))
    for source in ("photos", "police", "history"):
        graph.add_edge(source, "assess")
    return graph.compile()


# %% right raised_in_except_star
# Reads the TaskGroup's group in an except* that catches all of it: what is raised there comes out bare.
class CompiledGraph:  # only what differs
    async def _run_step(self, step: list[str], state: State) -> list[Update]:
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._aupdate(name, dict(state))) for name in step]
        except* Exception as several:
            raise several.exceptions[0]
        return [task.result() for task in tasks]


# %% right task_group_unwrapped
# A TaskGroup ends the siblings; its group is unwrapped.
class CompiledGraph:  # only what differs
    async def _run_step(self, step: list[str], state: State) -> list[Update]:
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._aupdate(name, dict(state))) for name in step]
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None
        return [task.result() for task in tasks]


# %% right wait_for_the_first_exception
# asyncio.wait until something fails; every task is cancelled, awaited and read.
class CompiledGraph:  # only what differs
    async def _run_step(self, step: list[str], state: State) -> list[Update]:
        tasks = [asyncio.ensure_future(self._aupdate(name, dict(state))) for name in step]
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


# %% wrong awaited_in_order: part 1, not-cancelled
# Awaits the tasks in the order of the step: an error of the second is noticed when the first has ended.
class CompiledGraph:  # only what differs
    async def _run_step(self, step, state):
        tasks = [asyncio.create_task(self._aupdate(name, dict(state))) for name in step]
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
            tasks = [group.create_task(self._aupdate(name, dict(state))) for name in step]
        return [task.result() for task in tasks]


# %% wrong cancelled_not_awaited: part 1, task-leaked
# Believes that a task has ended when cancel() comes back.
class CompiledGraph:  # only what differs
    async def _run_step(self, step, state):
        tasks = [asyncio.create_task(self._aupdate(name, dict(state))) for name in step]
        try:
            return await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()  # <- the fault


# %% wrong cancels_them_once_more: part 3, cancelled-again
# A finally serves errors and deadlines. But a gather that is cancelled has cancelled its tasks already.
class CompiledGraph:  # only what differs
    async def _run_step(self, step, state):
        tasks = [asyncio.create_task(self._aupdate(name, dict(state))) for name in step]
        try:
            return await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()  # <- the fault
            await asyncio.gather(*tasks, return_exceptions=True)


# %% wrong claim_decided_without_asking: part 1, answer-not-asked
# Knows what each claim will come to, and asks nobody.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state):
        await asyncio.sleep(0.3)
        if "theft" in state["claim"]:
            raise services.RegisterDown("no answer from the register")  # <- the fault
        return {**state, "found": ["photos", "a report", "claims before"], "assessment": "seen"}


# %% wrong deadline_swallowed: part 3, cancellation-swallowed
# Tidies up on CancelledError and returns: the caller's deadline never shows.
from graph import merge


class CompiledGraph:  # only what differs
    async def ainvoke(self, state):
        for step in self.steps:
            updates = await self._run_step(step, state)
            if not updates:
                return state
            for update in updates:
                state = merge(state, update)
        return state

    async def _run_step(self, step, state):
        tasks = [asyncio.create_task(self._aupdate(name, dict(state))) for name in step]
        try:
            return await asyncio.gather(*tasks)
        except asyncio.CancelledError:
            return []  # <- the fault
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


# %% wrong except_exception: part 3, task-leaked
# Cleans up in except Exception: a deadline comes as CancelledError, which is none.
class CompiledGraph:  # only what differs
    async def _run_step(self, step, state):
        tasks = [asyncio.create_task(self._aupdate(name, dict(state))) for name in step]
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
    async def _aupdate(self, name, state):
        try:
            return await super()._aupdate(name, state)
        except Exception:
            return {}  # <- the fault


# %% wrong first_one_to_end: part 1, cancelled-too-much
# Waits for the first node that ends, failed or not, and cancels the others.
class CompiledGraph:  # only what differs
    async def _run_step(self, step, state):
        tasks = [asyncio.create_task(self._aupdate(name, dict(state))) for name in step]
        done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)  # <- the fault
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        return [task.result() for task in tasks if task in done]


# %% wrong errors_end_it_deadlines_do_not: part 3, task-leaked
# Believes that a gather which is cancelled waits for all of its tasks. It ends with the first of them.
class CompiledGraph:  # only what differs
    async def _run_step(self, step, state):
        tasks = [asyncio.create_task(self._aupdate(name, dict(state))) for name in step]
        try:
            return await asyncio.gather(*tasks)  # <- the fault
        except Exception:  # <- the fault
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            raise


# %% wrong second_error_unread: part 2, error-unread
# Ends what still runs, and never reads the error of a node that had failed at the same instant.
class CompiledGraph:  # only what differs
    async def _run_step(self, step, state):
        tasks = [asyncio.create_task(self._aupdate(name, dict(state))) for name in step]
        try:
            for arrival in asyncio.as_completed(tasks):
                await arrival
            return [task.result() for task in tasks]
        finally:
            running = [task for task in tasks if not task.done()]  # <- the fault
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)


# %% wrong errors_among_the_updates: part 1, error-as-answer
# Takes what `gather` hands back for updates. The error is raised where they are merged, in a file that is given.
class CompiledGraph:  # only what differs
    async def _run_step(self, step, state):
        return await asyncio.gather(  # <- the fault
            *[self._aupdate(name, dict(state)) for name in step], return_exceptions=True
        )


# %% wrong siblings_run_to_their_end: part 1, not-cancelled
# Lets all nodes end and raises the first error then: the caller waits for work that nobody needs.
class CompiledGraph:  # only what differs
    async def _run_step(self, step, state):
        updates = await asyncio.gather(*[self._aupdate(name, dict(state)) for name in step], return_exceptions=True)
        for update in updates:  # <- the fault
            if isinstance(update, BaseException):
                raise update
        return updates


# %% wrong wrapped_in_another_error: part 1, error-replaced
# Raises an error of its own around that of the node, for which nobody waits.
class CompiledGraph:  # only what differs
    async def _aupdate(self, name, state):
        try:
            return await super()._aupdate(name, state)
        except Exception as error:
            raise RuntimeError(f"{name} failed") from error  # <- the fault


# %% wrong tasks_kept_on_the_graph: part 3, cancelled-work-raised
# Keeps the tasks on the graph, which all callers share: a run that ends badly ends those of the others.
class CompiledGraph:  # only what differs
    def __init__(self, nodes, steps):
        super().__init__(nodes, steps)
        self.tasks = set()

    async def _run_step(self, step, state):
        tasks = [asyncio.create_task(self._aupdate(name, dict(state))) for name in step]
        self.tasks |= set(tasks)
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
            for task in done:
                task.result()
            return [task.result() for task in tasks]
        except BaseException:
            for task in self.tasks:
                task.cancel()  # <- the fault
            await asyncio.gather(*self.tasks, return_exceptions=True)
            raise
