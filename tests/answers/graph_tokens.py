"""Right and wrong answers to graph_tokens. docs/for-authors.md says how to read a cell."""

# %% right a_run_is_an_object (from the stub)
# A run is an object of its own, with the queue; the node's wrapper reports its end, also a bad one.
del _written


class Run:
    def __init__(self) -> None:
        self.news: asyncio.Queue[tuple[str, Any, Any]] = asyncio.Queue()
        self.loop = asyncio.get_running_loop()

    def write(self, chunk: Any) -> None:
        asyncio.run_coroutine_threadsafe(self.news.put(("custom", chunk, None)), self.loop)

    async def play(self, name: str, coroutine: Any) -> None:
        _run.set(self)
        try:
            update = await coroutine
        except Exception as error:
            await self.news.put(("failed", name, error))
        else:
            # through the loop's queue of callbacks as well, so that it comes after what was written
            self.loop.call_soon(lambda: self.loop.call_soon(self.news.put_nowait, ("updates", name, update)))


_run: ContextVar[Run] = ContextVar("run")


def get_stream_writer() -> Writer:
    return _run.get().write


class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[tuple[str, Any], None]:
        run = Run()
        for step in self.steps:
            tasks = [asyncio.create_task(run.play(name, self._aupdate(name, dict(state)))) for name in step]
            updates: dict[str, Update] = {}
            try:
                while len(updates) < len(step):
                    kind, what, more = await run.news.get()
                    if kind == "failed":
                        raise more
                    if kind == "custom":
                        yield kind, what
                    else:
                        updates[what] = more
                        yield kind, {what: more}
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])


# %% right context_given_to_the_task
# Each node's task is made in a context of its own; a deque and an Event instead of a queue.
import contextvars
import inspect
from collections import deque


class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[tuple[str, Any], None]:
        loop = asyncio.get_running_loop()
        for step in self.steps:
            news: deque[tuple[str, Any]] = deque()
            something = asyncio.Event()

            def put(
                item: tuple[str, Any], news: deque[tuple[str, Any]] = news, something: asyncio.Event = something
            ) -> None:
                news.append(item)
                something.set()

            context = contextvars.copy_context()
            context.run(_writer.set, lambda chunk, put=put: loop.call_soon_threadsafe(put, ("custom", chunk)))
            tasks = {}
            for name in step:
                tasks[name] = asyncio.create_task(self._run_node(name, dict(state)), name=name, context=context.copy())
                tasks[name].add_done_callback(lambda task, put=put: put(("ended", task)))
            updates: dict[str, Update] = {}
            try:
                while len(updates) < len(step):
                    await something.wait()
                    something.clear()
                    while news:
                        mode, data = news.popleft()
                        if mode == "custom":
                            yield mode, data
                        else:
                            updates[data.get_name()] = await data
                            yield "updates", {data.get_name(): updates[data.get_name()]}
            finally:
                for task in tasks.values():
                    task.cancel()
                await asyncio.gather(*tasks.values(), return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])

    async def _run_node(self, name: str, state: State) -> Update:
        node = self.nodes[name]
        if inspect.iscoroutinefunction(node):
            return await node(state)
        return await asyncio.to_thread(node, state)


# %% right waits_for_tasks_and_queue
# asyncio.wait over the nodes and one task that gets from the queue; the queue is emptied before an end counts.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[tuple[str, Any], None]:
        loop = asyncio.get_running_loop()
        news: asyncio.Queue[Any] = asyncio.Queue()

        def write(chunk: Any) -> None:
            loop.call_soon_threadsafe(news.put_nowait, chunk)

        for step in self.steps:
            names = {asyncio.create_task(self._run_node(name, dict(state), write)): name for name in step}
            running, updates = set(names), {}
            following = asyncio.create_task(news.get())
            try:
                while running:
                    done, _ = await asyncio.wait({following, *running}, return_when=asyncio.FIRST_COMPLETED)
                    while following.done():
                        chunk = following.result()
                        following = asyncio.create_task(news.get())
                        yield "custom", chunk
                        await asyncio.sleep(0)
                    for task in running & done:
                        while not news.empty():
                            yield "custom", news.get_nowait()
                        running.discard(task)
                        updates[names[task]] = task.result()
                        yield "updates", {names[task]: updates[names[task]]}
            finally:
                for task in (following, *names):
                    task.cancel()
                await asyncio.gather(following, *names, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])


