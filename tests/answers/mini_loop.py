"""Right and wrong answers to mini_loop. docs/for-authors.md says how to read a cell."""


# %% right driven_by_a_generator
# A trampoline: `await` written by hand as a generator, so the loop only calls next.
def steps(coroutine, results, place):
    results[place] = yield from coroutine.__await__()


def run(coroutine):
    results = {}
    for _ in steps(coroutine, results, 0):
        pass
    return results[0]


def run_all(coroutines):
    results = {}
    ready = [steps(coroutine, results, place) for place, coroutine in enumerate(coroutines)]
    asleep = {}
    while ready or asleep:
        going_on = []
        for generator in ready:
            for seconds in generator:
                if seconds is None:
                    going_on.append(generator)
                else:
                    asleep[generator] = time.monotonic() + seconds
                break
        if asleep and not going_on:
            time.sleep(max(0.0, min(asleep.values()) - time.monotonic()))
        woken = sorted((g for g, due in asleep.items() if due <= time.monotonic()), key=asleep.get)
        ready = going_on + woken
        for generator in woken:
            del asleep[generator]
    return [results[place] for place in range(len(coroutines))]


# %% right looks_whom_to_pass_over
def run(coroutine):
    while True:
        try:
            coroutine.send(None)
        except StopIteration as stop:
            return stop.value


def run_all(coroutines):
    waiting = [[0, c] for c in coroutines]
    results = {}
    while waiting:
        for item in list(waiting):
            if item[0] > time.time():
                continue
            try:
                pause = item[1].send(None)
                if pause:
                    item[0] = time.time() + pause
            except StopIteration as stop:
                results[item[1]] = stop.value
                waiting.remove(item)
        soonest = min([item[0] for item in waiting], default=0)
        if soonest > time.time():
            time.sleep(soonest - time.time())
    return [results[c] for c in coroutines]


# %% right loop_as_a_class
# A loop with a method for each of its thoughts; jobs are objects, so nothing has to be compared.
from dataclasses import dataclass


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


# %% right rounds
# Rounds over whoever is left: everybody who is due gets a step; a round in which nobody is due is slept through.
def finished(coroutine):
    """One step: (is it over, result or wish)."""
    try:
        return False, coroutine.send(None)
    except StopIteration as stop:
        return True, stop.value


def run(coroutine):
    over = False
    while not over:
        over, result = finished(coroutine)
    return result


def run_all(coroutines):
    results, due = {}, dict.fromkeys(range(len(coroutines)), 0.0)
    while due:
        awake = sorted((when, place) for place, when in due.items() if when <= time.monotonic())
        for _, place in sorted(awake, key=lambda entry: entry[0]):
            over, value = finished(coroutines[place])
            if over:
                results[place] = value
                del due[place]
            else:
                due[place] = 0.0 if value is None else time.monotonic() + value
        if due:
            time.sleep(max(0.0, min(due.values()) - time.monotonic()))
    return [results[place] for place in range(len(coroutines))]


# %% wrong asyncio_does_it: part 1, extra-loop
# asyncio has a loop that does all of this.
import asyncio


async def whole(coroutine):
    return await coroutine


def run(coroutine):
    return asyncio.run(whole(coroutine))  # <- the fault


def run_all(coroutines):
    async def together():
        return await asyncio.gather(*coroutines)

    return asyncio.run(together())


# %% wrong end_not_caught: part 1, unhandled-error
# A coroutine hands back its result like a function.
def run(coroutine):
    while True:
        result = coroutine.send(None)  # <- the fault
        if result is not None and not isinstance(result, float):
            return result


def run_all(coroutines):
    results = [None] * len(coroutines)
    ready = deque(enumerate(coroutines))
    asleep = []
    numbers = itertools.count()
    while ready or asleep:
        while not ready:
            time.sleep(max(0.0, asleep[0][0] - time.monotonic()))
            while asleep and asleep[0][0] <= time.monotonic():
                ready.append(heapq.heappop(asleep)[2:])
        place, coroutine = ready.popleft()
        try:
            seconds = coroutine.send(None)
        except StopIteration as stop:
            results[place] = stop.value
        else:
            if seconds is None:
                ready.append((place, coroutine))
            else:
                heapq.heappush(asleep, (time.monotonic() + seconds, next(numbers), place, coroutine))
    return results


