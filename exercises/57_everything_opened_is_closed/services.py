"""What a reading room's server stands on. It really waits; in a check the judge answers instead. Leave it as it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager


class OpenError(Exception):
    """Something could not be opened."""


class CloseError(Exception):
    """Something could not be closed as it should."""


async def open_resource(name: str) -> str:
    """Open a client, a pool, a cache: whatever the name says. Return a handle to it."""
    await asyncio.sleep(0.2)
    if name.startswith("broken"):
        raise OpenError(f"{name} did not open")
    print(f"    + {name} is open")
    return f"the {name}"


async def close_resource(handle: str) -> None:
    """Close what `open_resource` has opened. Even if that raises an error, it is closed as far as it can be."""
    await asyncio.sleep(0.2)
    if "jammed" in handle:
        raise CloseError(f"{handle} did not close")
    print(f"    - {handle} is closed")


async def fetch_orders(handle: str) -> str:
    """Ask an open resource for new orders. It answers when there are some."""
    await asyncio.sleep(0.3)
    return f"orders from {handle}"


async def hand_back(handle: str) -> None:
    """Hand back the orders that were fetched and not done, over a resource that is open."""
    await asyncio.sleep(0.1)
    print(f"    . orders handed back over {handle}")


class App:
    """A server, as far as it matters here. FastAPI's and Starlette's call `lifespan(app)` in the same way."""

    def __init__(self, names: list[str], lifespan: Callable[[App], AbstractAsyncContextManager[None]]) -> None:
        self.names = names  # what the configuration says: it may be two things, or seven
        self.resources: dict[str, str] = {}  # what is open: name and handle
        self.lifespan = lifespan

    async def serve(self, seconds: float) -> None:
        """Start, answer requests for so many seconds, and stop."""
        async with self.lifespan(self):
            print("    serving with", ", ".join(self.resources))
            await asyncio.sleep(seconds)
