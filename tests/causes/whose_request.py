"""Answers to whose_request that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong in_batches: part 1, limit-too-low
async def serve(requests: list[tuple[str, str]]) -> list[str]:
    gate = asyncio.Semaphore(2)  # <- the fault

    async def one(request, question):
        async with gate:  # <- the fault
            return await handle(request, question)

    return await asyncio.gather(*[one(request, question) for request, question in requests])


# %% wrong paced: part 1, too-slow
async def serve(requests: list[tuple[str, str]]) -> list[str]:
    tasks = []
    for request, question in requests:
        tasks.append(asyncio.create_task(handle(request, question)))
        await asyncio.sleep(0.2)  # <- the fault
    return [await task for task in tasks]
