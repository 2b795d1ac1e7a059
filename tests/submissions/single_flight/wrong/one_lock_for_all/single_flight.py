import asyncio

from services import RateError, fetch_rate


class Rates:
    def __init__(self):
        self.known = {}
        self.locks = asyncio.Lock()

    async def rate(self, currency):
        async with self.locks:
            if currency not in self.known:
                self.known[currency] = await fetch_rate(currency)
            return self.known[currency]
