"""A loop with a method for each of its thoughts; jobs are objects, so nothing has to be compared."""

import time
from collections import deque
from dataclasses import dataclass
from typing import Any


@dataclass
class Job:
    coroutine: Any
    due: float = 0.0
    over: bool = False
    result: Any = None

    def step(self) -> bool:
        """One step. Whether there is another one to come."""
        try:
            seconds = self.coroutine.send(None)
        except StopIteration as stop:
            self.over, self.result = True, stop.value
            return False
        self.due = 0.0 if seconds is None else time.monotonic() + seconds
        return True


class Loop:
    def __init__(self, jobs: list[Job]) -> None:
        self.ready = deque(jobs)
        self.asleep: list[Job] = []

    def run(self) -> None:
        while self.ready or self.asleep:
            self.wake()
            job = self.ready.popleft()
            if job.step():
                (self.asleep if job.due else self.ready).append(job)

    def wake(self) -> None:
        while self.asleep and not self.due():
            if self.ready:
                return
            time.sleep(max(0.0, min(job.due for job in self.asleep) - time.monotonic()))
        for job in self.due():
            self.asleep.remove(job)
            self.ready.append(job)

    def due(self) -> list[Job]:
        now = time.monotonic()
        return sorted((job for job in self.asleep if job.due <= now), key=lambda job: job.due)


def run(coroutine: Any) -> Any:
    job = Job(coroutine)
    while job.step():
        pass
    return job.result


def run_all(coroutines: list[Any]) -> list[Any]:
    jobs = [Job(coroutine) for coroutine in coroutines]
    Loop(jobs).run()
    return [job.result for job in jobs]
