"""Answers to hundred_pollers that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong staggered: part 2, too-slow
async def follow_all(parcels: list[str]) -> list[str]:
    tasks = []
    for parcel in parcels:
        tasks.append(asyncio.create_task(follow(parcel)))
        await asyncio.sleep(0.05)  # <- the fault
    return await asyncio.gather(*tasks)


# %% wrong ten_at_a_time: part 2, limit-too-low
async def follow_all(parcels: list[str]) -> list[str]:
    gate = asyncio.Semaphore(10)  # <- the fault

    async def one(parcel):
        async with gate:  # <- the fault
            return await follow(parcel)

    return await asyncio.gather(*(one(parcel) for parcel in parcels))


# %% wrong forty_at_a_time: part 2, limit-too-low
async def follow_all(parcels: list[str]) -> list[str]:
    """2. Follow all parcels at the same time. Return the last words in the order of `parcels`."""
    pollers = asyncio.Semaphore(40)  # <- the fault

    async def poll(parcel: str) -> str:
        async with pollers:
            return await follow(parcel)

    return await asyncio.gather(*[poll(parcel) for parcel in parcels])
