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


# %% wrong helper_cancels_and_goes_on: part 3, cancel-not-awaited
class Lab:  # only what differs
    async def stop(self, patience: float) -> list[str]:
        """Close the lab. Return the orders (their jobs' names, sorted) that `patience` seconds were too short for."""
        self.closed = True
        if not self.jobs:
            return []
        try:
            _, late = await asyncio.wait(self.jobs, timeout=patience)
        except asyncio.CancelledError:
            self._cut_off(self.jobs)  # <- the fault
            raise
        self._cut_off(late)
        await asyncio.gather(*late, return_exceptions=True)
        return sorted(job.get_name() for job in late)

    def _cut_off(self, jobs: set[asyncio.Task[None]]) -> None:
        for job in jobs:
            job.cancel()