# %% wrong heap_of_coroutines: part 3, heap-tie
# A heap sorts the pairs by time.
def run_all(coroutines):
    results = {}
    ready = deque(coroutines)
    asleep = []
    while ready or asleep:
        while not ready:
            time.sleep(max(0.0, asleep[0][0] - time.monotonic()))
            while asleep and asleep[0][0] <= time.monotonic():
                ready.append(heapq.heappop(asleep)[1])
        coroutine = ready.popleft()
        try:
            seconds = coroutine.send(None)
        except StopIteration as stop:
            results[coroutine] = stop.value
        else:
            if seconds is None:
                ready.append(coroutine)
            else:
                heapq.heappush(asleep, (time.monotonic() + seconds, coroutine))  # <- the fault
    return [results[coroutine] for coroutine in coroutines]


# %% wrong in_order_of_ending: part 2, wrong-order
# Results are appended as they come.
def run_all(coroutines):
    results = []
    ready = deque(coroutines)
    while ready:
        coroutine = ready.popleft()
        try:
            coroutine.send(None)
        except StopIteration as stop:
            results.append(stop.value)  # <- the fault
        else:
            ready.append(coroutine)
    return results


# %% wrong last_pause_for_the_result: part 1, wrong-answer
# What send gives last is the result.
def run(coroutine):
    result = None
    try:
        while True:
            result = coroutine.send(None)
    except StopIteration:
        return result  # <- the fault


def run_all(coroutines):
    results = [None] * len(coroutines)
    ready = deque(enumerate(coroutines))
    asleep = []
    numbers = itertools.count()
    while ready or asleep:
        while not ready:
            time.sleep(max(0.0, asleep[0][0] - time.monotonic()))
            while asleep and asleep[0][0] <= time.monotonic():
                ready.append(heapq.heappop(asleep)[2:])
        place, coroutine = ready.popleft()
        try:
            seconds = coroutine.send(None)
        except StopIteration as stop:
            results[place] = stop.value
        else:
            if seconds is None:
                ready.append((place, coroutine))
            else:
                heapq.heappush(asleep, (time.monotonic() + seconds, next(numbers), place, coroutine))
    return results


# %% wrong made_up_result: part 1, answer-not-asked
# The sum of the numbers below five is ten.
def run(coroutine):
    coroutine.close()
    return 10  # <- the fault


def run_all(coroutines):
    results = [None] * len(coroutines)
    ready = deque(enumerate(coroutines))
    asleep = []
    numbers = itertools.count()
    while ready or asleep:
        while not ready:
            time.sleep(max(0.0, asleep[0][0] - time.monotonic()))
            while asleep and asleep[0][0] <= time.monotonic():
                ready.append(heapq.heappop(asleep)[2:])
        place, coroutine = ready.popleft()
        try:
            seconds = coroutine.send(None)
        except StopIteration as stop:
            results[place] = stop.value
        else:
            if seconds is None:
                ready.append((place, coroutine))
            else:
                heapq.heappush(asleep, (time.monotonic() + seconds, next(numbers), place, coroutine))
    return results


# %% wrong naps_passed_over: part 3, wait-skipped
# A pause is a pause; what it yields is of no interest.
def run_all(coroutines):
    results = [None] * len(coroutines)
    ready = deque(enumerate(coroutines))
    while ready:
        place, coroutine = ready.popleft()
        try:
            coroutine.send(None)  # <- the fault
        except StopIteration as stop:
            results[place] = stop.value
        else:
            ready.append((place, coroutine))
    return results


# %% wrong new_one_first: part 2, wrong-order
# Who has just paused is put in front, so that it is not forgotten.
def run_all(coroutines):
    results = [None] * len(coroutines)
    ready = deque(enumerate(coroutines))
    while ready:
        place, coroutine = ready.popleft()
        try:
            coroutine.send(None)
        except StopIteration as stop:
            results[place] = stop.value
        else:
            ready.insert(1, (place, coroutine))  # <- the fault
    return results


# %% wrong one_after_the_other: part 2, wrong-order
# A list of coroutines is run by running each of them.
def run_all(coroutines):
    return [run(coroutine) for coroutine in coroutines]  # <- the fault


# %% wrong one_step_only: part 1, wrong-answer
# send runs the coroutine.
def run(coroutine):
    try:
        return coroutine.send(None)  # <- the fault
    except StopIteration as stop:
        return stop.value


def run_all(coroutines):
    results = [None] * len(coroutines)
    ready = deque(enumerate(coroutines))
    asleep = []
    numbers = itertools.count()
    while ready or asleep:
        while not ready:
            time.sleep(max(0.0, asleep[0][0] - time.monotonic()))
            while asleep and asleep[0][0] <= time.monotonic():
                ready.append(heapq.heappop(asleep)[2:])
        place, coroutine = ready.popleft()
        try:
            seconds = coroutine.send(None)
        except StopIteration as stop:
            results[place] = stop.value
        else:
            if seconds is None:
                ready.append((place, coroutine))
            else:
                heapq.heappush(asleep, (time.monotonic() + seconds, next(numbers), place, coroutine))
    return results


