"""A loop of your own, solved."""

import heapq
import itertools
import time
from collections import deque
from collections.abc import Coroutine
from typing import Any

from services import give_way, nap, show


def run(coroutine: Coroutine[Any, None, Any]) -> Any:
    """1. Drive a coroutine to its end and return its result. It need not really pause when it wants to."""
    try:
        while True:
            coroutine.send(None)
    except StopIteration as stop:
        return stop.value


def run_all(coroutines: list[Coroutine[Any, None, Any]]) -> list[Any]:
    """2. One step for each in turn. 3. Who naps is left out until it is time. Results in the order of the list."""
    results: list[Any] = [None] * len(coroutines)
    ready = deque(enumerate(coroutines))
    asleep: list[tuple[float, int, int, Coroutine[Any, None, Any]]] = []
    numbers = itertools.count()  # between equal times a heap would compare coroutines, which cannot be
    while ready or asleep:
        if not ready:
            time.sleep(max(0.0, asleep[0][0] - time.monotonic()))
        while asleep and asleep[0][0] <= time.monotonic():
            ready.append(heapq.heappop(asleep)[2:])
        if not ready:
            continue  # the clock was a little behind: sleep the rest
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


async def opening_hours() -> str:
    for line in ("open from 10", "closed at 6", "free on Sundays"):
        show("hours", line)
        await give_way()
    return "hours shown"


async def clock(name: str, pause: float) -> str:
    for number in range(3):
        show(name, f"tick {number}")
        await nap(pause)
    return f"{name} has stopped"


if __name__ == "__main__":
    begun = time.perf_counter()
    print(run(opening_hours()))
    print(run_all([clock("slow", 0.5), clock("fast", 0.3)]))
    print(f"after {time.perf_counter() - begun:.1f} s")
