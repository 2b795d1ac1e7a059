"""Right and wrong answers to everything_opened_is_closed. docs/for-authors.md says how to read a cell."""


# %% right context_managers_on_the_stack
@contextlib.asynccontextmanager
async def opened(name):
    handle = await open_resource(name)
    try:
        yield handle
    finally:
        await close_resource(handle)


@contextlib.asynccontextmanager
async def working(handle):
    task = asyncio.create_task(look_for_orders(handle))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@contextlib.asynccontextmanager
async def lifespan(app):
    async with contextlib.AsyncExitStack() as stack:
        for name in app.names:
            app.resources[name] = await stack.enter_async_context(opened(name))
        await stack.enter_async_context(working(app.resources[app.names[0]]))
        yield


# %% right a_block_in_a_block
# Each thing opens the next one inside of its own block.
@contextlib.asynccontextmanager
async def lifespan(app):
    async with opened_from(app, 0):
        yield


@contextlib.asynccontextmanager
async def opened_from(app, place):
    if place == len(app.names):
        task = asyncio.create_task(look_for_orders(app.resources[app.names[0]]))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])
        return
    name = app.names[place]
    handle = app.resources[name] = await open_resource(name)
    try:
        async with opened_from(app, place + 1):
            yield
    finally:
        await close_resource(handle)


# %% right a_class_and_a_list
class lifespan:
    def __init__(self, app):
        self.app = app
        self.open = []
        self.worker = None

    async def __aenter__(self):
        try:
            for name in self.app.names:
                self.open.append(await open_resource(name))
                self.app.resources[name] = self.open[-1]
        except BaseException:
            await self._close()
            raise
        self.worker = asyncio.create_task(look_for_orders(self.open[0]))

    async def __aexit__(self, *_):
        self.worker.cancel()
        await asyncio.wait([self.worker])
        await self._close()

    async def _close(self):
        errors = []
        while self.open:
            try:
                await close_resource(self.open.pop())
            except CloseError as error:
                errors.append(error)
        if errors:
            raise errors[0]


# %% wrong closed_as_opened: part 1, wrong-order
# What was opened first is closed first.
@contextlib.asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:
    try:
        for name in app.names:
            app.resources[name] = await open_resource(name)
        yield
    finally:
        for handle in app.resources.values():
            await close_resource(handle)  # <- the fault


# %% wrong closed_together: part 1, wrong-order
# Closing together is faster.
@contextlib.asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:
    try:
        for name in app.names:
            app.resources[name] = await open_resource(name)
        yield
    finally:
        await asyncio.gather(*map(close_resource, reversed(app.resources.values())))  # <- the fault


# %% wrong yields_behind_the_stack: part 1, wrong-order
# The stack is for opening.
@contextlib.asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:
    async with contextlib.AsyncExitStack() as stack:  # <- the fault
        for name in app.names:
            app.resources[name] = await open_resource(name)
            stack.push_async_callback(close_resource, app.resources[name])  # <- the fault
    yield  # <- the fault


# %% wrong three_names: part 1, call-missing
# A client, a pool and a cache.
@contextlib.asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:
    client, pool, cache = (app.names + [None, None])[:3]  # <- the fault
    async with contextlib.AsyncExitStack() as stack:
        for name in filter(None, (client, pool, cache)):
            app.resources[name] = await open_resource(name)
            stack.push_async_callback(close_resource, app.resources[name])
        yield


# %% wrong try_around_the_serving: part 2, cleanup-skipped
# What is open is closed in finally.
@contextlib.asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:  # <- the fault
    for name in app.names:
        app.resources[name] = await open_resource(name)  # <- the fault
    try:
        yield
    finally:
        for handle in reversed(app.resources.values()):
            await close_resource(handle)


# %% wrong only_open_errors: part 2, cleanup-skipped
# Opening fails with an OpenError.
@contextlib.asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:  # <- the fault
    try:
        for name in app.names:
            app.resources[name] = await open_resource(name)
    except OpenError:  # <- the fault
        for handle in reversed(app.resources.values()):
            await close_resource(handle)
        raise
    async with contextlib.AsyncExitStack() as stack:
        for handle in app.resources.values():
            stack.push_async_callback(close_resource, handle)
        yield


# %% wrong pushed_at_the_end: part 2, cleanup-skipped
# When all are open, their closings are pushed.
@contextlib.asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:  # <- the fault
    async with contextlib.AsyncExitStack() as stack:
        for name in app.names:
            app.resources[name] = await open_resource(name)  # <- the fault
        for handle in app.resources.values():
            stack.push_async_callback(close_resource, handle)
        yield


# %% wrong starts_without_it: part 2, error-swallowed
# A server with two things of three is better than none.
@contextlib.asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:
    async with contextlib.AsyncExitStack() as stack:
        for name in app.names:
            try:
                app.resources[name] = await open_resource(name)
            except OpenError:  # <- the fault
                continue
            stack.push_async_callback(close_resource, app.resources[name])
        yield


