"""A shop asks a bank for exchange rates, and keeps what it has heard (the lesson is in README.md).

Run this file: there is a cache, and the bank is asked five times for one rate all the same.
"""

import asyncio

from services import RateError, fetch_rate


class Rates:
    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    async def rate(self, currency: str) -> str:
        """Return the rate of a currency. The bank is asked once for each."""
        # TODO LIMIT: 1. and 2. one question for each currency, however many ask meanwhile.
        # TODO REPORT: 3. an error, without keeping it. TODO CLOSE: 4. nothing, when a customer gives up.
        if currency not in self._known:
            self._known[currency] = await fetch_rate(currency)
        return self._known[currency]


if __name__ == "__main__":

    async def main() -> None:
        rates = Rates()
        print(await asyncio.gather(*[rates.rate("USD") for _ in range(5)]))
        print("once more:", await rates.rate("USD"))
        try:
            print(await rates.rate("CHF"))
        except RateError as error:
            print("RateError:", error)
        print("again:", await rates.rate("CHF"))

    asyncio.run(main())
