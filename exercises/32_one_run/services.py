"""The accounting service of this story. By itself it really waits; in a check the judge answers instead."""

from __future__ import annotations

import asyncio


class LoginRefused(Exception):
    """The service does not know this user."""


class ArchiveError(Exception):
    """The archive does not take these invoices."""


async def log_in(user: str) -> str:
    """Open a session. The service counts the sessions that are open, and a customer has five."""
    await asyncio.sleep(0.2)
    if user == "stranger":
        raise LoginRefused(f"no user is called {user!r}")
    return f"ticket of {user}"


async def load_invoice(ticket: str, number: int) -> str:
    """Load one invoice in an open session."""
    await asyncio.sleep(0.4)
    return f"invoice {number}" if number else "an invoice without a number"


async def archive(invoices: list[str]) -> str:
    """Put invoices into the archive, in this order. Give back the receipt."""
    await asyncio.sleep(0.2)
    if any("without a number" in invoice for invoice in invoices):
        raise ArchiveError("an invoice has no number")
    return f"receipt for {len(invoices)} invoices"


async def log_out(ticket: str) -> None:
    """Close a session."""
    await asyncio.sleep(0.2)


class Session:
    """A session with the accounting service. It belongs to the event loop in which it was opened.

    `await session.open()`, and `await session.close()` in the end; or `async with Session(user) as session:`.
    """

    def __init__(self, user: str) -> None:
        self.user = user
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ticket = ""

    async def open(self) -> None:
        self._ticket = await log_in(self.user)
        self._loop = asyncio.get_running_loop()

    async def load(self, number: int) -> str:
        return await load_invoice(self._checked_ticket(), number)

    async def close(self) -> None:
        ticket = self._checked_ticket()
        self._loop = None
        await log_out(ticket)

    async def __aenter__(self) -> Session:
        await self.open()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    def _checked_ticket(self) -> str:
        if self._loop is None:
            raise RuntimeError("this session is not open")
        if self._loop is not asyncio.get_running_loop():
            # A real client writes to a socket of its own loop now. A closed loop refuses, in these words of asyncio's:
            self._loop.call_soon(print)
            raise RuntimeError("this session is bound to a different event loop")
        return self._ticket
