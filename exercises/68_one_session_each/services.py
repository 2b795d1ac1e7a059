"""A pharmacy's database and its model. They really wait; in a check the judge answers instead. Leave it as it is."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator

_numbers = itertools.count(1)
_busy: set[int] = set()


class DatabaseError(Exception):
    """The database refused a statement."""


async def open_session() -> int:
    """Open a session with the database, and return its number."""
    await asyncio.sleep(0.1)
    return next(_numbers)


async def run(session: int, statement: str) -> str:
    """Run one statement in a session. A session runs one at a time."""
    if session in _busy:
        raise DatabaseError(f"session {session}: cannot perform operation: another operation is in progress")
    _busy.add(session)
    try:
        await asyncio.sleep(0.3)
    finally:
        _busy.discard(session)
    print(f"    session {session}: {statement}")
    if "blocked" in statement:
        raise DatabaseError("this account is blocked")
    return f"rows of {statement!r}"


async def close_session(session: int) -> None:
    """Give a session back. What has been written, and not committed, stays in it for the next one who gets it."""
    await asyncio.sleep(0.1)


async def ask_model(orders: str) -> str:
    """Let the model read some orders. It takes its time."""
    await asyncio.sleep(1.0)
    return f"advice on {orders}"


class Session:
    """One line to the database."""

    def __init__(self, number: int) -> None:
        self.number = number

    async def execute(self, statement: str) -> str:
        """Run a statement: "begin", "commit" and "rollback" are statements too."""
        return await run(self.number, statement)


class Pool:
    """The given pool: so many sessions at one time. If all are taken, `session` waits until one is given back."""

    def __init__(self, size: int) -> None:
        self._free = asyncio.Semaphore(size)

    @contextlib.asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        """`async with pool.session() as session:` takes a session, and gives it back at the end of the block."""
        async with self._free:
            session = Session(await open_session())
            try:
                yield session
            finally:
                await close_session(session.number)
