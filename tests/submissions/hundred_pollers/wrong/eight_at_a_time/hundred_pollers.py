import asyncio

from services import ask_carrier

PAUSE = 0.5


async def follow(parcel):
    word = await ask_carrier(parcel)
    while not word.startswith("delivered"):
        await asyncio.sleep(PAUSE)
        word = await ask_carrier(parcel)
    return word


async def follow_all(parcels):
    words = []
    for first in range(0, len(parcels), 8):
        words += await asyncio.gather(*[follow(parcel) for parcel in parcels[first : first + 8]])
    return words