# %% wrong a_step_is_forgotten: part 1, wrong-answer
# Rewrites astream around a queue, and leaves out what stood behind the loop: the state that the next step gets.
class CompiledGraph:  # only what differs
    async def astream(self, state: State) -> AsyncGenerator[tuple[str, Any], None]:
        loop = asyncio.get_running_loop()
        news: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()

        def write(chunk: Any) -> None:
            loop.call_soon_threadsafe(news.put_nowait, ("custom", chunk))

        for step in self.steps:
            names = {
                asyncio.create_task(self._run_node(name, dict(state), write)): name for name in step
            }  # <- the fault
            for task in names:
                task.add_done_callback(lambda task: news.put_nowait(("ended", task)))
            left = len(step)
            try:
                while left:
                    mode, data = await news.get()
                    if mode == "ended":
                        left -= 1
                        mode, data = "updates", {names[data]: data.result()}
                    yield mode, data
            finally:
                for task in names:
                    task.cancel()
                await asyncio.gather(*names, return_exceptions=True)


# %% wrong cancelled_not_awaited: part 4, task-leaked
# Cancels the nodes and does not wait until they have ended.
class CompiledGraph:  # only what differs
    async def astream(self, state):
        loop = asyncio.get_running_loop()
        news = asyncio.Queue()

        def write(chunk):
            loop.call_soon_threadsafe(news.put_nowait, ("custom", chunk))

        for step in self.steps:
            names = {asyncio.create_task(self._run_node(name, dict(state), write)): name for name in step}
            for task in names:
                task.add_done_callback(lambda task: news.put_nowait(("ended", task)))
            updates = {}
            try:
                while len(updates) < len(step):
                    mode, data = await news.get()
                    if mode == "ended":
                        name = names[data]
                        updates[name] = data.result()
                        mode, data = "updates", {name: updates[name]}
                    yield mode, data
            finally:
                for task in names:
                    task.cancel()  # <- the fault
            for name in step:
                state = merge(state, updates[name])


# %% wrong context_left_behind: part 3, context-lost
# Runs plain nodes with run_in_executor, which does not take the context along.
import inspect


class CompiledGraph:  # only what differs
    async def _run_node(self, name, state, write):
        _writer.set(write)
        node = self.nodes[name]
        if inspect.iscoroutinefunction(node):
            return await node(state)
        return await asyncio.get_running_loop().run_in_executor(None, node, state)  # <- the fault


# %% wrong error_handed_out_as_a_chunk: part 4, error-swallowed
# Hands the error out like a token, as text: the reader's code goes on as if all were well.
class CompiledGraph:  # only what differs
    async def astream(self, state):
        loop = asyncio.get_running_loop()
        news = asyncio.Queue()

        def write(chunk):
            loop.call_soon_threadsafe(news.put_nowait, ("custom", chunk))

        for step in self.steps:
            names = {asyncio.create_task(self._run_node(name, dict(state), write)): name for name in step}
            for task in names:
                task.add_done_callback(lambda task: news.put_nowait(("ended", task)))
            updates = {}
            try:
                while len(updates) < len(step):
                    mode, data = await news.get()
                    if mode == "ended":
                        name = names[data]
                        updates[name] = {} if data.exception() else data.result()
                        if data.exception():
                            yield "custom", {"from": "error", "token": str(data.exception())}  # <- the fault
                        mode, data = "updates", {name: updates[name]}
                    yield mode, data
            finally:
                for task in names:
                    task.cancel()
                await asyncio.gather(*names, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])


