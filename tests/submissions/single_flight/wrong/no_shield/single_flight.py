import asyncio

from services import RateError, fetch_rate


class Rates:
    def __init__(self):
        self.tasks = {}

    async def rate(self, currency):
        task = self.tasks.get(currency)
        if task is None:
            task = self.tasks[currency] = asyncio.create_task(fetch_rate(currency))
        try:
            return await task
        except RateError:
            if self.tasks.get(currency) is task:
                del self.tasks[currency]
            raise
