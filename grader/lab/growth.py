"""`bench --growth`: how the cost of an answer grows with what it does, and that of a class with its size.

CPU time of the judge and of all players together. Each row says what one more costs, against the row above it: where
that stays the same, the cost grows with the number and no faster.
"""

from __future__ import annotations

import dataclasses
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from grader.exercise import catalogue
from grader.exercise.catalogue import Exercise
from grader.grading.job import Options, job_of
from grader.grading.results import exercise_verdict
from grader.grading.run import GradingRun
from grader.lab import class_figures
from grader.sandbox.limits import LIMITS
from grader.verdict import Status

ANSWERS, TRIES = 4, 2  # so many more, so often; the cheapest counts: what else the machine does only adds
# Above what an answer may do, so that 10,000 of everything can be measured.
ROOMY = dataclasses.replace(
    LIMITS, calls=20_000, waits=20_000, messages=10**6, wire_bytes=2**28, output_bytes=2**21, cpu_seconds=100,
    step_cpu_seconds=100.0, exercise_cpu_seconds=1e4, exercise_seconds=1e4, memory_bytes=2**31, group_bytes=2**31,
)  # fmt: skip
SIZES = (50, 500, 5_000)  # of a class

_TOML = """
title = "Growth"
track = "calls"
learn = "Nothing."
files = ["growing.py"]
hints = ["None."]
why = "It is only measured."

[[parts]]
title = "All of it"
points = 1
"""
_SERVICES = (
    "import asyncio\n\n\nasync def fetch(number: int) -> str:\n    await asyncio.sleep(1.0)\n    return str(number)\n"
)
_ANSWER = """
import asyncio
from services import fetch


async def main(calls, tasks, printed):
    for _ in range(printed // 64):
        print("." * 63)
    await asyncio.gather(*[asyncio.sleep(1.0) for _ in range(tasks)])
    return await asyncio.gather(*[fetch(number) for number in range(calls)])
"""
_CHECKS = """
from grader.judge import check, scenario, service


@service(latency=(0.6, 1.8))
def fetch(call, number):
    return f"{call.word} {number}"


@scenario
async def all_of_it(kata, calls, tasks, printed):
    return await kata.main(calls, tasks, printed)
"""
_CHECK = """

@check(part=1, title="check {number}")
async def test_{number}(play):
    match = await play(all_of_it, calls={calls}, tasks={tasks}, printed={printed})
    match.expect_result([match.reply("fetch", number) for number in range({calls})])
    match.expect_calls("fetch", {calls})
    match.expect_clean()
"""


def run() -> None:
    """Print a table for each thing that an answer can have more of, and one for the size of a class."""
    with tempfile.TemporaryDirectory() as name:
        for words, key, numbers in (
            ("checks", "checks", (1, 10, 100)),
            ("calls of a service in a match", "calls", (10, 100, 1_000, 10_000)),
            ("tasks in a match", "tasks", (10, 100, 1_000, 10_000)),
            ("printed bytes in a match", "printed", (1_024, 65_536, 1_048_576)),
        ):
            rows = ((number, _least(_exercise(Path(name) / f"{key}{number}", **{key: number}))) for number in numbers)
            _table(f"an answer, by {words}", rows)
        taken = next(each for each in catalogue.load() if each.id == "never_awaited")
        _table("a class that hands in exercise 11, by students", ((size, _class(taken, size, name)) for size in SIZES))


def _table(title: str, rows: Iterator[tuple[int, float]]) -> None:
    print(f"\n{title:48} {'CPU ms':>10} {'each more':>12}")
    before: tuple[int, float] | None = None
    for number, cost in rows:
        more = f"{(cost - before[1]) / (number - before[0]):12.4f}" if before else ""
        print(f"{number:48,} {cost:10.1f} {more}", flush=True)
        before = number, cost


def _exercise(folder: Path, *, checks: int = 1, calls: int = 3, tasks: int = 3, printed: int = 0) -> Exercise:
    """Write an exercise, with so many checks that each ask for so much."""
    home = folder / "exercises" / "11_growing"
    (home / ".hidden").mkdir(parents=True)
    numbers = {"calls": calls, "tasks": tasks, "printed": printed}
    tests = _CHECKS + "".join(_CHECK.format(number=number, **numbers) for number in range(checks))
    for name, text in (("exercise.toml", _TOML), ("services.py", _SERVICES), ("growing.py", _ANSWER)):
        (home / name).write_text(text, "utf-8")
    (home / ".hidden" / "test_growing.py").write_text(tests, "utf-8")
    return catalogue.read(home)


def _least(exercise: Exercise) -> float:
    """CPU ms of one more answer, in a grading run that has begun."""
    job = job_of(exercise, {"growing.py": _ANSWER.encode()})

    def play(answers: int) -> None:
        for result in GradingRun([job] * answers, Options(1, limits=ROOMY)).run():
            verdict = exercise_verdict(result)
            if verdict.status is not Status.PASSED:
                raise RuntimeError(next(check.message for check in verdict.checks if check.message))

    return min(max(0.0, _cpu(lambda: play(1 + ANSWERS)) - _cpu(lambda: play(1))) / ANSWERS for _ in range(TRIES))


def _class(exercise: Exercise, size: int, folder: str) -> float:
    where = Path(folder) / f"class{size}"
    class_figures.make([exercise], size, where, each=1)
    _, seconds = class_figures.grade(where, where / "grades", "--jobs", str(os.cpu_count() or 1))
    return seconds * 1000


def _cpu(call: Callable[[], object]) -> float:
    return class_figures.timed(call)[1] * 1000
