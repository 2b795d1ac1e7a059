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
    return [await word for word in asyncio.as_completed([follow(parcel) for parcel in parcels])]
