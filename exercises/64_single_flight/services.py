"""The rates of this story. By themselves they really wait; in a check the judge answers instead. Leave it as it is."""

import asyncio

_asked: dict[str, int] = {}


class RateError(Exception):
    """The bank did not answer this time."""


async def fetch_rate(currency: str) -> str:
    """Ask the bank for the rate of a currency. Each question costs money. Raises RateError now and then."""
    _asked[currency] = _asked.get(currency, 0) + 1
    print(f"    the bank is asked for {currency}, time {_asked[currency]}, and sends a bill")
    await asyncio.sleep(0.4)
    if currency == "CHF" and _asked[currency] == 1:
        raise RateError("the line is busy")
    return f"1 {currency} = {len(currency) + 0.25} EUR"
