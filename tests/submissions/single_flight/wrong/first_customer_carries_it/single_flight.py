import asyncio

from services import RateError, fetch_rate


class Rates:
    def __init__(self):
        self.coming = {}

    async def rate(self, currency):
        if currency in self.coming:
            return await asyncio.shield(self.coming[currency])
        future = self.coming[currency] = asyncio.get_running_loop().create_future()
        try:
            answer = await fetch_rate(currency)
        except RateError as error:
            del self.coming[currency]
            future.set_exception(error)
            future.exception()
            raise
        future.set_result(answer)
        return answer
