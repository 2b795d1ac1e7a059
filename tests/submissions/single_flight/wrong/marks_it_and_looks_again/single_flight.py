import asyncio

from services import RateError, fetch_rate


class Rates:
    def __init__(self):
        self.known = {}

    async def rate(self, currency):
        if currency not in self.known:
            self.known[currency] = None
            self.known[currency] = await fetch_rate(currency)
        while self.known[currency] is None:
            await asyncio.sleep(0.05)
        return self.known[currency]
