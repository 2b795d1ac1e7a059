import asyncio
import time

from services import ask_carrier

PAUSE = 0.5


async def follow(parcel):
    word = await ask_carrier(parcel)
    while not word.startswith("delivered"):
        await asyncio.to_thread(time.sleep, PAUSE)
        word = await ask_carrier(parcel)
    return word


async def follow_all(parcels):
    return await asyncio.gather(*[follow(parcel) for parcel in parcels])
