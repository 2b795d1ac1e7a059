"""A TaskGroup owns the hundred pollers."""

import asyncio

from services import ask_carrier

PAUSE = 0.5


async def follow(parcel: str) -> str:
    while True:
        word = await ask_carrier(parcel)
        if word.startswith("delivered"):
            return word
        await asyncio.sleep(PAUSE)


async def follow_all(parcels: list[str]) -> list[str]:
    async with asyncio.TaskGroup() as group:
        pollers = [group.create_task(follow(parcel)) for parcel in parcels]
    return [poller.result() for poller in pollers]
