"""Answers to two_doors that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong paced_in_helper: part 3, too-slow
async def _start(currency):
    task = asyncio.create_task(afetch(currency))
    await asyncio.sleep(0.05)  # <- the fault
    return task


async def afetch_all(currencies: list[str]) -> list[str]:
    tasks = [await _start(currency) for currency in currencies]
    return [await task for task in tasks]


# %% wrong caught_by_its_own_except: part 1, nested-run
def _refuse_inside_a_loop(other_door: str) -> None:
    try:
        asyncio.get_running_loop()
        raise RuntimeError(f"a loop is running; use: await {other_door}(...)")  # <- the fault
    except RuntimeError:
        pass  # no loop is running: go on


def fetch(currency: str) -> str:
    """One rate, for callers without a loop. Inside a running loop: a RuntimeError that names the other door."""
    _refuse_inside_a_loop("afetch")
    return asyncio.run(afetch(currency))
