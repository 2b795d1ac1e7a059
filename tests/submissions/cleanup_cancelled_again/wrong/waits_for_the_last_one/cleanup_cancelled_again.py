import asyncio

from services import hold_seat, release_seat, take_payment


class BoxOffice:
    def __init__(self):
        self.problems = []
        self.release = None

    async def sell(self, seat, buyer):
        await hold_seat(seat)
        try:
            return await take_payment(seat, buyer)
        except BaseException:
            self.release = asyncio.create_task(self.give_back(seat))
            await asyncio.shield(self.release)
            raise

    async def give_back(self, seat):
        try:
            await release_seat(seat)
        except Exception as error:
            self.problems.append(str(error))

    async def close(self):
        if self.release:
            await asyncio.wait([self.release])
