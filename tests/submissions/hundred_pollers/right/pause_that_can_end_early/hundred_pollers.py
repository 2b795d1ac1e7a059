"""A pause as the time limit of a wait: an event that a later version could set to call the pollers off."""

import asyncio
from contextlib import suppress

from services import ask_carrier

PAUSE = 0.5


class Poller:
    def __init__(self) -> None:
        self.called_off = asyncio.Event()

    async def follow(self, parcel: str) -> str:
        word = await ask_carrier(parcel)
        while not word.startswith("delivered"):
            with suppress(TimeoutError):
                await asyncio.wait_for(self.called_off.wait(), PAUSE)
            word = await ask_carrier(parcel)
        return word


async def follow(parcel: str) -> str:
    return await Poller().follow(parcel)


async def follow_all(parcels: list[str]) -> list[str]:
    poller = Poller()
    return list(await asyncio.gather(*map(poller.follow, parcels)))
