import asyncio
from collections import defaultdict

from services import RateError, fetch_rate


class Rates:
    def __init__(self):
        self.known = {}
        self.locks = defaultdict(asyncio.Lock)

    async def rate(self, currency):
        async with self.locks[currency]:
            if currency not in self.known:
                self.known[currency] = await fetch_rate(currency)
            return self.known[currency]
