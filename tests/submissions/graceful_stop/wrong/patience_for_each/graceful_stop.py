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
        cut_off = []
        for job in sorted(self.jobs, key=lambda job: job.get_name()):
            try:
                await asyncio.wait_for(job, patience)
            except TimeoutError:
                cut_off.append(job.get_name())
        return cut_off
