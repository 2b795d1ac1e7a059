"""Right and wrong answers to graph_supersteps. docs/for-authors.md says how to read a cell."""


# %% right recursion_over_steps
# A step at a time, by recursion, with asyncio.wait and callbacks that count.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state: State) -> State:
        async def from_step(number: int, state: State) -> State:
            if number == len(self.steps):
                return state
            tasks = {name: asyncio.ensure_future(self.nodes[name](dict(state))) for name in self.steps[number]}
            await asyncio.wait(tasks.values())
            for name in self.nodes:
                if name in tasks:
                    state = merge(state, tasks[name].result())
            return await from_step(number + 1, state)

        return await from_step(0, state)


# %% right sorted_after_arrival
# Takes the updates as they arrive, puts each into its place, and merges when all are there.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state: State) -> State:
        async def run(name: str, seen: State) -> tuple[str, Update]:
            return name, await self.nodes[name](seen)

        for step in self.steps:
            updates: dict[str, Update] = dict.fromkeys(step, {})
            for arrival in asyncio.as_completed([run(name, dict(state)) for name in step]):
                name, update = await arrival
                updates[name] = update
            for update in updates.values():
                state = merge(state, update)
        return state


# %% right task_group
# A TaskGroup for each step; the merge stands after it, where every task has ended.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state: State) -> State:
        for step in self.steps:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self.nodes[name](dict(state))) for name in step]
            for task in tasks:
                state = merge(state, task.result())
        return state


def predict_seconds(steps: list[list[str]], seconds: dict[str, float]) -> float:
    total = 0.0
    for step in steps:
        slowest = 0.0
        for name in step:
            if seconds[name] > slowest:
                slowest = seconds[name]
        total += slowest
    return total


# %% right tasks_awaited_in_order
# Starts a task for each node, then awaits them in the order of add_node and merges.
from functools import reduce


class CompiledGraph:  # only what differs
    async def ainvoke(self, state: State) -> State:
        for step in self.steps:
            tasks = [asyncio.create_task(self.nodes[name](dict(state))) for name in step]
            state = reduce(merge, [await task for task in tasks], state)
        return state


# %% wrong all_waits_by_the_widest_step: part 4, wrong-prediction
# Divides all waits by the number of nodes in the widest step: right only where all take the same.
def predict_seconds(steps, seconds):
    return sum(seconds.values()) / max(len(step) for step in steps)  # <- the fault


# %% wrong answer_of_the_brochure: part 1, answer-not-asked
# Asks nobody, waits as long as the demo takes, and returns what it printed.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state):
        await asyncio.sleep(0.4)  # <- the fault
        return {**state, "topics": "what to know", "found": ["a site", "a page", "a train"], "answer": "written"}


# %% wrong asks_whether_they_are_done: part 1, polling
# Starts all nodes and then asks every 20 ms whether they are done.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state):
        for step in self.steps:
            tasks = [asyncio.create_task(self.nodes[name](dict(state))) for name in step]
            while not all(task.done() for task in tasks):
                await asyncio.sleep(0.02)  # <- the fault
            for task in tasks:
                state = merge(state, task.result())
        return state


# %% wrong comprehension_of_awaits: part 1, sequential-awaits
# Believes that awaits in one comprehension run together.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state):
        for step in self.steps:
            updates = [await self.nodes[name](dict(state)) for name in step]  # <- the fault
            for update in updates:
                state = merge(state, update)
        return state


# %% wrong everything_at_once: part 1, wait-skipped
# Gathers the nodes of all steps: more overlap, and nobody has what they need.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state):
        names = [name for step in self.steps for name in step]
        for update in await asyncio.gather(*[self.nodes[name](dict(state)) for name in names]):  # <- the fault
            state = merge(state, update)
        return state


