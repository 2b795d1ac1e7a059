import asyncio
import threading

from services import ask_carrier

PAUSE = 0.5
never = threading.Event()


async def follow(parcel):
    word = await ask_carrier(parcel)
    while not word.startswith("delivered"):
        never.wait(PAUSE)
        word = await ask_carrier(parcel)
    return word


async def follow_all(parcels):
    return await asyncio.gather(*[follow(parcel) for parcel in parcels])
