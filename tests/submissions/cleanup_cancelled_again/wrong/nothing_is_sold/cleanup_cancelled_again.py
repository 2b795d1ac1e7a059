import asyncio

from services import hold_seat, release_seat, take_payment


class BoxOffice:
    def __init__(self):
        self.problems = []

    async def sell(self, seat, buyer):
        return f"ticket for {seat}"

    async def close(self):
        pass