# %% wrong one_finally_for_all: part 3, cleanup-skipped
# One finally closes everything.
@contextlib.asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:  # <- the fault
    try:
        for name in app.names:
            app.resources[name] = await open_resource(name)
        yield
    finally:
        for handle in reversed(app.resources.values()):
            await close_resource(handle)  # <- the fault


# %% wrong closing_errors_are_dropped: part 3, error-swallowed
# While closing, errors do not matter any more.
async def close_quietly(handle: str) -> None:
    with contextlib.suppress(CloseError):  # <- the fault
        await close_resource(handle)


@contextlib.asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:
    async with contextlib.AsyncExitStack() as stack:
        for name in app.names:
            app.resources[name] = await open_resource(name)
            stack.push_async_callback(close_quietly, app.resources[name])
        yield


# %% wrong without_finally: part 3, cleanup-skipped
# The stack is closed at the end.
@contextlib.asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:  # <- the fault
    stack = contextlib.AsyncExitStack()
    try:
        for name in app.names:
            app.resources[name] = await open_resource(name)
            stack.push_async_callback(close_resource, app.resources[name])
    except BaseException:
        await stack.aclose()
        raise
    yield  # <- the fault
    await stack.aclose()


# %% wrong for_errors_only: part 3, cleanup-skipped
# What goes wrong is an Exception.
@contextlib.asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:  # <- the fault
    stack = contextlib.AsyncExitStack()
    try:
        for name in app.names:
            app.resources[name] = await open_resource(name)
            stack.push_async_callback(close_resource, app.resources[name])
    except BaseException:
        await stack.aclose()
        raise
    try:
        yield
    except Exception:  # <- the fault
        await stack.aclose()
        raise
    else:
        await stack.aclose()


# %% wrong serving_errors_end_here: part 3, error-swallowed
# A lifespan logs what went wrong.
@contextlib.asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:
    async with contextlib.AsyncExitStack() as stack:
        for name in app.names:
            app.resources[name] = await open_resource(name)
            stack.push_async_callback(close_resource, app.resources[name])
        try:
            yield
        except OpenError as error:  # <- the fault
            print("failed:", error)


# %% wrong the_errors_of_services: part 3, cleanup-skipped
# services.py lists what can go wrong, and a cancellation comes on top.
@contextlib.asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:
    async with contextlib.AsyncExitStack() as stack:
        for name in app.names:
            app.resources[name] = await open_resource(name)
            stack.push_async_callback(close_resource, app.resources[name])
        worker = asyncio.create_task(look_for_orders(app.resources[app.names[0]]))
        stack.push_async_callback(stop, worker)
        closing = stack.pop_all()
    try:
        yield
    except (OpenError, asyncio.CancelledError):  # <- the fault
        await closing.aclose()
        raise
    else:
        await closing.aclose()


# %% wrong worker_not_awaited: part 4, cancel-not-awaited
# A worker that is cancelled is gone.
@contextlib.asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:
    async with contextlib.AsyncExitStack() as stack:
        for name in app.names:
            app.resources[name] = await open_resource(name)
            stack.push_async_callback(close_resource, app.resources[name])
        worker = asyncio.create_task(look_for_orders(app.resources[app.names[0]]))
        try:
            yield
        finally:
            worker.cancel()  # <- the fault


# %% wrong worker_stopped_last: part 4, wrong-order
# The worker is the least important, so it goes last.
@contextlib.asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:  # <- the fault
    worker = None
    try:
        async with contextlib.AsyncExitStack() as stack:  # <- the fault
            for name in app.names:
                app.resources[name] = await open_resource(name)
                stack.push_async_callback(close_resource, app.resources[name])
            worker = asyncio.create_task(look_for_orders(app.resources[app.names[0]]))
            yield
    finally:
        if worker is not None:
            await stop(worker)  # <- the fault


# %% wrong worker_left: part 4, task-leaked
# A worker ends with the program.
workers = []


@contextlib.asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:
    async with contextlib.AsyncExitStack() as stack:
        for name in app.names:
            app.resources[name] = await open_resource(name)
            stack.push_async_callback(close_resource, app.resources[name])
        workers.append(asyncio.create_task(look_for_orders(app.resources[app.names[0]])))  # <- the fault
        yield


# %% wrong worker_stopped_on_good_days: part 4, task-leaked
# When the serving ends, the worker is stopped.
@contextlib.asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:  # <- the fault
    async with contextlib.AsyncExitStack() as stack:
        for name in app.names:
            app.resources[name] = await open_resource(name)
            stack.push_async_callback(close_resource, app.resources[name])
        worker = asyncio.create_task(look_for_orders(app.resources[app.names[0]]))  # <- the fault
        yield
        await stop(worker)  # <- the fault
