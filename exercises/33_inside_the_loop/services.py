"""The database of a hotel. By itself it really waits; in a check the judge answers instead."""

from __future__ import annotations

import asyncio


async def query_name(number: int) -> str:
    """The name of a room."""
    await asyncio.sleep(0.5)
    return f"Room {number}"


async def query_price(number: int) -> int:
    """What a room costs tonight, in euros."""
    await asyncio.sleep(0.4)
    return 80 + number


async def write_log(line: str) -> None:
    """Add a line to the log that the supervisor of the server reads."""
    await asyncio.sleep(0.02)


class Database:
    """A pool of connections. The server makes it when it starts, and it belongs to the server's loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()

    async def name(self, number: int) -> str:
        self._connection()
        return await query_name(number)

    async def price(self, number: int) -> int:
        self._connection()
        return await query_price(number)

    def _connection(self) -> None:
        if asyncio.get_running_loop() is not self._loop:
            raise RuntimeError("this connection is bound to a different event loop")
