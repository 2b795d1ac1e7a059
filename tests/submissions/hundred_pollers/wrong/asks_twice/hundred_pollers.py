import asyncio

from services import ask_carrier

PAUSE = 0.5


async def follow(parcel):
    await ask_carrier(parcel)
    await asyncio.sleep(PAUSE)
    await ask_carrier(parcel)
    await asyncio.sleep(PAUSE)
    return await ask_carrier(parcel)


async def follow_all(parcels):
    return await asyncio.gather(*[follow(parcel) for parcel in parcels])
