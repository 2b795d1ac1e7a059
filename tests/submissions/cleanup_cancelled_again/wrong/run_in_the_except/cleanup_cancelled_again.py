import asyncio

from services import hold_seat, release_seat, take_payment


class BoxOffice:
    def __init__(self):
        self.problems = []

    async def sell(self, seat, buyer):
        await hold_seat(seat)
        try:
            return await take_payment(seat, buyer)
        except BaseException:
            asyncio.run(release_seat(seat))
            raise

    async def close(self):
        pass
