import asyncio

from services import RateError, fetch_rate


class Rates:
    def __init__(self):
        self.coming = {}

    async def rate(self, currency):
        if currency not in self.coming:
            self.coming[currency] = fetch_rate(currency)
        return await self.coming[currency]
