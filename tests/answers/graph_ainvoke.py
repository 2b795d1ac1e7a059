"""Right and wrong answers to graph_ainvoke. docs/for-authors.md says how to read a cell."""


# %% right asks_before_it_calls
# Looks for coroutine functions behind partials and objects before the call, and at the result after it.
def is_async(node: Node) -> bool:
    node = getattr(node, "func", node)
    return inspect.iscoroutinefunction(node) or inspect.iscoroutinefunction(getattr(node, "__call__", None))


class CompiledGraph:  # only what differs
    def _update(self, name: str, state: State) -> Update:
        if is_async(self.nodes[name]):
            raise TypeError(f"invoke cannot await {name!r}; await ainvoke instead")
        return self.nodes[name](state)

    async def _aupdate(self, name: str, state: State) -> Update:
        node = self.nodes[name]
        if is_async(node):
            return await node(state)
        result = await asyncio.to_thread(node, state)
        return await asyncio.ensure_future(result) if inspect.isawaitable(result) else result


# %% right looks_at_the_node_first
# Coroutine functions are called here, everything else in a thread of a pool; both results are looked at.
class CompiledGraph:  # only what differs
    async def _aupdate(self, name: str, state: State) -> Update:
        node = self.nodes[name]
        if inspect.iscoroutinefunction(node):
            return await node(state)
        update = await asyncio.get_running_loop().run_in_executor(None, node, state)
        while inspect.isawaitable(update):
            update = await update
        return update


# %% right every_node_in_a_thread
# Calls every node in a thread, without looking at it before: the result tells.
class CompiledGraph:  # only what differs
    async def _aupdate(self, name: str, state: State) -> Update:
        update = await asyncio.to_thread(self.nodes[name], state)
        return await update if inspect.isawaitable(update) else update


# %% right steps_that_overlap
# Goes further than asked: the nodes of a step are gathered.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state: State) -> State:
        for step in self.steps:
            updates = await asyncio.gather(*[self._aupdate(name, dict(state)) for name in step])
            for update in updates:
                state = merge(state, update)
        return state


# %% right wrapped_when_added
# Every node is wrapped once, in the constructor: one wrapper for each door.
class CompiledGraph:
    def __init__(self, nodes: dict[str, Node], steps: list[list[str]]) -> None:
        self.steps = steps
        self.plain = {name: plain(name, node) for name, node in nodes.items()}
        self.awaitable = {name: awaitable(node) for name, node in nodes.items()}

    def invoke(self, state: State) -> State:
        for step in self.steps:
            updates = [self.plain[name](dict(state)) for name in step]
            for update in updates:
                state = merge(state, update)
        return state

    async def ainvoke(self, state: State) -> State:
        for step in self.steps:
            updates = [await self.awaitable[name](dict(state)) for name in step]
            for update in updates:
                state = merge(state, update)
        return state


def plain(name: str, node: Node) -> Node:
    def call(state: State) -> Update:
        result = node(state)
        if hasattr(result, "__await__"):
            getattr(result, "close", lambda: None)()
            raise TypeError(f"{name} is async; invoke cannot run it, ainvoke can")
        return result

    return call


def awaitable(node: Node) -> Node:
    async def call(state: State) -> Update:
        result = await asyncio.to_thread(node, state)
        return await result if hasattr(result, "__await__") else result

    return call


# %% wrong awaits_every_node: part 2, awaited-plain-value
# Puts await before every node: a plain one gives a dict, which cannot be awaited.
class CompiledGraph:  # only what differs
    async def _aupdate(self, name, state):
        return await self.nodes[name](state)  # <- the fault


# %% wrong called_right_here: part 2, blocking-call
# Looks at the result, as it should, but calls plain nodes in the thread of the loop.
class CompiledGraph:  # only what differs
    async def _aupdate(self, name, state):
        update = self.nodes[name](state)  # <- the fault
        return await update if inspect.isawaitable(update) else update


# %% wrong called_too_early: part 2, called-too-early
# Writes the call into to_thread: the node works here, and the thread is asked to call a dict.
class CompiledGraph:  # only what differs
    async def _aupdate(self, name, state):
        node = self.nodes[name]
        if inspect.iscoroutinefunction(node):
            return await node(state)
        return await asyncio.to_thread(node(state))  # <- the fault


# %% wrong called_too_early_for_every_kind: part 1, called-too-early
# The same for every node: an async one gives a coroutine here, and the thread is asked to call that.
class CompiledGraph:  # only what differs
    async def _aupdate(self, name, state):
        update = await asyncio.to_thread(self.nodes[name](state))  # <- the fault
        return await update if inspect.isawaitable(update) else update


