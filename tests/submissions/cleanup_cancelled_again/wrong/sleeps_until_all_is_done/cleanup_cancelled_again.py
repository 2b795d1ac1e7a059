import asyncio

from services import hold_seat, release_seat, take_payment


class BoxOffice:
    def __init__(self):
        self.problems = []
        self.releases = set()

    async def sell(self, seat, buyer):
        await hold_seat(seat)
        try:
            return await take_payment(seat, buyer)
        except BaseException:
            release = asyncio.create_task(self.release(seat))
            self.releases.add(release)
            release.add_done_callback(self.releases.discard)
            await asyncio.shield(release)
            raise

    async def release(self, seat):
        try:
            await release_seat(seat)
        except Exception as error:
            self.problems.append(str(error))

    async def close(self):
        if self.releases:
            await asyncio.sleep(1)
