"""A loop of your own (the lesson is in README.md). No asyncio in this exercise.

Run this file: each sign shows its first line and stops, because nothing drives it any further. Write
`run`, which drives one coroutine to its end, and `run_all`, which lets many of them take turns.
"""

import time
from collections.abc import Coroutine
from typing import Any

from services import give_way, nap, show


def run(coroutine: Coroutine[Any, None, Any]) -> Any:
    """1. Drive a coroutine to its end and return its result. It need not really pause when it wants to."""
    # TODO WAIT: this takes it to its first pause. When has it finished, and where is its result?
    coroutine.send(None)


def run_all(coroutines: list[Coroutine[Any, None, Any]]) -> list[Any]:
    """2. One step for each in turn. 3. A coroutine that naps waits for its time. Results in the order of the list."""
    # TODO START: the first step of each. TODO WAIT: until all have finished; `time.sleep` if all of them nap.
    return [run(coroutine) for coroutine in coroutines]


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
    # predict: how long should these two take together, and in which order should their ticks come?
    print(run_all([clock("slow", 0.5), clock("fast", 0.3)]))
    print(f"after {time.perf_counter() - begun:.1f} s")
