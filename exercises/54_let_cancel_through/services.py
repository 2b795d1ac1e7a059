"""The mail server that a newsletter goes out through. By itself it really waits; in a check the judge answers."""

from __future__ import annotations

import asyncio


class BadAddress(Exception):
    """There is no reader of that name."""


class ServerBusy(Exception):
    """The server does not want this mail now."""


async def open_line() -> str:
    """Open a line to the mail server and return its name."""
    await asyncio.sleep(0.1)
    print("line 7 open")
    return "line 7"


async def send_mail(line: str, reader: str) -> None:
    """Send the newsletter to one reader."""
    await asyncio.sleep(0.4)
    if reader == "nobody":
        raise BadAddress(f"{reader} is no address")
    print(f"sent to {reader}")


async def close_line(line: str) -> None:
    """Close a line. The server has eight of them, and one that is not closed is lost until tomorrow."""
    await asyncio.sleep(0.1)
    print(f"{line} closed")
