"""`bench -- --soak N`: every check is played N times on each Python found here, half of them beside busy processes.

With one seed the evidence must be the same each time: what was called and when, what came back, what was recorded,
every lane of the timeline. Left out is only what the machine itself measures: CPU seconds, and how the process ended.
"""

from __future__ import annotations

import dataclasses
import hashlib
import multiprocessing
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeAlias

from grader.exercise import catalogue
from grader.exercise.catalogue import Exercise
from grader.exercise.submission import read_submission
from grader.grading.job import Options, job_of
from grader.grading.run import GradingRun
from grader.judge.evidence import Evidence
from grader.judge.players import ExitReport
from grader.judge.talk import Setup
from grader.judge.world import World
from grader.lab.bench import beside
from grader.sandbox.limits import LIMITS

SEED = 7
HOGS = 4
BLOCK = 25  # times in one go; every other block is beside the hogs
FEW = 4  # exercises that are not worth another process
MOST_NAMED = 10  # matches that were not the same
_NEEDS = "import sys, pytest, pytest_asyncio, pytest_timeout; sys.exit(sys.version_info < (3, 11))"


# A soak may be paused, and no clock here is to end a check because of that.
PATIENT = dataclasses.replace(LIMITS, exercise_cpu_seconds=1e5, exercise_seconds=1e5)
Prints: TypeAlias = "dict[str, dict[str, int]]"  # match -> fingerprint -> how often


@dataclasses.dataclass(frozen=True)
class Round:
    """What a share of a block gave. `busy`: matches that got no time to run; `memory`: of its process, in MB."""

    checks: int
    seen: Prints
    busy: int
    memory: int


class Soak(GradingRun):
    """A grading run that keeps a fingerprint of each match, and nothing else of it."""

    def __init__(self, exercises: Sequence[Exercise], seen: Prints, times: int = 1) -> None:
        jobs = [job_of(exercise, read_submission(exercise, exercise.solution)) for exercise in exercises]
        super().__init__([job for job in jobs for _ in range(times)], Options(SEED, limits=PATIENT))
        self._seen = seen
        self.busy = 0  # matches that were given no time at all, and played again

    def play_once(self, setup: Setup, world: World) -> Evidence:
        """Play it, and keep its fingerprint."""
        evidence = super().play_once(setup, world)
        if evidence.end in ("silent", "fork_server_ended"):
            self.busy += 1
        else:
            latency = {name: getattr(each, "__qualname__", each) for name, each in sorted(world.latency.items())}
            match = (
                f"{world.seed} {setup.scenario_name} {sorted(setup.arguments.items())!r} {setup.cpus} {latency or ''}"
            )
            found = self._seen.setdefault(match, {})
            print_ = fingerprint(evidence)
            found[print_] = found.get(print_, 0) + 1
        return evidence


def fingerprint(evidence: Evidence) -> str:
    """The same for the same evidence, in every process."""
    plain = dataclasses.replace(evidence, exit=ExitReport(), computed=[])
    return hashlib.sha256(repr(plain).encode("utf-8", "backslashreplace")).hexdigest()


def run(exercises: Sequence[Exercise], times: int, *, others: bool = True) -> int:
    """Soak on this Python, and on all others that are ready. Returns how many matches were not the same each time."""
    exercises = [exercise for exercise in exercises if exercise.clock == "simulated"]
    different = _here(exercises, times)
    for python in _others() if others else ():
        command = [python, "-m", "grader", "bench", "--soak", str(times), "--this-python"]
        command += [exercise.id for exercise in exercises]
        different += subprocess.run(command, check=False, cwd=catalogue.ROOT).returncode != 0
    return different


def _here(exercises: Sequence[Exercise], times: int) -> int:
    # A judge waits while its player plays; and the hogs are not to get nearly everything.
    workers = min(4 * (os.cpu_count() or 1), 1 + len(exercises) // FEW)
    shares = [exercises[number::workers] for number in range(workers)]
    seen: Prints = {}
    rounds: list[Round] = []
    beside_load = 0
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        for block, (begun, number) in enumerate(_blocks(times)):
            beside_load += number * (block % 2)
            with beside(HOGS * (block % 2)):
                play = pool.map if workers > 1 else map
                rounds += play(_play, shares, [number] * len(shares))
            for round_ in rounds[-len(shares) :]:
                _add(seen, round_.seen)
            if len(shares) > 1:
                print(f"  {begun + number} of {times}: {_different(seen)} different", flush=True)
    checks = sum(round_.checks for round_ in rounds[: len(shares)]) // min(BLOCK, max(1, times // 2))
    plays = sum(sum(found.values()) for found in seen.values())
    for match, found in sorted((match, found) for match, found in seen.items() if len(found) > 1)[:MOST_NAMED]:
        print(f"  not the same each time: {match[:100]} ({', '.join(map(str, sorted(found.values())))})")
    print(
        f"Python {sys.version.split()[0]}: {checks} checks, {len(seen)} matches, {times} times each, {beside_load} of "
        f"them beside {HOGS} busy processes: {plays} plays, {_different(seen)} matches with different evidence; "
        f"{sum(round_.busy for round_ in rounds)} plays without time to run. Memory of the judge: "
        f"{rounds[0].memory} MB in the beginning, {max(round_.memory for round_ in rounds)} MB at most.",
        flush=True,
    )
    return _different(seen)


def _blocks(times: int) -> Iterator[tuple[int, int]]:
    """How many times were played before, and how many are next; every other block is one beside a load."""
    size = min(BLOCK, max(1, times // 2))
    for begun in range(0, times, size):
        yield begun, min(size, times - begun)


def _play(exercises: Sequence[Exercise], times: int) -> Round:
    """Play each check of these exercises so often, in one grading run."""
    seen: Prints = {}
    soak = Soak(exercises, seen, times)
    checks = sum(len(result.outcomes) for result in soak.run())
    return Round(checks, seen, soak.busy, _memory())


def _add(seen: Prints, more: Prints) -> None:
    for match, prints in more.items():
        found = seen.setdefault(match, {})
        for print_, count in prints.items():
            found[print_] = found.get(print_, 0) + count


def _different(seen: Prints) -> int:
    return sum(len(found) > 1 for found in seen.values())


def _others() -> Iterator[str]:
    """Pythons of other versions that have what a grading run needs: those of nox, and those on the PATH."""
    versions = {sys.version.split()[0]}
    places = sorted(map(str, (catalogue.ROOT / ".nox").glob("*/bin/python")))
    named = [found for minor in range(11, 20) if (found := shutil.which(f"python3.{minor}"))]
    for python in [*places, *named]:
        if subprocess.run([python, "-c", _NEEDS], check=False, capture_output=True).returncode == 0:
            version = _version(python)
            if version not in versions:
                versions.add(version)
                yield python


def _version(python: str) -> str:
    told: Any = subprocess.run([python, "--version"], check=False, capture_output=True, text=True)
    return str(told.stdout).split()[-1]


def _memory() -> int:
    """The most that this process has held so far, in MB; 0 if the system does not tell."""
    if sys.platform == "win32":
        return 0
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (1024**2 if sys.platform == "darwin" else 1024)
