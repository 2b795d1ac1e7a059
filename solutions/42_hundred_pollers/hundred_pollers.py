"""A hundred parcels, and a poller for each, solved."""

import asyncio
import time

from services import ask_carrier

PAUSE = 0.5  # seconds between an answer of the carrier and the next question. The carrier insists on it.


async def follow(parcel: str) -> str:
    """1. Ask until the parcel is delivered. Return the carrier's last word."""
    word = await ask_carrier(parcel)
    while not word.startswith("delivered"):
        await asyncio.sleep(PAUSE)
        word = await ask_carrier(parcel)
    return word


async def follow_all(parcels: list[str]) -> list[str]:
    """2. Follow all parcels at the same time. Return the last words in the order of `parcels`."""
    return await asyncio.gather(*(follow(parcel) for parcel in parcels))


if __name__ == "__main__":

    async def main() -> None:
        begun = time.perf_counter()
        words = await follow_all([f"parcel {number}" for number in range(1, 101)])
        print(f"{len(words)} parcels after {time.perf_counter() - begun:.1f} s")

    asyncio.run(main())
