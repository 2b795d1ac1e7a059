"""Answers to two_doors that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong paced_in_helper: part 3, too-slow
async def _start(currency):
    task = asyncio.create_task(afetch(currency))
    await asyncio.sleep(0.05)  # <- the fault
    return task


async def afetch_all(currencies: list[str]) -> list[str]:
    tasks = [await _start(currency) for currency in currencies]
    return [await task for task in tasks]
