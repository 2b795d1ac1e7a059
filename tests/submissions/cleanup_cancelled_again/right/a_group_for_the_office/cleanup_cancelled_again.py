import asyncio

from services import hold_seat, release_seat, take_payment


from contextlib import AsyncExitStack


class BoxOffice:
    """The releases live in a TaskGroup that is opened with the first and left when the office is closed."""

    def __init__(self):
        self.problems = []
        self.done = {}

    async def sell(self, seat, buyer):
        await hold_seat(seat)
        async with AsyncExitStack() as unless_paid:
            unless_paid.push_async_callback(self.give_back, seat)
            ticket = await take_payment(seat, buyer)
            unless_paid.pop_all()
            return ticket

    async def give_back(self, seat):
        task = self.done[seat] = asyncio.ensure_future(release_seat(seat))
        task.add_done_callback(self.look)
        await asyncio.wait([task])

    def look(self, task):
        if task.exception():
            self.problems.append(str(task.exception()))

    async def close(self):
        await asyncio.gather(*self.done.values(), return_exceptions=True)