# %% wrong first_ones_are_enough: part 1, wait-skipped
# Waits for the first node of a step that ends and goes on without the others.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state):
        for step in self.steps:
            tasks = [asyncio.create_task(self.nodes[name](dict(state))) for name in step]
            done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)  # <- the fault
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)
            for task in tasks:
                if task in done:
                    state = merge(state, task.result())
        return state


# %% wrong gather_not_awaited: part 1, task-not-awaited
# Takes what gather gives for the updates: it is something to await.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state):
        for step in self.steps:
            updates = asyncio.gather(*[self.nodes[name](dict(state)) for name in step])  # <- the fault
            for update in updates:
                state = merge(state, update)
        return state


# %% wrong list_given_to_gather: part 1, not-a-coroutine
# Gives gather a list of coroutines instead of the coroutines.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state):
        for step in self.steps:
            updates = await asyncio.gather([self.nodes[name](dict(state)) for name in step])  # <- the fault
            for update in updates:
                state = merge(state, update)
        return state


# %% wrong lost_update: part 1, wrong-answer
# Reads the state, awaits the node, then writes: what others wrote meanwhile is gone.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state):
        async def run(name):
            nonlocal state
            state = merge(state, await self.nodes[name](dict(state)))  # <- the fault

        for step in self.steps:
            await asyncio.gather(*[run(name) for name in step])
        return state


# %% wrong merged_by_name: part 2, wrong-order
# Sorts the names before it merges: no weather in it any more, and still not the order of add_node.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state):
        for step in self.steps:
            names = sorted(step)  # <- the fault
            updates = await asyncio.gather(*[self.nodes[name](dict(state)) for name in names])
            for update in updates:
                state = merge(state, update)
        return state


# %% wrong merged_on_arrival: part 2, wrong-order
# Merges each update when it arrives, so the prompt depends on who was faster.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state):
        for step in self.steps:
            for arrival in asyncio.as_completed([self.nodes[name](dict(state)) for name in step]):  # <- the fault
                state = merge(state, await arrival)
        return state


# %% wrong no_barrier: part 3, wait-skipped
# Starts each node when those that point at it have ended: faster, and not what a step is.
import graph


class StateGraph(graph.StateGraph):
    def compile(self, runner):
        before = {name: [a for a, b in self.edges if b == name and a != "__start__"] for name in self.nodes}
        return runner(self.nodes, before)


class CompiledGraph:  # only what differs
    def __init__(self, nodes, before):
        self.nodes = nodes
        self.before = before

    async def ainvoke(self, state):
        updates = {}

        async def run(name):
            for earlier in self.before[name]:
                await tasks[earlier]  # <- the fault
            seen = state
            for earlier in self.nodes:
                if earlier in updates and earlier in reachable(name):
                    seen = merge(seen, updates[earlier])
            updates[name] = await self.nodes[name](dict(seen))

        def reachable(name):
            found = set(self.before[name])
            for earlier in self.before[name]:
                found |= reachable(earlier)
            return found

        tasks = {name: asyncio.create_task(run(name)) for name in self.nodes}
        await asyncio.gather(*tasks.values())
        for name in self.nodes:
            state = merge(state, updates[name])
        return state


# %% wrong once_for_each_edge: part 3, called-too-often
# Follows the edges: a node to which three of them lead is in its step three times.
import graph


class StateGraph(graph.StateGraph):
    def compile(self, runner):
        targets = {end for start, end in self.edges if start != "__start__"}
        step = [name for name in self.nodes if name not in targets]
        steps = []
        while step:
            steps.append(step)
            step = [
                end
                for name in self.nodes
                for start, end in self.edges  # <- the fault
                if start == name and name in step and end != "__end__"
            ]
        return runner(self.nodes, steps)


# %% wrong one_dict_for_all: part 2, shared-state
# Gives every node the same dict, so what one scribbles in it the others find.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state):
        for step in self.steps:
            updates = await asyncio.gather(*[self.nodes[name](state) for name in step])  # <- the fault
            for update in updates:
                state = merge(state, update)
        return state


