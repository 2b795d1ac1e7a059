import asyncio

from services import free_tray, print_photos


class Closed(Exception):
    pass


class Lab:
    def __init__(self):
        self.jobs = set()
        self.printed = []
        self.closed = False

    def submit(self, order):
        if self.closed:
            raise Closed(order)
        job = asyncio.create_task(self._work(order), name=order)
        self.jobs.add(job)
        job.add_done_callback(self.jobs.discard)

    async def _work(self, order):
        try:
            await print_photos(order)
            self.printed.append(order)
        finally:
            await free_tray(order)

    async def stop(self, patience):
        self.closed = True
        jobs = list(self.jobs)
        try:
            async with asyncio.timeout(patience):
                for job in jobs:
                    await asyncio.shield(job)
        except TimeoutError:
            pass
        return sorted(job.get_name() for job in jobs if not job.done())