# %% wrong error_overtakes_the_tokens: part 4, wrong-answer
# Raises as soon as a task has failed, and leaves in the queue what was written before.
class CompiledGraph:  # only what differs
    async def astream(self, state):
        loop = asyncio.get_running_loop()
        news = asyncio.Queue()

        def write(chunk):
            loop.call_soon_threadsafe(news.put_nowait, ("custom", chunk))

        for step in self.steps:
            names = {asyncio.create_task(self._run_node(name, dict(state), write)): name for name in step}
            for task in names:
                task.add_done_callback(lambda task: news.put_nowait(("ended", task)))
            updates = {}
            try:
                while len(updates) < len(step):
                    item = await news.get()
                    for task in names:
                        if task.done() and task.exception():
                            raise task.exception()  # <- the fault
                    mode, data = item
                    if mode == "ended":
                        name = names[data]
                        updates[name] = data.result()
                        mode, data = "updates", {name: updates[name]}
                    yield mode, data
            finally:
                for task in names:
                    task.cancel()
                await asyncio.gather(*names, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])


# %% wrong failed_node_says_nothing: part 4, error-unread
# Puts the end of a node after its call, which a failing node never reaches: the reader waits for ever.
class CompiledGraph:  # only what differs
    async def astream(self, state):
        loop = asyncio.get_running_loop()
        news = asyncio.Queue()

        def write(chunk):
            loop.call_soon_threadsafe(news.put_nowait, ("custom", chunk))

        async def one(name, seen):
            update = await self._run_node(name, seen, write)
            loop.call_soon_threadsafe(news.put_nowait, ("updates", {name: update}))  # <- the fault

        for step in self.steps:
            tasks = [asyncio.create_task(one(name, dict(state))) for name in step]
            updates = {}
            try:
                while len(updates) < len(step):
                    mode, data = await news.get()
                    if mode == "updates":
                        updates |= data
                    yield mode, data
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])


# %% wrong last_word_while_closing: part 4, yield-while-closing
# Tells the reader, who closes the stream, that it is being closed.
class CompiledGraph:  # only what differs
    async def astream(self, state):
        loop = asyncio.get_running_loop()
        news = asyncio.Queue()

        def write(chunk):
            loop.call_soon_threadsafe(news.put_nowait, ("custom", chunk))

        for step in self.steps:
            names = {asyncio.create_task(self._run_node(name, dict(state), write)): name for name in step}
            for task in names:
                task.add_done_callback(lambda task: news.put_nowait(("ended", task)))
            updates = {}
            try:
                while len(updates) < len(step):
                    mode, data = await news.get()
                    if mode == "ended":
                        name = names[data]
                        updates[name] = data.result()
                        mode, data = "updates", {name: updates[name]}
                    yield mode, data
            except GeneratorExit:
                yield "custom", {"from": "runner", "token": "closed"}  # <- the fault
                raise
            finally:
                for task in names:
                    task.cancel()
                await asyncio.gather(*names, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])


# %% wrong looks_every_50_ms: part 1, polling
# Looks every 50 ms whether somebody has written.
class CompiledGraph:  # only what differs
    async def astream(self, state):
        for step in self.steps:
            written = []
            names = {asyncio.create_task(self._run_node(name, dict(state), written.append)): name for name in step}
            updates = {}
            try:
                while len(updates) < len(step):
                    await asyncio.sleep(0.05)  # <- the fault
                    while written:
                        yield "custom", written.pop(0)
                    for task, name in names.items():
                        if task.done() and name not in updates:
                            updates[name] = task.result()
                            yield "updates", {name: updates[name]}
            finally:
                for task in names:
                    task.cancel()
                await asyncio.gather(*names, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])


