"""How long a learner waits at the desk: measured for `bench`, never tested. Real milliseconds."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from grader import catalogue
from grader.catalogue import Exercise
from grader.desk.runs import Answer, Runs

_EXERCISE = "blocked_loop"
_QUIET = 0.4  # real seconds between two saves of a fast learner: the next nursery is started in them

Row = tuple[str, list[float], str]


def desk(runs: int) -> Iterator[Row]:
    """Yield what was measured, its times, and the goal in words."""
    try:
        exercise = next(e for e in catalogue.load() if e.id == _EXERCISE)
    except StopIteration:
        return
    saved = asyncio.run(_saves(exercise, runs))
    cold = [_pytest(exercise) for _ in range(3)]
    yield f"save to verdict, {exercise.label}, warm", saved, "at most 250 (median)"
    yield "  the same checks, a cold python -m pytest", cold, ""
    root = str(catalogue.ROOT)
    nox = [os.environ.get("AWAITLINGS_NOX", sys.executable), "-m", "nox"]
    for words in ("--list", "-s list", "-s hint -- 41", "-s explain -- deadlock"):
        yield f"nox {words}", [_time([*nox, *words.split()], root) for _ in range(5)], ""


async def _saves(exercise: Exercise, runs: int) -> list[float]:
    """From the moment that a save is seen to the verdict at the screen's side, drawing left out."""
    there: asyncio.Queue[Answer] = asyncio.Queue()
    judges = Runs(there.put_nowait)
    await judges.open()
    times = []
    for _ in range(runs + 1):
        started = time.perf_counter()
        await judges.ask([exercise.folder.name], solutions=True)  # the solution, so that nobody's progress is touched
        await there.get()
        times.append((time.perf_counter() - started) * 1000)
        await asyncio.sleep(_QUIET)
    await judges.close()
    return times[1:]  # the first waits for the warm process


def _pytest(exercise: Exercise) -> float:
    """A cold pytest over plain checks of the same calls, with the services' real waits: the usual way."""
    with tempfile.TemporaryDirectory() as folder:
        for file in (*exercise.files, "services.py"):
            source = exercise.solution if file in exercise.files else exercise.folder
            shutil.copy(source / file, folder)
        (Path(folder) / "test_it.py").write_text(_PLAIN, "utf-8")
        return _time([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_it.py"], folder)


_PLAIN = """
import asyncio, blocked_loop

def test_report():
    assert asyncio.run(blocked_loop.render_report("north")) == "north.pdf (no request)"

def test_all():
    assert len(asyncio.run(blocked_loop.render_all(["a", "b", "c", "d"]))) == 4
"""


def _time(command: list[str], cwd: str) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=False, capture_output=True, cwd=cwd)
    return (time.perf_counter() - started) * 1000
