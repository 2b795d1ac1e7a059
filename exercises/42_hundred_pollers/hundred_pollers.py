"""A hundred parcels, and a poller for each (the lesson is in README.md).

Run this file as it is. One parcel is followed in a little more than a second, and three of them
together take almost three times as long, although their pollers were all started at once.
"""

import asyncio
import time

from services import ask_carrier

PAUSE = 0.5  # seconds between an answer of the carrier and the next question. The carrier insists on it.


async def follow(parcel: str) -> str:
    """1. Ask until the parcel is delivered. Return the carrier's last word."""
    word = await ask_carrier(parcel)
    while not word.startswith("delivered"):
        time.sleep(PAUSE)  # TODO WAIT: who else can do anything during this pause?
        word = await ask_carrier(parcel)
    return word


async def follow_all(parcels: list[str]) -> list[str]:
    """2. Follow all parcels at the same time. Return the last words in the order of `parcels`."""
    # TODO START: a poller for each parcel. TODO WAIT: for all of them.
    return [await follow(parcel) for parcel in parcels]


if __name__ == "__main__":

    async def main() -> None:
        begun = time.perf_counter()
        print(await follow("a book"), f"  after {time.perf_counter() - begun:.1f} s")
        begun = time.perf_counter()
        # predict: how long do three pollers take that are started together?
        print(*await asyncio.gather(follow("a lamp"), follow("a rug"), follow("a cup")), sep="\n", end="")
        print(f"   after {time.perf_counter() - begun:.1f} s")

    asyncio.run(main())
