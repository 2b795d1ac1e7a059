"""`bench`: measures on this machine and prints, figures side by side. Never a test: wall-clock proves nothing.

Times here are real milliseconds.
"""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from grader.exercise import catalogue, stubs
from grader.exercise.catalogue import Exercise
from grader.exercise.submission import read_submission
from grader.grading.grade import grade
from grader.grading.job import Options, job_of
from grader.grading.results import exercise_verdict
from grader.grading.run import GradingRun
from grader.lab.match_costs import time_command

RUNS = 9
_HOG = "import os, sys\nwhile os.getppid() == int(sys.argv[1]): pass"  # it ends with us, whatever ends us


def run(*, sameness: int = 20) -> int:
    """Print every figure. `sameness`: how often all solutions are graded to compare the verdicts."""
    exercises = [exercise for exercise in catalogue.load() if exercise.clock == "simulated"]
    print(f"Python {sys.version.split()[0]}, {sys.platform}, {os.cpu_count()} CPUs; real milliseconds\n")
    _commands()
    _cpu(exercises)
    _desk()
    _matches(exercises)
    return _sameness(exercises, sameness)


def _commands() -> None:
    """The whole command that a learner types, against the least that nox can do."""
    nox = [os.environ.get("AWAITLINGS_NOX", sys.executable), "-m", "nox"]
    root = str(catalogue.ROOT)
    if subprocess.run([*nox, "--version"], check=False, capture_output=True, cwd=root).returncode:
        print("nox is not installed here: the whole command was not measured")
        return
    listing = [*nox, "--list"]
    grading = [*nox, "-s", "grade", "--", "sync_to_async"]
    pairs = [(time_command(listing, root), time_command(grading, root)) for _ in range(RUNS + 1)]
    del pairs[0]  # the first warms up
    _row("nox --list", [pair[0] for pair in pairs])
    _row("nox -s grade -- sync_to_async, warm", [pair[1] for pair in pairs])
    ratio = statistics.median(grade / listing for listing, grade in pairs)
    print(f"{'  ratio, pair by pair':44} {ratio:8.2f}   (goal: at most 5)\n")


def _cpu(exercises: Sequence[Exercise]) -> None:
    """Milliseconds of CPU: a whole command beside pytest as one writes it by hand, and an answer in a class."""
    from grader.lab.class_figures import timed
    from grader.lab.match_costs import cold_pytest

    command = [sys.executable, "-m", "grader", "grade", "21", "--solutions"]
    both = [
        (timed(lambda: time_command(command, str(catalogue.ROOT)))[1], timed(lambda: list(cold_pytest(1)))[1])
        for _ in range(RUNS)
    ]
    _row("CPU of python -m grader grade 21", [1000 * pair[0] for pair in both], "(goal: at most 450)")
    _row("  CPU of a plain pytest with four checks", [1000 * pair[1] for pair in both])
    jobs = [job_of(exercise, read_submission(exercise, exercise.solution)) for exercise in exercises]
    GradingRun(jobs[:1], Options(1)).run()  # imports
    once, twice = (timed(lambda n=n: GradingRun(jobs * n, Options(1)).run())[1] for n in (1, 2))  # type: ignore[misc]
    _row("CPU of one more right answer in a class", [1000 * (twice - once) / len(jobs)], "(goal: at most 60)")
    print()


def _desk() -> None:
    """What a learner waits for at the desk: from a save to the verdict, and for the list and a hint."""
    from grader.lab import desk_figures

    for words, times, goal in desk_figures.desk(RUNS):
        _row(words, times)
        if goal:
            print(f"{'  goal':44} {goal}")
    print()


def _matches(exercises: Sequence[Exercise]) -> None:
    """From the start of a match to its evidence, forked and spawned, over every check of every stub."""
    from grader.lab import match_costs

    blocked_loop = next(exercise for exercise in exercises if exercise.id == match_costs.EXERCISE)
    forks = match_costs.bare_forks(RUNS * 4)
    imports = match_costs.imports(blocked_loop, RUNS * 4)
    _row("a bare fork of the frozen fork server", forks)
    _row("importing a stub and its services", imports)
    least = statistics.median(forks) + statistics.median(imports)
    jobs = [job_of(exercise, stubs.handed_out(exercise)) for exercise in exercises]
    for name, spawn in (("a match, forked", False), ("a match, spawned", True)):
        took: list[float] = []
        simulated = 0.0
        grading_run = GradingRun(jobs if not spawn else jobs[:2], Options(1, spawn=spawn))
        grading_run.play_once = _timed(grading_run.play_once, took)  # type: ignore[method-assign]
        for result in grading_run.run():
            simulated += sum(check.elapsed or 0.0 for check in exercise_verdict(result).checks)
        times_least = statistics.median(took) / least
        _row(
            name,
            took,
            "" if spawn else f"(goal: a median of at most 15 ms, or 5 forks with an import: {times_least:.1f})",
        )
        if not spawn:
            print(f"{'  simulated seconds in each real one':44} {simulated / (sum(took) / 1000):8.1f}")
    recorded, plain, switches = match_costs.recording()
    print(f"{'switching tasks, recorded':44} {recorded:8.1f}   {switches} switches; unrecorded {plain:.1f}")
    print(f"{'  ratio':44} {recorded / plain:8.2f}   (goal: at most 2.5)\n")


def _timed(function: Callable[..., Any], took: list[float]) -> Callable[..., Any]:
    def timed(*args: Any) -> Any:
        started = time.perf_counter()
        try:
            return function(*args)
        finally:
            took.append((time.perf_counter() - started) * 1000)

    return timed


def _sameness(exercises: Sequence[Exercise], times: int) -> int:
    """Grade all solutions again and again with one seed: the verdicts must be the same bytes."""
    different = 0
    for cpus, hogs in ((4, 0), (4, 4), (1, 0), (2, 0), (64, 0)):
        with beside(hogs):
            seen = {
                grade(exercises, Options(7, cpus), folder_of=lambda exercise: exercise.solution).dumps()
                for _ in range(times)
            }
        different += len(seen) - 1
        busy = f", {hogs} busy processes beside it" if hogs else ""
        print(f"all solutions {times} times on {cpus} pretended CPUs{busy}: {len(seen)} distinct verdict(s)")
    return 1 if different else 0


@contextlib.contextmanager
def beside(count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Let so many processes compute without end beside what is measured."""
    hogs = [subprocess.Popen([sys.executable, "-c", _HOG, str(os.getpid())]) for _ in range(count)]
    try:
        yield hogs
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()


def _row(name: str, milliseconds: Sequence[float], remark: str = "") -> None:
    low, middle, high = min(milliseconds), statistics.median(milliseconds), max(milliseconds)
    print(f"{name:44} {middle:8.1f}   {low:.1f} to {high:.1f}, {len(milliseconds)} runs {remark}".rstrip())
