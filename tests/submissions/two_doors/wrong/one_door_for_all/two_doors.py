"""Inside a loop the plain door hands back a coroutine."""

import asyncio

from services import query_rate


async def afetch(currency: str) -> str:
    return f"1 {currency} = {await query_rate(currency)} cents"


def fetch(currency: str):
    if a_loop_runs():
        return afetch(currency)
    return asyncio.run(afetch(currency))


async def afetch_all(currencies: list[str]) -> list[str]:
    return await asyncio.gather(*map(afetch, currencies))


def fetch_all(currencies: list[str]):
    if a_loop_runs():
        return afetch_all(currencies)
    return asyncio.run(afetch_all(currencies))


def a_loop_runs() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
