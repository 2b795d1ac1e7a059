"""The nodes of the quote desk. By themselves they really wait; in a check the judge answers instead.

A node takes the state and gives back an update of it. Some came with an async client, some with an old library
that blocks; two of them need something to remember and are objects.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any


class NoSuchPart(Exception):
    """The price list does not know it."""


async def read_mail(state: dict[str, Any]) -> dict[str, Any]:
    """A language model finds out what the customer wants."""
    await asyncio.sleep(0.4)
    return {"part": f"the part in '{state['mail']}'"}


def look_up_price(state: dict[str, Any]) -> dict[str, Any]:
    """The price list is an old library. It blocks."""
    time.sleep(0.6)
    if "unknown" in state["mail"]:
        raise NoSuchPart(state["mail"])
    return {"price": "3.80"}


async def convert(state: dict[str, Any], currency: str) -> dict[str, Any]:
    """Asks the bank for today's rate."""
    await asyncio.sleep(0.2)
    return {"amount": f"{state.get('price', '?')} {currency}"}


def add_footer(state: dict[str, Any], office: str) -> dict[str, Any]:
    """Fetches the footer of an office from the file server. It blocks."""
    time.sleep(0.2)
    return {"footer": f"with kind regards, {office}"}


async def ask_archive(state: dict[str, Any]) -> dict[str, Any]:
    """What the customer has ordered before."""
    await asyncio.sleep(0.3)
    return {"history": "two orders"}


def print_quote(state: dict[str, Any], copies: int) -> dict[str, Any]:
    """Puts the quote on paper. It blocks."""
    time.sleep(0.3)
    return {"printed": f"{copies} copies"}


class Archive:
    """A node that is an object: calling it gives something to await."""

    async def __call__(self, state: dict[str, Any]) -> dict[str, Any]:
        return await ask_archive(state)


class Printer:
    """A node that is an object: calling it blocks."""

    def __init__(self, copies: int) -> None:
        self.copies = copies

    def __call__(self, state: dict[str, Any]) -> dict[str, Any]:
        return print_quote(state, self.copies)
