import asyncio
from services import ask_carrier

PAUSE = 0.5


async def follow(parcel):
    while True:
        word = await ask_carrier(parcel)
        await asyncio.sleep(PAUSE)
        if word.startswith("delivered"):
            return word


async def follow_all(parcels):
    results = {}

    async def one(parcel):
        results[parcel] = await follow(parcel)

    await asyncio.gather(*[one(p) for p in parcels])
    return [results[p] for p in parcels]
