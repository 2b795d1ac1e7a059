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
            release = asyncio.create_task(release_seat(seat))
            self.releases.add(release)
            release.add_done_callback(self.releases.discard)
            await asyncio.wait([release])
            raise

    async def close(self):
        while self.releases:
            await asyncio.wait(self.releases)
