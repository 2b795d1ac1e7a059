"""How long a learner waits at the desk: measured for `bench`, never tested. Real milliseconds."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Iterator

from grader.desk.runs import Answer, Runs
from grader.exercise import catalogue
from grader.exercise.catalogue import Exercise
from grader.lab import match_costs
from grader.lab.match_costs import time_command

_QUIET = 0.4  # real seconds between two saves of a fast learner: the next fork server is started in them

Row = tuple[str, list[float], str]


def desk(runs: int) -> Iterator[Row]:
    """Yield what was measured, its times, and the goal in words."""
    exercise = next((e for e in catalogue.load() if e.id == match_costs.EXERCISE), None)
    if exercise is None:
        return
    saved = asyncio.run(_saves(exercise, runs))
    yield f"save to verdict, {exercise.label}, warm", saved, "at most 250 (median)"
    yield "  its checks in a cold python -m pytest", list(match_costs.cold_pytest(3)), ""
    root = str(catalogue.ROOT)
    nox = [os.environ.get("AWAITLINGS_NOX", sys.executable), "-m", "nox"]
    for words in ("--list", "-s list", "-s hint -- 41", "-s explain -- deadlock"):
        yield f"nox {words}", [time_command([*nox, *words.split()], root) for _ in range(5)], ""


async def _saves(exercise: Exercise, runs: int) -> list[float]:
    """From the moment that a save is seen to the verdict at the screen's side, drawing left out."""
    there: asyncio.Queue[Answer] = asyncio.Queue()
    judges = Runs(there.put_nowait)
    await judges.open()
    times = []
    for _ in range(runs + 1):
        started = time.perf_counter()
        await judges.ask(
            [exercise.folder.name], solutions=True
        )  # the solution, so that no learner's progress is touched
        await there.get()
        times.append((time.perf_counter() - started) * 1000)
        await asyncio.sleep(_QUIET)
    await judges.close()
    return times[1:]  # the first waits for the warm process
