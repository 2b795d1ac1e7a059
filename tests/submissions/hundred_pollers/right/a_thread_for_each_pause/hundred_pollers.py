"""Threads that sleep, as many as there are pollers. It keeps every promise of the exercise, at a price."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

from services import ask_carrier

PAUSE = 0.5
sleepers = ThreadPoolExecutor(max_workers=128)


async def follow(parcel: str) -> str:
    word = await ask_carrier(parcel)
    while not word.startswith("delivered"):
        await asyncio.get_running_loop().run_in_executor(sleepers, time.sleep, PAUSE)
        word = await ask_carrier(parcel)
    return word


async def follow_all(parcels: list[str]) -> list[str]:
    return await asyncio.gather(*[follow(parcel) for parcel in parcels])
