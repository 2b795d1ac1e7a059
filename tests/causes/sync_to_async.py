"""Answers to sync_to_async that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong sleeps_between_starts: part 2, too-slow
async def fetch_reports(names: list[str]) -> list[str]:
    tasks = []
    for name in names:
        tasks.append(asyncio.create_task(fetch_report(name)))
        await asyncio.sleep(0.4)  # <- the fault
    return [await task for task in tasks]


# %% wrong waits_fixed_time: part 2, guessed-wait
async def fetch_reports(names: list[str]) -> list[str]:
    tasks = [asyncio.create_task(fetch_report(name)) for name in names]  # <- the fault
    await asyncio.sleep(4)
    return [task.result() for task in tasks]


# %% wrong lock: part 2, sequential-awaits
LOCK = asyncio.Lock()


async def fetch_report(name: str) -> str:
    async with LOCK:  # <- the fault
        await asyncio.sleep(PAUSE)
        return await adownload(name)


# %% wrong two_by_two: part 2, limit-too-low
async def fetch_reports(names: list[str]) -> list[str]:
    found = []
    for place in range(0, len(names), 2):
        found += await asyncio.gather(*(fetch_report(name) for name in names[place : place + 2]))  # <- the fault
    return found
