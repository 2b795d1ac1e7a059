import asyncio

PAUSE = 0.5


async def follow(parcel):
    await asyncio.sleep(2 * PAUSE)
    return f"delivered: {parcel}"


async def follow_all(parcels):
    return await asyncio.gather(*[follow(parcel) for parcel in parcels])
