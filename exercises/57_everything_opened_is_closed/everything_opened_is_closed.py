"""A server opens things when it starts and closes them when it stops (the lesson is in README.md).

Run this file: it looks well on a good day. Then one thing does not open, and one does not close.
"""

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
    for name in app.names:
        app.resources[name] = await open_resource(name)  # TODO CLOSE: 2. what is open already, if this one fails.
    asyncio.create_task(look_for_orders(app.resources[app.names[0]]))  # TODO CLOSE: 4. the worker uses what you close.
    yield  # TODO CLOSE: 3. also if the serving ends with an error or a cancellation.
    for handle in app.resources.values():  # TODO CLOSE: 1. in which order? 3. And what if one of these fails?
        await close_resource(handle)


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