# %% wrong coroutine_dropped: part 4, never-awaited
# Raises the right error and drops the coroutine that it has just made.
class CompiledGraph:  # only what differs
    def _update(self, name, state):
        update = self.nodes[name](state)
        if inspect.isawaitable(update):
            raise TypeError(f"The node {name!r} has to be awaited: use ainvoke.")  # <- the fault
        return update


# %% wrong error_left_out: part 2, error-swallowed
# Leaves a node that fails out of the state, so the quote goes out without a price.
class CompiledGraph:  # only what differs
    async def _aupdate(self, name, state):
        try:
            update = await asyncio.to_thread(self.nodes[name], state)
            return await update if inspect.isawaitable(update) else update
        except Exception:
            return {}  # <- the fault


# %% wrong error_without_a_name: part 4, wrong-answer
# Says that some node is async, but not which.
class CompiledGraph:  # only what differs
    def _update(self, name, state):
        update = self.nodes[name](state)
        if inspect.iscoroutine(update):
            update.close()
            raise TypeError("this graph has async nodes: use ainvoke")  # <- the fault
        return update


# %% wrong functions_only: part 3, unhandled-error
# Tells nodes apart by the flags of their code: a partial and an object have none.
class CompiledGraph:  # only what differs
    async def _aupdate(self, name, state):
        node = self.nodes[name]
        if node.__code__.co_flags & inspect.CO_COROUTINE or hasattr(node, "__wrapped__"):  # <- the fault
            update = await asyncio.to_thread(node, state)
            return await update if inspect.isawaitable(update) else update
        return await asyncio.to_thread(node, state)


# %% wrong group_around_the_error: part 2, group-not-caught
# A TaskGroup for each step, so that its nodes also wait together; its error is that of the node.
del CompiledGraph._update, CompiledGraph._aupdate


class CompiledGraph:  # only what differs
    def invoke(self, state: State) -> State:
        """Run everything and return the final state. Every node must be plain."""
        for step in self.steps:
            # TODO REPORT (part 4): a node that has to be awaited cannot be run here.
            updates = {name: self._called(name, state) for name in step}
            for name in step:
                state = merge(state, updates[name])
        return state

    async def ainvoke(self, state: State) -> State:
        """Run everything and return the final state. Nodes of any kind; the loop stays free meanwhile."""
        for step in self.steps:
            async with asyncio.TaskGroup() as group:  # <- the fault
                tasks = {name: group.create_task(self._work(self.nodes[name], dict(state))) for name in step}
            for name, task in tasks.items():
                state = merge(state, task.result())
        return state

    @staticmethod
    async def _work(node, state):
        update = await asyncio.to_thread(node, state)
        return await update if inspect.isawaitable(update) else update

    def _called(self, name, state):
        update = self.nodes[name](dict(state))
        if not inspect.isawaitable(update):
            return update
        if inspect.iscoroutine(update):
            update.close()
        raise TypeError(f"{name!r} has to be awaited; call ainvoke")


# %% wrong invoke_left_alone: part 4, never-awaited
# Leaves invoke as it was: an async node ends in an AttributeError about coroutines.
class CompiledGraph:  # only what differs
    def _update(self, name, state):
        return self.nodes[name](state)  # <- the fault


# %% wrong invoke_runs_a_loop: part 4, wrong-answer
# Lets invoke run async nodes through asyncio.run: a loop for each node, and an error wherever a loop runs.
class CompiledGraph:  # only what differs
    def _update(self, name, state):
        update = self.nodes[name](state)
        return asyncio.run(update) if inspect.isawaitable(update) else update  # <- the fault


# %% wrong looks_at_the_function: part 3, never-awaited
# Asks iscoroutinefunction, which knows a partial but not an object with an async __call__.
class CompiledGraph:  # only what differs
    async def _aupdate(self, name, state):
        node = self.nodes[name]  # <- the fault
        return await node(state) if inspect.iscoroutinefunction(node) else await asyncio.to_thread(node, state)


# %% wrong loop_in_the_thread: part 1, extra-loop
# Runs async nodes in the thread, with asyncio.run: no RuntimeError there, but a second loop.
class CompiledGraph:  # only what differs
    async def _aupdate(self, name, state):
        def call():
            update = self.nodes[name](state)
            return asyncio.run(update) if inspect.isawaitable(update) else update  # <- the fault

        return await asyncio.to_thread(call)


# %% wrong nodes_not_called: part 1, answer-not-asked
# Returns what the demo printed, without calling a node.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state):
        await asyncio.sleep(0.6)
        return {**state, "part": "the part in 'a valve'", "history": "two orders"}  # <- the fault


