"""fetch_all sends people to afetch."""

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
    needs_no_loop("afetch")
    return asyncio.run(afetch_all(currencies))


def needs_no_loop(other: str) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError(f"a loop runs in this thread already: await {other}(...)")
