import asyncio

from services import ask_carrier


async def follow(parcel):
    word = await ask_carrier(parcel)
    while not word.startswith("delivered"):
        word = await ask_carrier(parcel)
    return word


async def follow_all(parcels):
    return await asyncio.gather(*[follow(parcel) for parcel in parcels])
