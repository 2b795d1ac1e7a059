"""The machines of a photo lab. By themselves they really wait; in a check the judge answers instead."""

from __future__ import annotations

import asyncio

_SECONDS = {"card": 0.5, "album": 0.8, "poster": 6.0}


async def print_photos(order: str) -> None:
    """Print an order. It is not known beforehand how long it takes."""
    await asyncio.sleep(_SECONDS.get(order, 1.0))
    print(f"{order}: printed")


async def free_tray(order: str) -> None:
    """Empty the tray of an order, printed or not. A tray that is not emptied jams the machine in the morning."""
    await asyncio.sleep(0.2)
    print(f"{order}: tray free")
