"""A class for the refusal, so that callers can tell it from all others."""

import asyncio

from services import query_rate


async def afetch(currency: str) -> str:
    return f"1 {currency} = {await query_rate(currency)} cents"


class LoopIsRunning(RuntimeError):
    """The plain door was used inside a running loop."""

    def __init__(self, door: str) -> None:
        super().__init__(f"{door}() cannot be used where a loop runs. Use: await a{door}()")


def run(door: str, function, argument):
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        loop = None
    if loop:
        raise LoopIsRunning(door)
    return asyncio.run(function(argument))


def fetch(currency: str) -> str:
    return run("fetch", afetch, currency)


async def afetch_all(currencies: list[str]) -> list[str]:
    rates = [afetch(currency) for currency in currencies]
    return await asyncio.gather(*rates)


def fetch_all(currencies: list[str]) -> list[str]:
    return run("fetch_all", afetch_all, currencies)