# %% wrong loop_for_each_put: part 3, wrong-thread
# Runs the put in a loop of its own where there is none, as in a thread.
class CompiledGraph:  # only what differs
    async def astream(self, state):
        loop = asyncio.get_running_loop()
        news = asyncio.Queue()

        def write(chunk):
            try:
                asyncio.get_running_loop()
                news.put_nowait(("custom", chunk))
            except RuntimeError:
                asyncio.run(news.put(("custom", chunk)))  # <- the fault

        for step in self.steps:
            names = {asyncio.create_task(self._run_node(name, dict(state), write)): name for name in step}
            for task in names:
                task.add_done_callback(lambda task: news.put_nowait(("ended", task)))
            updates = {}
            try:
                while len(updates) < len(step):
                    mode, data = await news.get()
                    if mode == "ended":
                        name = names[data]
                        updates[name] = data.result()
                        mode, data = "updates", {name: updates[name]}
                    yield mode, data
            finally:
                for task in names:
                    task.cancel()
                await asyncio.gather(*names, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])


# %% wrong no_word_at_the_end: part 1, deadlock
# Waits for the next chunk and forgets that nobody writes that a node has ended.
class CompiledGraph:  # only what differs
    async def astream(self, state):
        loop = asyncio.get_running_loop()
        for step in self.steps:
            news = asyncio.Queue()
            tasks = {}
            for name in step:
                write = lambda chunk: loop.call_soon_threadsafe(news.put_nowait, chunk)
                tasks[name] = asyncio.create_task(self._run_node(name, dict(state), write))
            updates = {}
            try:
                while chunk := await news.get():  # <- the fault
                    yield "custom", chunk
                for name, task in tasks.items():
                    updates[name] = task.result()
                    yield "updates", {name: updates[name]}
            finally:
                for task in tasks.values():
                    task.cancel()
                await asyncio.gather(*tasks.values(), return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])


# %% wrong nodes_go_on: part 4, task-leaked
# Believes that the tasks end with the generator that made them.
class CompiledGraph:  # only what differs
    async def astream(self, state):
        loop = asyncio.get_running_loop()
        news = asyncio.Queue()

        def write(chunk):
            loop.call_soon_threadsafe(news.put_nowait, ("custom", chunk))

        for step in self.steps:
            names = {asyncio.create_task(self._run_node(name, dict(state), write)): name for name in step}
            for task in names:
                task.add_done_callback(lambda task: news.put_nowait(("ended", task)))
            updates = {}
            try:
                while len(updates) < len(step):
                    mode, data = await news.get()
                    if mode == "ended":
                        name = names[data]
                        updates[name] = data.result()
                        mode, data = "updates", {name: updates[name]}
                    yield mode, data
            finally:
                pass  # <- the fault
            for name in step:
                state = merge(state, updates[name])


# %% wrong one_queue_on_the_graph: part 2, wrong-answer
# Makes the queue once, on the graph: readers take each other's tokens.
class CompiledGraph:  # only what differs
    def __init__(self, nodes, steps):
        self.nodes = nodes
        self.steps = steps
        self.news = asyncio.Queue()  # <- the fault

    async def astream(self, state):
        loop = asyncio.get_running_loop()

        def write(chunk):
            loop.call_soon_threadsafe(self.news.put_nowait, ("custom", chunk))

        for step in self.steps:
            names = {asyncio.create_task(self._run_node(name, dict(state), write)): name for name in step}
            for task in names:
                task.add_done_callback(lambda task: self.news.put_nowait(("ended", task)))
            updates = {}
            try:
                while len(updates) < len(step):
                    mode, data = await self.news.get()
                    if mode == "ended":
                        if data not in names:
                            self.news.put_nowait((mode, data))
                            await asyncio.sleep(0.001)
                            continue
                        name = names[data]
                        updates[name] = data.result()
                        mode, data = "updates", {name: updates[name]}
                    yield mode, data
            finally:
                for task in names:
                    task.cancel()
                await asyncio.gather(*names, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])


