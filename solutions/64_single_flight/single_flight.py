"""A shop asks a bank for exchange rates: one question for all who want the same."""

import asyncio

from services import RateError, fetch_rate


class Rates:
    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[str]] = {}

    async def rate(self, currency: str) -> str:
        """Return the rate of a currency. The bank is asked once for each."""
        task = self._tasks.get(currency)
        if task is None:
            task = self._tasks[currency] = asyncio.create_task(fetch_rate(currency))
        try:
            return await asyncio.shield(task)
        except RateError:
            if self._tasks.get(currency) is task:  # another may have asked anew already
                del self._tasks[currency]
            raise


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
