"""The seats of a theatre and the bank. By themselves they really wait; in a check the judge answers instead."""

from __future__ import annotations

import asyncio


class Declined(Exception):
    """The bank does not pay."""


class SystemDown(Exception):
    """The seating system does not answer."""


async def hold_seat(seat: str) -> None:
    """Keep a seat for one buyer. No other can buy it until it is released."""
    await asyncio.sleep(0.1)
    print(f"{seat}: held")


async def take_payment(seat: str, buyer: str) -> str:
    """Let the buyer pay, and return the number of the ticket."""
    await asyncio.sleep(2.0)
    if buyer == "a buyer without money":
        raise Declined(f"{buyer} cannot pay")
    return f"ticket for {seat}"


async def release_seat(seat: str) -> None:
    """Give a seat back. A seat that is not released stays empty on the night."""
    await asyncio.sleep(0.5)
    if seat == "Z1":
        raise SystemDown("there is no row Z")
    print(f"{seat}: released")
