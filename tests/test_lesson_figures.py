"""The figures of the table in exercises/32_one_run/README.md, measured here: `python -m pytest -s` prints them.

They differ from machine to machine and are never asserted. What the lesson says in words is: a run costs much
more than an await, because it makes and closes a loop; and a loop that is kept costs a part of that.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections.abc import Callable

import pytest

ROUNDS, RUNS, AWAITS = 9, 30, 2_000


async def nothing() -> None:
    """What is run and awaited: it returns at once, so that only the way there is measured."""


def each(repeat: int, run: Callable[[], object]) -> float:
    """Microseconds that one of `repeat` takes, the median of several rounds."""

    def once() -> float:
        begun = time.perf_counter()
        run()
        return (time.perf_counter() - begun) / repeat * 1e6

    return statistics.median(once() for _ in range(ROUNDS))


def awaited() -> float:
    async def main() -> None:
        for _ in range(AWAITS):
            await nothing()

    return each(AWAITS, lambda: asyncio.run(main()))


def as_tasks() -> float:
    async def main() -> None:
        for _ in range(AWAITS):
            await asyncio.create_task(nothing())

    return each(AWAITS, lambda: asyncio.run(main()))


def run_each() -> float:
    return each(RUNS, lambda: [asyncio.run(nothing()) for _ in range(RUNS)])


def run_on_one_runner() -> float:
    with asyncio.Runner() as runner:
        return each(RUNS, lambda: [runner.run(nothing()) for _ in range(RUNS)])


def run_each_with_a_thread() -> float:
    """A loop that has used `to_thread` once has a pool, which is closed with it."""

    async def main() -> None:
        await asyncio.to_thread(int)

    return each(RUNS, lambda: [asyncio.run(main()) for _ in range(RUNS)])


@pytest.fixture(scope="module")
def figures() -> dict[str, float]:
    found = {
        "await f()": awaited(),
        "await create_task(f())": as_tasks(),
        "runner.run(f())": run_on_one_runner(),
        "asyncio.run(f())": run_each(),
        "asyncio.run(f()), f uses to_thread": run_each_with_a_thread(),
    }
    print(f"\nPython {sys.version.split()[0]}, microseconds each")
    for name, microseconds in found.items():
        print(f"  {name:36} {microseconds:8.2f}")
    return found


def test_a_run_costs_more_than_an_await(figures: dict[str, float]) -> None:
    assert figures["asyncio.run(f())"] > 10 * figures["await f()"]


def test_a_run_costs_more_than_a_task(figures: dict[str, float]) -> None:
    assert figures["asyncio.run(f())"] > figures["await create_task(f())"]
