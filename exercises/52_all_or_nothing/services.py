"""The telephone of a travel agent. By itself it really waits; in a check the judge answers instead."""

from __future__ import annotations

import asyncio
import time

_STARTED = time.perf_counter()


class SoldOut(Exception):
    """Nothing is left of it."""


class LineDead(Exception):
    """No one will ever answer there."""


async def ask_airline(city: str) -> str:
    """Return the price of a flight."""
    await asyncio.sleep(1.8)
    return f"flight to {city} 189"


async def ask_hotel(city: str) -> str:
    """Return the price of a room."""
    await asyncio.sleep(0.5)
    if city == "Leipzig":
        raise SoldOut("the book fair has taken every room")
    return f"room in {city} 95"


async def ask_car_hire(city: str) -> str:
    """Return the price of a car."""
    await asyncio.sleep(1.2)
    return f"car in {city} 44"


async def hang_up(what: str) -> None:
    """Hang up. A line costs money until this has ended."""
    await asyncio.sleep(0.1)
    print(f"{time.perf_counter() - _STARTED:5.1f} s  {what}: line hung up")
