import functools

from services import RateError, fetch_rate


class Rates:
    @functools.cache
    def _ask(self, currency):
        return fetch_rate(currency)

    async def rate(self, currency):
        return await self._ask(currency)
