"""As fast as one loop, with a thread and a loop for each currency."""

import asyncio

from services import query_rate


async def afetch(currency: str) -> str:
    return f"1 {currency} = {await query_rate(currency)} cents"


def fetch(currency: str) -> str:
    needs_no_loop("afetch")
    return asyncio.run(afetch(currency))


async def afetch_all(currencies: list[str]) -> list[str]:
    return await asyncio.gather(*map(afetch, currencies))


def fetch_all(currencies: list[str]) -> list[str]:
    from concurrent.futures import ThreadPoolExecutor

    needs_no_loop("afetch_all")
    with ThreadPoolExecutor() as pool:
        return list(pool.map(fetch, currencies))


def needs_no_loop(other: str) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError(f"a loop runs in this thread already: await {other}(...)")
