import asyncio

from services import hold_seat, release_seat, take_payment


class BoxOffice:
    def __init__(self):
        self.problems = []

    async def sell(self, seat, buyer):
        await hold_seat(seat)
        ticket = None
        try:
            ticket = await take_payment(seat, buyer)
            return ticket
        finally:
            if ticket is None:
                try:
                    await release_seat(seat)
                except Exception as error:
                    self.problems.append(str(error))

    async def close(self):
        pass
