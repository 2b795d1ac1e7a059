"""`bench --load N`: each solution on the real clock N times, beside busy processes.

A failure here is a mistake of the judge's: the solutions are right, and no check may ask how fast the machine is.
"""

from __future__ import annotations

import collections
import dataclasses
import os
import sys
import time
from collections.abc import Sequence

from grader.exercise import extras
from grader.exercise.catalogue import Exercise
from grader.exercise.submission import read_submission
from grader.grading.job import Options, job_of
from grader.grading.results import exercise_verdict
from grader.grading.run import GradingRun
from grader.lab.bench import beside
from grader.verdict import Status

BATCH = 10  # runs of one grading run: so many are lost if it is stopped
SHOWN = 3  # problems of an exercise, in full


def run(exercises: Sequence[Exercise], runs: int, busy: int) -> int:
    """Print a line for each exercise, and what went wrong. Returns 1 if anything but passed came out, else 0."""
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} CPUs, {busy} busy processes; each solution {runs} times")
    not_passed = 0
    with beside(busy):
        for exercise in exercises:
            if exercise.clock != "real":
                continue
            if reason := extras.why_not(exercise):
                print(f"{exercise.label}: {reason}")
                continue
            tally = Tally(exercise)
            try:
                while tally.runs < runs:
                    tally.play(min(BATCH, runs - tally.runs))
            finally:  # also what was seen before a Ctrl-C
                tally.tell()
            not_passed += tally.runs - tally.ended[Status.PASSED]
    return 1 if not_passed else 0


@dataclasses.dataclass
class Tally:
    """What came out of the runs of one solution."""

    exercise: Exercise
    runs: int = 0
    checks: int = 0
    again: int = 0  # checks that were played once more, because the machine had disturbed them
    seconds: float = 0.0  # real
    ended: collections.Counter[Status] = dataclasses.field(default_factory=collections.Counter)
    problems: list[str] = dataclasses.field(default_factory=list)

    def play(self, runs: int) -> None:
        """Play the solution so many times more, in one grading run."""
        began = time.monotonic()
        contents = read_submission(self.exercise, self.exercise.solution)
        jobs = [job_of(self.exercise, contents, str(number)) for number in range(runs)]
        for result in GradingRun(jobs, Options(time.time_ns() % 1_000_000)).run():
            verdict = exercise_verdict(result)
            self.ended[verdict.status] += 1
            self.checks += len(result.outcomes)
            self.again += sum(outcome.again for outcome in result.outcomes)
            for check in verdict.checks:
                if check.status is not Status.PASSED:
                    self.problems.append(f"{check.id}, {check.status}: {check.message} {check.returned}".rstrip())
        self.runs += runs
        self.seconds += time.monotonic() - began

    def tell(self) -> None:
        """Print the figures, and the first problems."""
        ended = ", ".join(f"{count} {status}" for status, count in self.ended.items()) or "no run"
        each = f"{self.seconds / self.runs:.1f} s a run" if self.runs else ""
        print(f"{self.exercise.label:20} {ended}; of {self.checks} checks {self.again} played again; {each}")
        for problem in self.problems[:SHOWN]:
            print(f"    {problem}")
        sys.stdout.flush()
