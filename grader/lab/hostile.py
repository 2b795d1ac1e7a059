"""`bench --hostile`: what the ten worst submissions known cost, players and judge together.

Seconds of CPU and of real time, and the most memory that the judge and all below it held at once. Measured, never
tested: a busy machine makes the real time longer.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

from grader.exercise.catalogue import ROOT, load
from grader.grading.job import Options, job_of
from grader.grading.results import exercise_verdict
from grader.grading.run import GradingRun
from grader.sandbox.processes import descendants

WORST = (
    "loops_closed_by_the_thousand", "loops_on_as_many_lines", "memory_bit_by_bit", "path_of_many_waits",
    "sets_in_the_judges_memory", "sleeps_and_then_computes", "spin_unheard", "text_like_addresses",
    "time_in_tiny_steps", "words_times_text",
)  # fmt: skip
MOST = (30.0, 40.0, 512.0)  # seconds of CPU, real seconds, MB: of one exercise
ATTACKS = ROOT / "tests" / "attacks"


def run() -> int:
    """Play each in a process of its own, and print a table. Returns how many cost more than they may."""
    print(f"{'':34} {'CPU s':>7} {'real s':>7} {'MB':>6}")
    over = 0
    for name in WORST:
        figures, said = _measured(name)
        over += any(figure > most for figure, most in zip(figures, MOST, strict=True))
        print(f"{name:34} {figures[0]:7.1f} {figures[1]:7.1f} {figures[2]:6.0f}  {said}", flush=True)
    print(f"{'at most':34} {MOST[0]:7.0f} {MOST[1]:7.0f} {MOST[2]:6.0f}")
    return over


def _measured(name: str) -> tuple[tuple[float, float, float], str]:
    began, most = time.monotonic(), 0.0
    process = subprocess.Popen([sys.executable, "-m", __name__, name], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
        most = max(most, _megabytes(process.pid))
        time.sleep(0.02)
    process.returncode = os.waitstatus_to_exitcode(ended[1])
    assert process.stdout is not None
    with process.stdout:
        said = process.stdout.read().strip()
    return (ended[2].ru_utime + ended[2].ru_stime, time.monotonic() - began, most), said


def _megabytes(pid: int) -> float:
    """What a process and all below it hold in memory now; what they share is counted once for each."""
    pages = 0
    for each in (pid, *descendants(pid)):
        with contextlib.suppress(OSError, ValueError, IndexError):
            pages += int(Path(f"/proc/{each}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _play(name: str) -> None:
    file = ATTACKS / f"{name}.py"
    wanted = file.read_text(encoding="utf-8").partition("# exercise: ")[2].splitlines()[0].strip()
    [exercise] = [each for each in load() if each.id == wanted]
    [result] = GradingRun([job_of(exercise, {exercise.files[0]: file.read_bytes()})], Options(seed=7)).run()
    verdict = exercise_verdict(result)
    print(f"{verdict.status.value}, {verdict.points} points")


if __name__ == "__main__":
    _play(sys.argv[1])
