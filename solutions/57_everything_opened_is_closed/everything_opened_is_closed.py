"""A server opens things when it starts, and closes each of them when it stops, whatever happens in between."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from services import App, CloseError, OpenError, close_resource, fetch_orders, hand_back, open_resource


async def look_for_orders(handle: str) -> None:
    """Given: the worker. It asks for orders until it is cancelled, and then hands back what is left."""
    try:
        while True:
            await fetch_orders(handle)
    finally:
        await hand_back(handle)


@contextlib.asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:
    """Open `app.names` in their order, serve at the `yield`, and close everything in reverse order."""
    async with contextlib.AsyncExitStack() as stack:
        for name in app.names:
            app.resources[name] = await open_resource(name)
            stack.push_async_callback(close_resource, app.resources[name])
        worker = asyncio.create_task(look_for_orders(app.resources[app.names[0]]))
        stack.push_async_callback(stop, worker)
        yield


async def stop(worker: asyncio.Task[None]) -> None:
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)


if __name__ == "__main__":

    async def main() -> None:
        for names in (
            ["client", "pool", "cache"],
            ["client", "pool", "broken cache"],
            ["client", "jammed pool", "cache"],
        ):
            print(f"-- {', '.join(names)} --")
            try:
                await App(names, lifespan).serve(seconds=0.5)
            except (OpenError, CloseError) as error:
                print(f"    {type(error).__name__}: {error}")

    asyncio.run(main())
