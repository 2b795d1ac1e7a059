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
        try:
            while self.jobs:
                jobs = set(self.jobs)
                _, late = await asyncio.wait(jobs, timeout=patience)
                if late:
                    break
            else:
                late = set()
        finally:
            rest = set(self.jobs)
            for job in rest:
                job.cancel()
            await asyncio.gather(*rest, return_exceptions=True)
            self.closed = True
        return sorted(job.get_name() for job in rest)