# %% wrong result_read_inside_the_group: part 1, result-too-soon
# Merges inside the TaskGroup's block: it waits at its end, not at its beginning.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state):
        for step in self.steps:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self.nodes[name](dict(state))) for name in step]
                for task in tasks:
                    state = merge(state, task.result())  # <- the fault
        return state


# %% wrong run_for_each_node: part 1, nested-run
# Believes that each node needs an asyncio.run to run at all.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state):
        for step in self.steps:
            updates = [asyncio.run(self.nodes[name](dict(state))) for name in step]  # <- the fault
            for update in updates:
                state = merge(state, update)
        return state


# %% wrong set_of_tasks: part 2, wrong-order
# Merges the set that asyncio.wait gives back: a set has no order.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state):
        for step in self.steps:
            done, _ = await asyncio.wait([asyncio.create_task(self.nodes[name](dict(state))) for name in step])
            for task in done:  # <- the fault
                state = merge(state, task.result())
        return state


# %% wrong sleeps_as_long_as_at_home: part 1, guessed-wait
# Starts all nodes and sleeps as long as the slowest took at home.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state):
        for step in self.steps:
            tasks = [asyncio.create_task(self.nodes[name](dict(state))) for name in step]
            await asyncio.sleep(0.45)  # <- the fault
            for task in tasks:
                state = merge(state, task.result())
        return state


# %% wrong state_on_self: part 1, shared-state
# Keeps the state of a run on the graph, which all travellers share.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state):
        self.state = state  # <- the fault
        for step in self.steps:
            updates = await asyncio.gather(*[self.nodes[name](dict(self.state)) for name in step])
            for update in updates:
                self.state = merge(self.state, update)
        return self.state


# %% wrong a_mean_in_a_helper: part 4, wrong-prediction
# A step takes as long as its nodes do on average.
def seconds_of(step, seconds):
    waits = [seconds[name] for name in step]
    return sum(waits) / len(waits)  # <- the fault


def predict_seconds(steps, seconds):
    total = 0.0
    for step in steps:
        total += seconds_of(step, seconds)
    return total


# %% wrong sum_of_all_waits: part 4, wrong-prediction
# Adds up all waits, as if nothing overlapped.
def predict_seconds(steps, seconds):
    return sum(seconds[name] for step in steps for name in step)  # <- the fault


# %% wrong task_awaited_at_once: part 1, sequential-awaits
# Makes a task and awaits it on the same line, so the next is made when this one has ended.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state):
        for step in self.steps:
            updates = []
            for name in step:
                updates.append(await asyncio.create_task(self.nodes[name](dict(state))))  # <- the fault
            for update in updates:
                state = merge(state, update)
        return state


# %% wrong the_slowest_node_of_all: part 4, wrong-prediction
# Believes that everything waits together: the time of a graph is that of its slowest node.
def predict_seconds(steps, seconds):
    return max(seconds.values())  # <- the fault


# %% wrong thread_with_a_loop_for_each_node: part 1, extra-loop
# Makes nodes parallel as it did in plain code: a thread for each, and in it a loop.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state):
        for step in self.steps:
            calls = [asyncio.to_thread(lambda n=name: asyncio.run(self.nodes[n](dict(state)))) for name in step]
            for update in await asyncio.gather(*calls):  # <- the fault
                state = merge(state, update)
        return state


# %% wrong two_at_a_time: part 1, limit-too-low
# Puts a semaphore around the nodes, though nobody asked for a limit.
class CompiledGraph:  # only what differs
    async def ainvoke(self, state):
        gate = asyncio.Semaphore(2)  # <- the fault

        async def run(name, seen):
            async with gate:
                return await self.nodes[name](seen)

        for step in self.steps:
            updates = await asyncio.gather(*[run(name, dict(state)) for name in step])
            for update in updates:
                state = merge(state, update)
        return state
