"""No guard: Python's own words name no door, and a coroutine is left behind."""

import asyncio

from services import query_rate


async def afetch(currency: str) -> str:
    return f"1 {currency} = {await query_rate(currency)} cents"


def fetch(currency: str) -> str:
    return asyncio.run(afetch(currency))


async def afetch_all(currencies: list[str]) -> list[str]:
    return await asyncio.gather(*map(afetch, currencies))


def fetch_all(currencies: list[str]) -> list[str]:
    return asyncio.run(afetch_all(currencies))
