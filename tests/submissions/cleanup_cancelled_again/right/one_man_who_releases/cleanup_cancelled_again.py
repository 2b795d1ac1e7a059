import asyncio

from services import hold_seat, release_seat, take_payment


class BoxOffice:
    """Seats to be released go to one task, which lives until the office is closed."""

    def __init__(self):
        self.problems = []
        self.under_way = 0
        self.quiet = asyncio.Event()
        self.quiet.set()
        self.tasks = set()

    async def sell(self, seat, buyer):
        await hold_seat(seat)
        try:
            return await take_payment(seat, buyer)
        except BaseException:
            released = asyncio.Event()
            self.quiet.clear()
            self.under_way += 1
            self.tasks.add(asyncio.create_task(self.release(seat, released)))
            await released.wait()
            raise

    async def release(self, seat, released):
        try:
            await release_seat(seat)
        except Exception as error:
            self.problems.append(str(error))
        finally:
            released.set()
            self.under_way -= 1
            if not self.under_way:
                self.quiet.set()

    async def close(self):
        await self.quiet.wait()
        await asyncio.gather(*self.tasks)
