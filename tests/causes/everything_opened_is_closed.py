"""Answers to everything_opened_is_closed that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong polls_worker: part 4, polling
async def stop(worker: asyncio.Task[None]) -> None:
    worker.cancel()
    while not worker.done():
        await asyncio.sleep(0.001)  # <- the fault


# %% wrong cancel_on_the_stack: part 4, cancel-not-awaited
@contextlib.asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:
    """Open `app.names` in their order, serve at the `yield`, and close everything in reverse order."""
    async with contextlib.AsyncExitStack() as stack:
        for name in app.names:
            handle = app.resources[name] = await open_resource(name)
            stack.push_async_callback(close_resource, handle)
        worker = asyncio.create_task(look_for_orders(app.resources[app.names[0]]))
        stack.callback(worker.cancel)  # <- the fault
        yield
