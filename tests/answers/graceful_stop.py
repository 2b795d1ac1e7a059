"""Right and wrong answers to graceful_stop. docs/for-authors.md says how to read a cell."""


# %% right a_guard_for_each_job
class Lab:  # only what differs
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


# %% right a_timeout_around_gather
class Lab:  # only what differs
    async def stop(self, patience):
        self.closed = True
        jobs = list(self.jobs)
        try:
            async with asyncio.timeout(patience):
                await asyncio.gather(*jobs, return_exceptions=True)
        except TimeoutError:
            pass
        return sorted(job.get_name() for job in jobs if job.cancelled())


# %% right an_event_when_all_is_quiet
class Lab:  # only what differs
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


# %% wrong all_of_them_cut_off: part 1, wrong-answer
# The jobs of a stop are those that it has cut off.
class Lab:  # only what differs
    async def stop(self, patience):
        self.closed = True
        jobs = set(self.jobs)
        try:
            if jobs:
                await asyncio.wait(jobs, timeout=patience)
        finally:
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)
        return sorted(job.get_name() for job in jobs)  # <- the fault


# %% wrong cancelled_and_gone: part 2, cancel-not-awaited
# When cancel() has returned, the job has ended.
class Lab:  # only what differs
    async def stop(self, patience):
        self.closed = True
        jobs = set(self.jobs)
        late = set()
        try:
            if jobs:
                _, late = await asyncio.wait(jobs, timeout=patience)
        finally:
            for job in jobs:
                job.cancel()  # <- the fault
        return sorted(job.get_name() for job in late)


# %% wrong cancelled_in_turn: part 2, too-slow
# A job is cancelled, waited for, and then it is the next one's turn.
class Lab:  # only what differs
    async def stop(self, patience):
        self.closed = True
        jobs = sorted(self.jobs, key=lambda job: job.get_name())
        try:
            if jobs:
                await asyncio.wait(jobs, timeout=patience)
        finally:
            for job in jobs:
                job.cancel()
                await asyncio.wait([job])  # <- the fault
        return [job.get_name() for job in jobs if job.cancelled()]


# %% wrong cancelled_once_more: part 3, cancelled-again
# Whoever cleans up cancels everything once more, to be on the safe side.
class Lab:  # only what differs
    async def stop(self, patience):
        self.closed = True
        jobs = list(self.jobs)
        try:
            async with asyncio.timeout(patience):
                await asyncio.gather(*jobs)
        except TimeoutError:
            await asyncio.gather(*jobs, return_exceptions=True)
        except asyncio.CancelledError:
            for job in jobs:
                job.cancel()  # <- the fault
            await asyncio.gather(*jobs, return_exceptions=True)
            raise
        return sorted(job.get_name() for job in jobs if job.cancelled())


# %% wrong door_closed_last: part 1, wrong-answer
# Closing is the last thing that a lab does.
class Lab:  # only what differs
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
            self.closed = True  # <- the fault
        return sorted(job.get_name() for job in rest)


# %% wrong door_left_open: part 1, wrong-answer
# Whoever is told to stop takes no orders any more.
class Lab:  # only what differs
    async def stop(self, patience):
        jobs = set(self.jobs)
        try:
            if jobs:
                await asyncio.wait(jobs, timeout=patience)
        finally:
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)
        return sorted(job.get_name() for job in jobs if job.cancelled())


# %% wrong errors_come_out: part 2, cancelled-work-raised
# Awaiting what was cancelled gives nothing back.
class Lab:  # only what differs
    async def stop(self, patience):
        self.closed = True
        jobs = set(self.jobs)
        late = set()
        try:
            if jobs:
                _, late = await asyncio.wait(jobs, timeout=patience)
        finally:
            for job in jobs:
                job.cancel()
            await asyncio.gather(*late)  # <- the fault
        return sorted(job.get_name() for job in late)


# %% wrong every_end_is_the_end_of_patience: part 3, cancellation-swallowed
# A CancelledError in stop means that its patience is over.
class Lab:  # only what differs
    async def stop(self, patience):
        self.closed = True
        jobs = set(self.jobs)
        try:
            if jobs:
                await asyncio.wait(jobs, timeout=patience)
        except asyncio.CancelledError:
            pass  # <- the fault
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        return sorted(job.get_name() for job in jobs if job.cancelled())


# %% wrong gather_that_raises: part 2, task-leaked
# wait_for waits until everything that it has cancelled has ended.
class Lab:  # only what differs
    async def stop(self, patience):
        self.closed = True
        jobs = list(self.jobs)
        try:
            await asyncio.wait_for(asyncio.gather(*jobs), patience)  # <- the fault
        except TimeoutError:
            return sorted(job.get_name() for job in jobs)
        return []


# %% wrong looks_every_so_often: part 1, polling
# Somebody has to look whether there are jobs left.
class Lab:  # only what differs
    async def stop(self, patience):
        self.closed = True
        loop = asyncio.get_running_loop()
        end = loop.time() + patience
        try:
            while self.jobs and loop.time() < end:
                await asyncio.sleep(0.05)  # <- the fault
        finally:
            jobs = set(self.jobs)
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)
        return sorted(job.get_name() for job in jobs)


# %% wrong nobody_waits_at_all: part 1, task-leaked
# Jobs are in the background and end by themselves.
class Lab:  # only what differs
    async def stop(self, patience):
        self.closed = True
        return []  # <- the fault


