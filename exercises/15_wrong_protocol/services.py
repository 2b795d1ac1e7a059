"""The database of a sports club, and a printer of sections. Leave them as they are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator


class Refused(Exception):
    """The database does not take this."""


async def stream_rows(table: str) -> AsyncIterator[dict]:
    """Yield the rows of a table, each as soon as the database sends it."""
    for number in range(3):
        await asyncio.sleep(0.2)
        yield {"name": f"{table} {number}", "fee": 10 * (number + 1), "paid": number != 1}


async def count_rows(table: str) -> int:
    """Return how many rows a table has."""
    await asyncio.sleep(0.2)
    return 3


async def begin(table: str) -> None:
    await asyncio.sleep(0.1)


async def save(table: str, name: str) -> None:
    """Save a member; the database asks for a name."""
    await asyncio.sleep(0.1)
    if not name:
        raise Refused("a member needs a name")


async def commit(table: str) -> None:
    await asyncio.sleep(0.1)


async def rollback(table: str) -> None:
    await asyncio.sleep(0.1)


class Transaction:
    """An async context manager: what is saved inside counts when the block ends, and not at all after an error."""

    def __init__(self, table: str) -> None:
        self.table = table

    async def __aenter__(self) -> Transaction:
        await begin(self.table)
        return self

    async def __aexit__(self, kind: object, error: object, traceback: object) -> None:
        if error is None:
            await commit(self.table)
        else:
            await rollback(self.table)


class Section:
    """A plain context manager: prints a line before the block, and one after it."""

    def __init__(self, title: str) -> None:
        self.title = title

    def __enter__(self) -> Section:
        print(f"== {self.title}")
        return self

    def __exit__(self, kind: object, error: object, traceback: object) -> None:
        print("== end")
