"""The guard written out in each door, with else."""

import asyncio

from services import query_rate


async def afetch(currency: str) -> str:
    return f"1 {currency} = {await query_rate(currency)} cents"


def fetch(currency: str) -> str:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        pass
    else:
        raise RuntimeError("fetch() is for programs without a loop; in a coroutine: await afetch()")
    return asyncio.run(afetch(currency))


async def afetch_all(currencies: list[str]) -> list[str]:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(afetch(currency)) for currency in currencies]
    return [task.result() for task in tasks]


def fetch_all(currencies: list[str]) -> list[str]:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        pass
    else:
        raise RuntimeError("fetch_all() is for programs without a loop; in a coroutine: await afetch_all()")
    return asyncio.run(afetch_all(currencies))