# %% wrong only_the_last_word: part 1, wrong-answer
# Keeps the last chunk and an event: a slow reader never sees those before it.
class CompiledGraph:  # only what differs
    async def astream(self, state):
        loop = asyncio.get_running_loop()
        for step in self.steps:
            something = asyncio.Event()
            last = []

            def put(chunk):
                last[:] = [chunk]  # <- the fault
                something.set()

            def write(chunk):
                loop.call_soon_threadsafe(put, chunk)

            names = {asyncio.create_task(self._run_node(name, dict(state), write)): name for name in step}
            for task in names:
                task.add_done_callback(lambda task: something.set())
            updates = {}
            try:
                while len(updates) < len(step):
                    await something.wait()
                    something.clear()
                    if last:
                        yield "custom", last.pop()
                    for task, name in names.items():
                        if task.done() and name not in updates:
                            updates[name] = task.result()
                            yield "updates", {name: updates[name]}
            finally:
                for task in names:
                    task.cancel()
                await asyncio.gather(*names, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])


# %% wrong plain_nodes_in_the_loop: part 3, blocking-call
# Calls plain nodes in the loop's thread, where the writer works: they hold the loop.
import inspect


class CompiledGraph:  # only what differs
    async def _run_node(self, name, state, write):
        _writer.set(write)
        update = self.nodes[name](state)  # <- the fault
        return await update if inspect.isawaitable(update) else update


# %% wrong printed: part 1, wrong-answer
# Prints what nodes write: somebody sees it, but not the reader.
class CompiledGraph:  # only what differs
    async def astream(self, state):
        loop = asyncio.get_running_loop()
        news = asyncio.Queue()

        def write(chunk):
            print(chunk)  # <- the fault

        for step in self.steps:
            names = {asyncio.create_task(self._run_node(name, dict(state), write)): name for name in step}
            for task in names:
                task.add_done_callback(lambda task: news.put_nowait(("ended", task)))
            updates = {}
            try:
                while len(updates) < len(step):
                    mode, data = await news.get()
                    if mode == "ended":
                        name = names[data]
                        updates[name] = data.result()
                        mode, data = "updates", {name: updates[name]}
                    yield mode, data
            finally:
                for task in names:
                    task.cancel()
                await asyncio.gather(*names, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])


# %% wrong put_from_the_thread: part 3, wrong-thread
# Puts into the queue from the thread of a plain node: the loop is not told.
class CompiledGraph:  # only what differs
    async def astream(self, state):
        loop = asyncio.get_running_loop()
        news = asyncio.Queue()

        def write(chunk):
            news.put_nowait(("custom", chunk))  # <- the fault

        for step in self.steps:
            names = {asyncio.create_task(self._run_node(name, dict(state), write)): name for name in step}
            for task in names:
                task.add_done_callback(lambda task: news.put_nowait(("ended", task)))
            updates = {}
            try:
                while len(updates) < len(step):
                    mode, data = await news.get()
                    if mode == "ended":
                        name = names[data]
                        updates[name] = data.result()
                        mode, data = "updates", {name: updates[name]}
                    yield mode, data
            finally:
                for task in names:
                    task.cancel()
                await asyncio.gather(*names, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])


# %% wrong put_not_awaited: part 1, never-awaited
# Calls put like a plain function: it gives a coroutine, and nothing is put.
class CompiledGraph:  # only what differs
    async def astream(self, state):
        loop = asyncio.get_running_loop()
        news = asyncio.Queue()

        def write(chunk):
            news.put(("custom", chunk))  # <- the fault

        for step in self.steps:
            names = {asyncio.create_task(self._run_node(name, dict(state), write)): name for name in step}
            for task in names:
                task.add_done_callback(lambda task: news.put_nowait(("ended", task)))
            updates = {}
            try:
                while len(updates) < len(step):
                    mode, data = await news.get()
                    if mode == "ended":
                        name = names[data]
                        updates[name] = data.result()
                        mode, data = "updates", {name: updates[name]}
                    yield mode, data
            finally:
                for task in names:
                    task.cancel()
                await asyncio.gather(*names, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])


