"""Answers to graceful_stop that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong sleeps_patience: part 1, guessed-wait
class Lab:  # only what differs
    async def stop(self, patience: float) -> list[str]:
        self.closed = True
        jobs = set(self.jobs)
        await asyncio.sleep(patience)  # <- the fault
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        return sorted(job.get_name() for job in jobs if job.cancelled())


# %% wrong cancel_then_return: part 2, cancel-not-awaited
class Lab:  # only what differs
    async def stop(self, patience: float) -> list[str]:
        self.closed = True
        jobs = set(self.jobs)
        late = []
        if jobs:
            _, late = await asyncio.wait(jobs, timeout=patience)
        for job in late:
            job.cancel()  # <- the fault
        return sorted(job.get_name() for job in late)
