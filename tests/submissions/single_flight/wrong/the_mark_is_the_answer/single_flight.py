import asyncio

from services import RateError, fetch_rate


class Rates:
    def __init__(self):
        self.known = {}

    async def rate(self, currency):
        if currency not in self.known:
            self.known[currency] = "is being asked"
            self.known[currency] = await fetch_rate(currency)
        return self.known[currency]
