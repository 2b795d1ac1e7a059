import asyncio

from services import ask_carrier


async def follow(parcel):
    word = await ask_carrier(parcel)
    while not word.startswith("delivered"):
        await asyncio.sleep(0)
        word = await ask_carrier(parcel)
    return word


async def follow_all(parcels):
    return await asyncio.gather(*[follow(parcel) for parcel in parcels])
