"""`bench --class N`: what grading a class costs here. A class is made up from planted answers and a few attacks.

Wall-clock proves nothing on a machine that does other things as well, so its load stands beside the figures.
"""

from __future__ import annotations

import contextlib
import importlib.util
import itertools
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from grader.exercise.catalogue import ROOT, Exercise
from grader.exercise.submission import read_submission
from grader.grading.job import Job, Options, job_of
from grader.grading.run import GradingRun
from grader.lab.answers import read_book

EACH = 4  # exercises that a student of the class hands in
ONE_ATTACK_IN = 50  # submissions

# The command line in a process of its own, which says in the end how much memory it had at most (in KiB on Linux).
_AND_ITS_PEAK = """
import resource, sys
from grader.cli import main
code = main(sys.argv[1:])
print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}", file=sys.stderr)
sys.exit(code)
"""


def run(exercises: Sequence[Exercise], count: int) -> None:
    """Print the figures of a class of `count`."""
    print(f"\nA class made up from planted answers, {EACH} exercises each, one attack in {ONE_ATTACK_IN} submissions")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        jobs = make(exercises, count, folder / "class")
        GradingRun(jobs[:1], Options(1)).run()  # imports
        warm, warm_cpu = timed(lambda: GradingRun(jobs, Options(1)).run())
        cpus = os.cpu_count() or 1
        (seconds, _), cpu = grade(folder / "class", folder / "grades", "--jobs", str(cpus))
        _row(
            "all of it in one warm grading run, one after the other",
            f"{warm:8.1f} s, {warm_cpu:.1f} s of CPU   {_load()}",
        )
        _row(f"as a class of {count}, {cpus} at once", f"{seconds:8.1f} s, {cpu:.1f} s of CPU   {_load()}")
        _row("  submissions (answers) a second", f"{count / seconds:8.1f} ({len(jobs) / seconds:.1f})")
        _row("  CPU of a submission against its checks played warm", f"{cpu / warm_cpu:8.2f}   (goal: at most 1.5)")
        _row("  time times CPUs against the same", f"{seconds * cpus / warm:8.2f}")
        (again, _), _ = grade(folder / "class", folder / "grades", "--jobs", str(cpus))
        _row("the same again, nothing to judge", f"{again:8.1f} s")
        for size in (50, 500):
            make(exercises[:3], size, folder / f"class{size}", each=1)
            (_, memory), _ = grade(folder / f"class{size}", folder / f"grades{size}", "--jobs", str(cpus))
            _row(f"memory of the process that grades {size}", f"{memory:8.1f} MiB")
        _cluster(folder)


def make(exercises: Sequence[Exercise], count: int, out: Path, each: int = EACH) -> list[Job]:
    """Write a class into `out`: no two submissions are the same. Return it as jobs, too."""
    attacks = itertools.cycle([p for p in sorted((ROOT / "tests" / "attacks").glob("*.py")) if _is_plain(p)] or [None])
    turn = itertools.cycle(exercises)
    planted = {
        e.id: itertools.cycle([read_submission(e, e.solution), *(answer.files for answer in read_book(e))])
        for e in exercises
    }
    jobs = []
    for number in range(count):
        for _ in range(each):
            exercise = next(turn)
            found = dict(next(planted[exercise.id]))
            attack = next(attacks) if number % ONE_ATTACK_IN == 7 and exercise.id == "never_awaited" else None
            if attack is not None:
                found = {exercise.files[0]: attack.read_bytes()}
            first = exercise.files[0]
            found = {**found, first: found.get(first, b"") + f"\n# of student {number}\n".encode()}
            for name, data in found.items():
                path = out / "submissions" / f"s{number}" / exercise.folder.name / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            jobs.append(job_of(exercise, found, f"{number} {exercise.id}"))
    (out / "roster.csv").write_text("\n".join(["student_id", *(f"s{number}" for number in range(count))]), "utf-8")
    (out / "only").write_text(" ".join(exercise.id for exercise in exercises), "utf-8")
    return jobs


def _is_plain(attack: Path) -> bool:
    """An attack on the first exercise that needs no layer of the kernel's to be stopped."""
    text = attack.read_text("utf-8", errors="replace")[:400]
    return "# exercise: never_awaited" in text and "# layers" not in text and "# forges" not in text


def grade(folder: Path, out: Path, *options: str) -> tuple[tuple[float, float], float]:
    """Grade a class in a process of its own: (its seconds, the most memory that process had in MiB), seconds of CPU."""
    words = ["classroom", str(folder / "submissions"), "--roster", str(folder / "roster.csv"), "--out", str(out)]
    words += ["--only", *(folder / "only").read_text("utf-8").split(), *options]
    before, begun = _cpu(), time.perf_counter()
    ended = subprocess.run(
        [sys.executable, "-c", _AND_ITS_PEAK, *words],
        cwd=ROOT, check=False, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    seconds = time.perf_counter() - begun
    found = re.search(r"peak (\d+)", ended.stderr)
    if not found:
        raise RuntimeError(ended.stderr[-500:])
    return (seconds, int(found[1]) / 1024), _cpu() - before


def _cpu() -> float:
    """Seconds of CPU of this process, and of all processes that it started and that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _row(name: str, figures: str) -> None:
    print(f"{name:56} {figures}", flush=True)


def _cluster(folder: Path) -> None:
    """Two Dask workers of one thread against one, and what two busy processes do at most on this machine."""
    if importlib.util.find_spec("distributed") is None:
        print("dask.distributed is not installed for this Python: the cluster was not measured")
        return
    took = {}
    for workers in (1, 2):
        with _dask(workers) as address:
            (took[workers], _), _ = grade(folder / "class", folder / f"dask{workers}", "--cluster", address)
        _row(f"on {workers} Dask worker(s) of one thread", f"{took[workers]:8.1f} s   {_load()}")
    (alone, _), (together, _) = timed(_spin), timed(lambda: _spin(2))
    _row("  two workers against one", f"{took[1] / took[2]:8.2f}   (goal: 1.5)")
    _row("  the most that two busy processes gain here", f"{2 * alone / together:8.2f}")


@contextlib.contextmanager
def _dask(workers: int) -> Iterator[str]:
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    processes = []

    def start(*words: str, until: str) -> str:
        process = subprocess.Popen(
            [sys.executable, "-m", *words, "--no-dashboard"], env=variables, cwd=ROOT,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip
        processes.append(process)
        assert process.stderr is not None
        return next(found[0] for line in process.stderr if (found := re.search(until, line)))

    try:
        scheduler = ("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0")
        address = start(*scheduler, until=r"tcp://127\.0\.0\.1:\d+")
        for _ in range(workers):
            start(
                "distributed.cli.dask_worker",
                address,
                "--nthreads",
                "1",
                "--no-nanny",
                until="Registered to|Starting e",
            )
        yield address
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait()


def _burn() -> None:
    sum(number * number for number in range(20_000_000))


def _spin(count: int = 1) -> None:
    """So many processes that only compute."""
    context = multiprocessing.get_context("spawn")
    busy = [context.Process(target=_burn) for _ in range(count)]
    for process in busy:
        process.start()
    for process in busy:
        process.join()


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """Seconds that a call takes, and seconds of CPU."""
    before, begun = _cpu(), time.perf_counter()
    call()
    return time.perf_counter() - begun, _cpu() - before


def _load() -> str:
    return f"(load {os.getloadavg()[0]:.1f})" if hasattr(os, "getloadavg") else ""
