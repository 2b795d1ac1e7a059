import asyncio

from services import ask_airline, ask_car_hire, ask_hotel, hang_up

ASK = {"flight": ask_airline, "hotel": ask_hotel, "car": ask_car_hire}


async def quote(what, city):
    try:
        return await ASK[what](city)
    finally:
        await hang_up(what)


class Calls:
    """Owns calls: whoever leaves its block, for whatever reason, leaves when all have ended."""

    def __init__(self):
        self.tasks = []

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    def start(self, coroutine):
        self.tasks.append(asyncio.create_task(coroutine))

    async def in_order(self):
        for done in asyncio.as_completed(self.tasks):
            await done
        return [task.result() for task in self.tasks]


async def quote_trip(city):
    async with Calls() as calls:
        for what in ASK:
            calls.start(quote(what, city))
        return await calls.in_order()