# %% wrong removed_while_looping: part 2, wrong-order
# Who is over is taken out of the list that is being walked through.
def run_all(coroutines):
    results = {}
    alive = list(coroutines)
    while alive:
        for coroutine in alive:
            try:
                coroutine.send(None)
            except StopIteration as stop:
                results[id(coroutine)] = stop.value
                alive.remove(coroutine)  # <- the fault
    return [results[id(coroutine)] for coroutine in coroutines]


# %% wrong result_lost: part 1, wrong-answer
# The coroutine is over when StopIteration comes, and that is all it says.
def run(coroutine):
    while True:
        try:
            coroutine.send(None)
        except StopIteration:
            return None  # <- the fault


def run_all(coroutines):
    results = [None] * len(coroutines)
    ready = deque(enumerate(coroutines))
    asleep = []
    numbers = itertools.count()
    while ready or asleep:
        while not ready:
            time.sleep(max(0.0, asleep[0][0] - time.monotonic()))
            while asleep and asleep[0][0] <= time.monotonic():
                ready.append(heapq.heappop(asleep)[2:])
        place, coroutine = ready.popleft()
        try:
            seconds = coroutine.send(None)
        except StopIteration as stop:
            results[place] = stop.value
        else:
            if seconds is None:
                ready.append((place, coroutine))
            else:
                heapq.heappush(asleep, (time.monotonic() + seconds, next(numbers), place, coroutine))
    return results


# %% wrong sends_a_value: part 1, unhandled-error
# send needs something to send.
def run(coroutine):
    try:
        while True:
            coroutine.send(1)  # <- the fault
    except StopIteration as stop:
        return stop.value


def run_all(coroutines):
    results = [None] * len(coroutines)
    ready = deque(enumerate(coroutines))
    asleep = []
    numbers = itertools.count()
    while ready or asleep:
        while not ready:
            time.sleep(max(0.0, asleep[0][0] - time.monotonic()))
            while asleep and asleep[0][0] <= time.monotonic():
                ready.append(heapq.heappop(asleep)[2:])
        place, coroutine = ready.popleft()
        try:
            seconds = coroutine.send(None)
        except StopIteration as stop:
            results[place] = stop.value
        else:
            if seconds is None:
                ready.append((place, coroutine))
            else:
                heapq.heappush(asleep, (time.monotonic() + seconds, next(numbers), place, coroutine))
    return results


# %% wrong sleeps_for_each: part 3, too-slow
# Whoever wants to nap is given a time.sleep.
def run_all(coroutines):
    results = [None] * len(coroutines)
    ready = deque(enumerate(coroutines))
    while ready:
        place, coroutine = ready.popleft()
        try:
            seconds = coroutine.send(None)
        except StopIteration as stop:
            results[place] = stop.value
        else:
            time.sleep(seconds or 0)  # <- the fault
            ready.append((place, coroutine))
    return results


# %% wrong sleeps_the_longest: part 3, too-slow
# When all nap, the loop naps until all are awake.
def run_all(coroutines):
    results = [None] * len(coroutines)
    ready = deque(enumerate(coroutines))
    asleep = []
    while ready or asleep:
        if not ready:
            time.sleep(max(seconds for seconds, _ in asleep))  # <- the fault
            ready.extend(entry for _, entry in asleep)
            asleep.clear()
        place, coroutine = ready.popleft()
        try:
            seconds = coroutine.send(None)
        except StopIteration as stop:
            results[place] = stop.value
        else:
            if seconds is None:
                ready.append((place, coroutine))
            else:
                asleep.append((seconds, (place, coroutine)))
    return results


# %% wrong stack_for_a_queue: part 2, wrong-order
# A list is a queue: append puts in, pop takes out.
def run_all(coroutines):
    results = [None] * len(coroutines)
    ready = list(enumerate(coroutines))
    while ready:
        place, coroutine = ready.pop()  # <- the fault
        try:
            coroutine.send(None)
        except StopIteration as stop:
            results[place] = stop.value
        else:
            ready.append((place, coroutine))
    return results


# %% wrong watches_the_clock: part 3, polling
# The loop looks at the clock until somebody is due.
def run_all(coroutines):
    results = [None] * len(coroutines)
    ready = deque((place, coroutine, 0.0) for place, coroutine in enumerate(coroutines))
    while ready:
        place, coroutine, due = ready.popleft()
        if time.monotonic() < due:  # <- the fault
            ready.append((place, coroutine, due))
            continue
        try:
            seconds = coroutine.send(None)
        except StopIteration as stop:
            results[place] = stop.value
        else:
            ready.append((place, coroutine, time.monotonic() + (seconds or 0)))
    return results
