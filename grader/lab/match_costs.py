"""What a match costs on this machine: measured for `bench`, never tested. Real milliseconds.

A match stands between its two bounds: the bare fork that it cannot do without, and the same check the usual way,
with pytest-asyncio and the services' real waits.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import tempfile
import time
import types
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from grader.exercise import catalogue
from grader.exercise.catalogue import Exercise
from grader.judge.clock import SECOND, Clock
from grader.judge.players import Players, open_players
from grader.judge.talk import Setup, play
from grader.judge.world import World
from grader.sandbox.limits import LIMITS

EXERCISE = "blocked_loop"
TASKS, TURNS = 40, 900  # as many switches as there are looks at one instant before looks cost time
SWITCHING = """
import asyncio


async def switch(turns):
    for _ in range(turns):
        await asyncio.sleep(0)


async def main(tasks, turns):
    await asyncio.gather(*[switch(turns) for _ in range(tasks)])
"""
SCENARIO = "async def played(kata, note, tasks, turns):\n    await kata.main(tasks, turns)\n"

# The checks of exercise 41 as one writes them without a judge: a stopwatch, and what can be seen from outside.
PLAIN = """
import asyncio
import time
import pytest
import blocked_loop
import services

pytestmark = pytest.mark.asyncio


async def beside_the_heart(work):
    beats, begun = asyncio.create_task(blocked_loop.heartbeat()), time.perf_counter()
    moments = []
    async def beat():
        moments.append(time.perf_counter() - begun)
        await asyncio.sleep(0.01)
    blocked_loop.send_beat = beat
    try:
        return await work, time.perf_counter() - begun
    finally:
        beats.cancel()
        moments = [0.0, *moments, time.perf_counter() - begun]
        assert max(b - a for a, b in zip(moments, moments[1:])) < 0.35


async def test_the_heart_beats_during_a_report():
    report, seconds = await beside_the_heart(blocked_loop.render_report("north"))
    assert report == "north.pdf (no request)" and seconds < 0.9


async def test_an_error_reaches_the_caller():
    with pytest.raises(services.PdfError, match="page 3 is torn"):
        await beside_the_heart(blocked_loop.render_report("torn"))


async def test_four_reports_overlap():
    reports, seconds = await beside_the_heart(blocked_loop.render_all(["south", "east", "west", "centre"]))
    assert [report.partition(".")[0] for report in reports] == ["south", "east", "west", "centre"] and seconds < 0.9


async def test_each_request_keeps_its_id():
    pairs = [("r-17", "fees"), ("r-18", "taxes"), ("r-19", "rents")]
    work = asyncio.gather(*[blocked_loop.handle_request(request, name) for request, name in pairs])
    reports, seconds = await beside_the_heart(work)
    assert reports == [f"{name}.pdf ({request})" for request, name in pairs] and seconds < 0.9
"""


def bare_forks(runs: int) -> list[float]:
    """A child of the frozen fork server that is asked for, and ended before it has done anything."""
    players = open_players()
    try:
        return [_timed(lambda: players.end(players.start(), hung_up=False)) for _ in range(runs)]
    finally:
        players.close()


def imports(exercise: Exercise, runs: int) -> list[float]:
    """Compiling and running the modules of an exercise, with what they import already there."""
    names = ["services", *(Path(file).stem for file in exercise.files)]

    def once() -> None:
        for name in names:
            module = sys.modules[name] = types.ModuleType(name)
            exec(compile((exercise.folder / f"{name}.py").read_bytes(), name, "exec"), module.__dict__)

    try:
        return [_timed(once) for _ in range(runs)]
    finally:
        for name in names:
            sys.modules.pop(name, None)


def recording() -> tuple[float, float, int]:
    """Switching tasks in a match and in plain asyncio: real ms of each (the least of five), and how many switches."""
    namespace: dict[str, object] = {}
    exec(SWITCHING, namespace)
    main = namespace["main"]
    assert callable(main)
    plain = min(_timed(lambda: asyncio.run(main(TASKS, TURNS))) for _ in range(5))
    players = open_players()
    try:
        idle = min(_timed(lambda: _switching(players, 0)) for _ in range(5))
        busy = min(_timed(lambda: _switching(players, TURNS)) for _ in range(5))
    finally:
        players.close()
    return busy - idle, plain, TASKS * TURNS


def _switching(players: Players, turns: int) -> None:
    modules = {"kata": ("kata.py", SWITCHING, False), "services": ("services.py", "", False)}
    setup = Setup(modules, "kata", SCENARIO, "played", {"tasks": TASKS, "turns": turns})
    evidence = play(players, setup, World("bench", {}, Clock(round(LIMITS.simulated_seconds * SECOND))), LIMITS)
    assert evidence.end == "returned", evidence.end


def cold_pytest(runs: int) -> Iterator[float]:
    """The same checks the usual way: a new pytest with pytest-asyncio, a stopwatch, and the services' real waits."""
    exercise = next(exercise for exercise in catalogue.load() if exercise.id == EXERCISE)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(exercise.folder / "services.py", folder)
        shutil.copy(exercise.solution / exercise.files[0], folder)
        (Path(folder) / "test_it.py").write_text(PLAIN, "utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_it.py"]
        for _ in range(runs):
            started = time.perf_counter()
            code = subprocess.run(command, check=False, capture_output=True, cwd=folder).returncode
            if not code:  # a stopwatch fails on a busy machine, and then tells nothing
                yield (time.perf_counter() - started) * 1000


def _timed(function: Callable[[], object]) -> float:
    started = time.perf_counter()
    function()
    return (time.perf_counter() - started) * 1000


def time_command(command: Sequence[str], cwd: str) -> float:
    """How long a command takes, whatever comes of it: real milliseconds."""
    started = time.perf_counter()
    subprocess.run(command, check=False, capture_output=True, cwd=cwd)
    return (time.perf_counter() - started) * 1000
