import asyncio

from services import hold_seat, release_seat, take_payment


class BoxOffice:
    def __init__(self):
        self.problems = []
        self.releases = []

    async def sell(self, seat, buyer):
        await hold_seat(seat)
        paid = False
        try:
            ticket = await take_payment(seat, buyer)
            paid = True
            return ticket
        finally:
            if not paid:
                await self.see_through(release_seat(seat))

    async def see_through(self, coroutine):
        """Stay until it has ended, however often we are asked to leave; then leave as we were asked to."""
        task = asyncio.create_task(coroutine)
        asked = None
        while not task.done():
            try:
                await asyncio.wait([task])
            except asyncio.CancelledError as cancellation:
                asked = cancellation
        if error := task.exception():
            self.problems.append(str(error))
        if asked:
            raise asked

    async def close(self):
        pass