# %% wrong room_for_one: part 1, error-unread
# Makes the queue small, so that nothing piles up: a writer that cannot wait meets a full queue.
class CompiledGraph:  # only what differs
    async def astream(self, state):
        loop = asyncio.get_running_loop()
        news = asyncio.Queue(1)  # <- the fault

        def write(chunk):
            news.put_nowait(("custom", chunk))  # <- the fault

        for step in self.steps:
            names = {asyncio.create_task(self._run_node(name, dict(state), write)): name for name in step}
            for task in names:
                task.add_done_callback(lambda task: news.put_nowait(("ended", task)))
            updates = {}
            try:
                while len(updates) < len(step):
                    mode, data = await news.get()
                    if mode == "ended":
                        name = names[data]
                        updates[name] = data.result()
                        mode, data = "updates", {name: updates[name]}
                    yield mode, data
            finally:
                for task in names:
                    task.cancel()
                await asyncio.gather(*names, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])


# %% wrong set_in_the_generator: part 2, wrong-answer
# Sets the variable once, in the generator: its reader, who reads two streams, has only one context.
import inspect


class CompiledGraph:  # only what differs
    async def astream(self, state):
        loop = asyncio.get_running_loop()
        news = asyncio.Queue()

        def write(chunk):
            loop.call_soon_threadsafe(news.put_nowait, ("custom", chunk))

        _writer.set(write)  # <- the fault
        for step in self.steps:
            names = {asyncio.create_task(self._run_node(name, dict(state), write)): name for name in step}
            for task in names:
                task.add_done_callback(lambda task: news.put_nowait(("ended", task)))
            updates = {}
            try:
                while len(updates) < len(step):
                    mode, data = await news.get()
                    if mode == "ended":
                        name = names[data]
                        updates[name] = data.result()
                        mode, data = "updates", {name: updates[name]}
                    yield mode, data
            finally:
                for task in names:
                    task.cancel()
                await asyncio.gather(*names, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])

    async def _run_node(self, name, state, write):
        node = self.nodes[name]
        if inspect.iscoroutinefunction(node):
            return await node(state)
        return await asyncio.to_thread(node, state)


# %% wrong thread_local: part 2, wrong-answer
# Takes a thread-local for a context variable: all tasks of a loop are in one thread.
import inspect


del _writer


import threading


_local = threading.local()


def get_stream_writer():
    return _local.write


class CompiledGraph:  # only what differs
    async def _run_node(self, name, state, write):
        node = self.nodes[name]
        if inspect.iscoroutinefunction(node):
            _local.write = write  # <- the fault
            return await node(state)

        def work():
            _local.write = write
            return node(state)

        return await asyncio.to_thread(work)


# %% wrong tokens_learned_by_heart: part 1, answer-not-asked
# Hands out the tokens of the demo in their rhythm, and runs no node.
class CompiledGraph:  # only what differs
    async def astream(self, state):
        for word in "Le port est ouvert depuis midi".split():
            await asyncio.sleep(0.2)
            yield "custom", {"from": "French", "token": f"{word} "}  # <- the fault
        yield "updates", {"French": {"texts": ["Le port est ouvert depuis midi "]}}


# %% wrong tokens_with_the_update: part 1, buffered-stream
# Keeps what a node writes in a list of its own and hands it out when the node has ended.
class CompiledGraph:  # only what differs
    async def astream(self, state):
        for step in self.steps:
            ended = asyncio.Queue()
            names, written = {}, {}
            for name in step:
                written[name] = []
                names[asyncio.create_task(self._run_node(name, dict(state), written[name].append))] = name
            for task in names:
                task.add_done_callback(ended.put_nowait)
            updates = {}
            try:
                for _ in names:
                    task = await ended.get()
                    for chunk in written[names[task]]:  # <- the fault
                        yield "custom", chunk
                    updates[names[task]] = task.result()
                    yield "updates", {names[task]: updates[names[task]]}
            finally:
                for task in names:
                    task.cancel()
                await asyncio.gather(*names, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])