# %% wrong object_not_refused: part 4, never-awaited
# Refuses coroutine functions only; an object with an async __call__ gets through.
class CompiledGraph:  # only what differs
    def _update(self, name, state):
        if inspect.iscoroutinefunction(self.nodes[name]):  # <- the fault
            raise TypeError(f"The node {name!r} has to be awaited: use ainvoke.")
        return self.nodes[name](state)


# %% wrong objects_but_no_lambda: part 3, never-awaited
# Looks behind objects as well; a lambda that calls an async function still looks plain.
class CompiledGraph:  # only what differs
    async def _aupdate(self, name, state):
        node = self.nodes[name]
        if inspect.iscoroutinefunction(node) or inspect.iscoroutinefunction(type(node).__call__):  # <- the fault
            return await node(state)
        return await asyncio.to_thread(node, state)


# %% wrong one_customer_at_a_time: part 1, sequential-awaits
# A lock around the whole run, to be safe: each customer waits for all before.
class CompiledGraph:  # only what differs
    def __init__(self, nodes, steps):
        self.nodes = nodes
        self.steps = steps
        self.lock = asyncio.Lock()

    async def ainvoke(self, state):
        async with self.lock:  # <- the fault
            for step in self.steps:
                updates = {name: await self._aupdate(name, dict(state)) for name in step}
                for name in step:
                    state = merge(state, updates[name])
            return state


# %% wrong polls_the_thread: part 1, polling
# Asks every 10 ms whether the thread is done.
from concurrent.futures import ThreadPoolExecutor


POOL = ThreadPoolExecutor()


class CompiledGraph:  # only what differs
    async def _aupdate(self, name, state):
        future = POOL.submit(self.nodes[name], state)
        while not future.done():
            await asyncio.sleep(0.01)  # <- the fault
        update = future.result()
        return await update if inspect.isawaitable(update) else update


# %% wrong pool_of_two: part 2, limit-too-low
# A pool with two threads on the graph: the plain nodes of all customers stand in one queue.
from concurrent.futures import ThreadPoolExecutor


class CompiledGraph:  # only what differs
    def __init__(self, nodes, steps):
        self.nodes = nodes
        self.steps = steps
        self.pool = ThreadPoolExecutor(2)  # <- the fault

    async def _aupdate(self, name, state):
        update = await asyncio.get_running_loop().run_in_executor(self.pool, self.nodes[name], state)
        return await update if inspect.isawaitable(update) else update


# %% wrong run_for_each_node: part 1, nested-run
# Believes that an async function is called through asyncio.run, in a coroutine too.
class CompiledGraph:  # only what differs
    async def _aupdate(self, name, state):
        update = self.nodes[name](state)
        return asyncio.run(update) if inspect.isawaitable(update) else update  # <- the fault


# %% wrong state_on_self: part 1, shared-state
# Keeps the state of a run on the graph, which all customers share.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state):
        self.state = state  # <- the fault
        for step in self.steps:
            for name in step:
                update = await self._aupdate(name, dict(self.state))
                self.state = merge(self.state, update)
        return self.state


# %% wrong task_not_awaited: part 1, task-not-awaited
# Starts each node as a task and takes the task for its update.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state):
        for step in self.steps:
            for name in step:
                update = asyncio.create_task(self._aupdate(name, dict(state)))  # <- the fault
                state = {**state, name: update}
        return state


# %% wrong thread_not_awaited: part 2, never-awaited
# Forgets that to_thread gives a coroutine as well.
class CompiledGraph:  # only what differs
    async def _aupdate(self, name, state):
        node = self.nodes[name]  # <- the fault
        return await node(state) if inspect.iscoroutinefunction(node) else asyncio.to_thread(node, state)


# %% wrong updates_thrown_away: part 1, wrong-answer
# Awaits every node and forgets to merge what it gave.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state):
        for step in self.steps:
            for name in step:
                await self._aupdate(name, dict(state))  # <- the fault
        return state


# %% wrong waits_for_the_thread: part 2, blocking-call
# Hands the node to a pool and waits with result(), which holds the loop just the same.
from concurrent.futures import ThreadPoolExecutor


class CompiledGraph:  # only what differs
    async def _aupdate(self, name, state):
        with ThreadPoolExecutor(1) as pool:
            update = pool.submit(self.nodes[name], state).result()  # <- the fault
        return await update if inspect.isawaitable(update) else update


# %% wrong whole_invoke_in_a_thread: part 1, never-awaited
# Moves invoke into a thread as it is: there, too, a call of an async node gives a coroutine.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state):
        def run(state):
            for step in self.steps:
                updates = {name: self.nodes[name](dict(state)) for name in step}  # <- the fault
                for name in step:
                    state = merge(state, updates[name])
            return state

        return await asyncio.to_thread(run, state)
