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
        quiet = asyncio.Event()
        if not self.jobs:
            quiet.set()
        for job in self.jobs:
            job.add_done_callback(lambda job: None if self.jobs else quiet.set())
        cut_off = []
        try:
            await asyncio.wait_for(quiet.wait(), patience)
        except TimeoutError:
            cut_off = sorted(job.get_name() for job in self.jobs)
        finally:
            for job in self.jobs:
                job.cancel()
            while self.jobs:
                await asyncio.wait(self.jobs)
        return cut_off
