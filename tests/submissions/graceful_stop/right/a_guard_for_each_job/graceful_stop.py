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
        end = asyncio.get_running_loop().time() + patience
        async with asyncio.TaskGroup() as group:
            guards = [group.create_task(self._see_out(job, end)) for job in self.jobs]
        return sorted(guard.result() for guard in guards if guard.result())

    async def _see_out(self, job, end):
        try:
            async with asyncio.timeout_at(end):
                await job
        except TimeoutError:
            return job.get_name()