# %% wrong update_overtakes_the_tokens: part 1, wrong-order
# Looks at the finished nodes first: an update overtakes what its node has written.
class CompiledGraph:  # only what differs
    async def astream(self, state):
        loop = asyncio.get_running_loop()
        for step in self.steps:
            chunks, something = [], asyncio.Event()

            def put(chunk):
                chunks.append(chunk)
                something.set()

            def write(chunk):
                loop.call_soon_threadsafe(put, chunk)

            names = {asyncio.create_task(self._run_node(name, dict(state), write)): name for name in step}
            for task in names:
                task.add_done_callback(lambda task: something.set())
            updates = {}
            try:
                while len(updates) < len(step) or chunks:
                    await something.wait()
                    something.clear()
                    for task, name in names.items():
                        if task.done() and name not in updates:  # <- the fault
                            updates[name] = task.result()
                            yield "updates", {name: updates[name]}
                    while chunks:
                        yield "custom", chunks.pop(0)
            finally:
                for task in names:
                    task.cancel()
                await asyncio.gather(*names, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])


# %% wrong whole_graph_in_the_background: part 1, ran-ahead
# A task runs all steps and fills the queue, whether or not the reader asks for more.
class CompiledGraph:  # only what differs
    async def astream(self, state):
        loop = asyncio.get_running_loop()
        news = asyncio.Queue()

        def write(chunk):
            loop.call_soon_threadsafe(news.put_nowait, ("custom", chunk))

        async def run(state):
            for step in self.steps:

                async def one(name):
                    update = await self._run_node(name, dict(state), write)
                    loop.call_soon_threadsafe(news.put_nowait, ("updates", {name: update}))
                    return update

                updates = await asyncio.gather(*[one(name) for name in step])
                for update in updates:
                    state = merge(state, update)

        task = asyncio.create_task(run(state))  # <- the fault
        task.add_done_callback(lambda task: loop.call_soon(news.put_nowait, ("ended", task)))
        try:
            while True:
                mode, data = await news.get()
                if mode == "ended":
                    data.result()
                    return
                yield mode, data
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


# %% wrong writer_in_a_global: part 2, wrong-answer
# Keeps the writer in a variable of the module: it is that of the reader who came last.
import inspect


_writer = None


def get_stream_writer():
    return _writer


class CompiledGraph:  # only what differs
    async def _run_node(self, name, state, write):
        global _writer
        _writer = write  # <- the fault
        node = self.nodes[name]
        if inspect.iscoroutinefunction(node):
            return await node(state)
        return await asyncio.to_thread(node, state)


# %% wrong writer_waits_for_its_own_loop: part 1, deadlock
# Writes with run_coroutine_threadsafe and waits for the result, in the thread of that very loop.
class CompiledGraph:  # only what differs
    async def astream(self, state):
        loop = asyncio.get_running_loop()
        news = asyncio.Queue()

        def write(chunk):
            asyncio.run_coroutine_threadsafe(news.put(("custom", chunk)), loop).result()  # <- the fault

        for step in self.steps:
            names = {asyncio.create_task(self._run_node(name, dict(state), write)): name for name in step}
            for task in names:
                task.add_done_callback(lambda task: news.put_nowait(("ended", task)))
            updates = {}
            try:
                while len(updates) < len(step):
                    mode, data = await news.get()
                    if mode == "ended":
                        name = names[data]
                        updates[name] = data.result()
                        mode, data = "updates", {name: updates[name]}
                    yield mode, data
            finally:
                for task in names:
                    task.cancel()
                await asyncio.gather(*names, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])