# %% wrong not_cancelled: part 2, task-leaked
# What asyncio.wait did not wait for has ended.
class Lab:  # only what differs
    async def stop(self, patience):
        self.closed = True
        jobs = set(self.jobs)
        late = set()
        if jobs:
            _, late = await asyncio.wait(jobs, timeout=patience)  # <- the fault
        return sorted(job.get_name() for job in late)


# %% wrong nothing_to_do_nothing_to_close: part 1, wrong-answer
# A lab without jobs has stopped already.
class Lab:  # only what differs
    async def stop(self, patience):
        if not self.jobs:
            return []  # <- the fault
        self.closed = True
        jobs = list(self.jobs)
        late = set(jobs)
        try:
            _, late = await asyncio.wait(jobs, timeout=patience)
        finally:
            for job in late:
                job.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        return sorted(job.get_name() for job in late)


# %% wrong nothing_to_wait_for: part 1, unhandled-error
# Waiting for nobody is over at once.
class Lab:  # only what differs
    async def stop(self, patience):
        self.closed = True
        jobs = set(self.jobs)
        try:
            await asyncio.wait(jobs, timeout=patience)  # <- the fault
        finally:
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)
        return sorted(job.get_name() for job in jobs if job.cancelled())


# %% wrong one_turn_of_the_loop: part 2, cancel-not-awaited
# sleep(0) lets every job clean up.
class Lab:  # only what differs
    async def stop(self, patience):
        self.closed = True
        jobs = set(self.jobs)
        late = set()
        try:
            if jobs:
                _, late = await asyncio.wait(jobs, timeout=patience)
        finally:
            for job in jobs:
                job.cancel()
            await asyncio.sleep(0)  # <- the fault
        return sorted(job.get_name() for job in late)


# %% wrong only_when_time_is_up: part 3, task-leaked
# The patience is over, or the jobs are; there is no third way.
class Lab:  # only what differs
    async def stop(self, patience):
        self.closed = True
        jobs = set(self.jobs)
        late = set()
        if jobs:
            _, late = await asyncio.wait(jobs, timeout=patience)  # <- the fault
        for job in late:
            job.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return sorted(job.get_name() for job in late)


# %% wrong patience_for_each: part 2, too-slow
# Every job gets the same patience.
class Lab:  # only what differs
    async def stop(self, patience):
        self.closed = True
        cut_off = []
        for job in sorted(self.jobs, key=lambda job: job.get_name()):
            try:
                await asyncio.wait_for(job, patience)  # <- the fault
            except TimeoutError:
                cut_off.append(job.get_name())
        return cut_off


# %% wrong patience_for_each_in_wait: part 2, too-slow
# A time limit that cancels nothing has to be told to each job.
class Lab:  # only what differs
    async def stop(self, patience):
        self.closed = True
        cut_off = []
        try:
            for job in sorted(self.jobs, key=lambda job: job.get_name()):
                _, late = await asyncio.wait([job], timeout=patience)  # <- the fault
                cut_off += [job.get_name() for job in late]
        finally:
            left = list(self.jobs)
            for job in left:
                job.cancel()
            await asyncio.gather(*left, return_exceptions=True)
        return cut_off


# %% wrong shielded: part 2, shield-orphan
# Jobs are shielded, so that a timeout does not harm them.
class Lab:  # only what differs
    async def stop(self, patience):
        self.closed = True
        jobs = list(self.jobs)
        try:
            async with asyncio.timeout(patience):
                for job in jobs:
                    await asyncio.shield(job)  # <- the fault
        except TimeoutError:
            pass
        return sorted(job.get_name() for job in jobs if not job.done())


# %% wrong sleeps_in_the_loop: part 1, blocking-call
# time.sleep gives the jobs their time.
class Lab:  # only what differs
    async def stop(self, patience):
        import time

        self.closed = True
        time.sleep(patience)  # <- the fault
        jobs = set(self.jobs)
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        return sorted(job.get_name() for job in jobs)


# %% wrong sleeps_on_it: part 1, guessed-wait
# Being patient means to sleep for so long.
class Lab:  # only what differs
    async def stop(self, patience):
        self.closed = True
        await asyncio.sleep(patience)  # <- the fault
        jobs = set(self.jobs)
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        return sorted(job.get_name() for job in jobs)


# %% wrong the_first_is_enough: part 1, cancelled-too-much
# asyncio.wait is over when a job is.
class Lab:  # only what differs
    async def stop(self, patience):
        self.closed = True
        jobs = set(self.jobs)
        if jobs:
            await asyncio.wait(jobs, timeout=patience, return_when=asyncio.FIRST_COMPLETED)  # <- the fault
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        return sorted(job.get_name() for job in jobs if job.cancelled())


# %% wrong waits_for_all: part 2, not-cancelled
# A graceful stop lets everything come to its end.
class Lab:  # only what differs
    async def stop(self, patience):
        self.closed = True
        await asyncio.gather(*self.jobs)  # <- the fault
        return []


# %% wrong remembers_what_was_cut_off: part 2, shared-state
# What was cut off once is kept, so that no order is forgotten.
class Lab:  # only what differs
    def __init__(self) -> None:
        self.jobs: set[asyncio.Task[None]] = set()
        self.printed: list[str] = []
        self.closed = False
        self.cut_off: list[str] = []

    async def stop(self, patience: float) -> list[str]:
        self.closed = True
        jobs = set(self.jobs)
        try:
            if jobs:
                await asyncio.wait(jobs, timeout=patience)
        finally:
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)
        self.cut_off += [job.get_name() for job in jobs if job.cancelled()]  # <- the fault
        return sorted(self.cut_off)
