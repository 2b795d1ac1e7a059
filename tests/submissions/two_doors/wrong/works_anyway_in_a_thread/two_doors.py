"""Inside a loop it runs in a thread, and holds the caller's loop until that is done."""

import asyncio

from services import query_rate


async def afetch(currency: str) -> str:
    return f"1 {currency} = {await query_rate(currency)} cents"


def fetch(currency: str) -> str:
    return run(afetch, currency)


async def afetch_all(currencies: list[str]) -> list[str]:
    return await asyncio.gather(*map(afetch, currencies))


def fetch_all(currencies: list[str]) -> list[str]:
    return run(afetch_all, currencies)


def run(door, argument):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(lambda: asyncio.run(door(argument))).result()
