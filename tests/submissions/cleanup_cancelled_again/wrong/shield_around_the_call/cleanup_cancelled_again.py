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
            try:
                await asyncio.shield(release_seat(seat))
            except Exception as error:
                self.problems.append(str(error))
            raise

    async def close(self):
        pass
