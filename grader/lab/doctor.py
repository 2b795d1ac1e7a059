"""`nox -s doctor`: shows in a minute whether this machine judges as it should, and what keeps players apart from it.

Known programs take the time that they should, a solution passes, a stub does not, ten hostile submissions earn nothing,
and every layer is named. One line each, and a sentence at the end.
"""

from __future__ import annotations

import dataclasses
import platform
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader import sinks
from grader.errors import UserError
from grader.exercise import stubs
from grader.exercise.catalogue import ROOT, Exercise, load
from grader.exercise.submission import read_submission
from grader.grading import known_answers
from grader.grading.job import Job, Options, job_of
from grader.grading.results import exercise_verdict
from grader.grading.run import GradingRun
from grader.judge.players import open_players
from grader.sandbox.isolation import IsolationError
from grader.sandbox.limits import LIMITS
from grader.verdict import ExerciseVerdict, Status

PATIENT = "never_awaited"  # the exercise that is judged, and that the attacks are submissions to
ATTACKS = (
    "exit_in_call", "pytest_skip", "forged_result", "equal_to_everything", "instant_sleep", "reads_the_solution",
    "plants_files", "limits_of_others", "fork_storm", "ci_commands",
)  # fmt: skip
_HURRY = dataclasses.replace(LIMITS, cpu_seconds=1)


@dataclasses.dataclass(frozen=True)
class Finding:
    """One line: `well` is None for what is neither right nor wrong, but missing here."""

    well: bool | None
    text: str

    @property
    def line(self) -> str:
        """As it is printed."""
        return f"{'--' if self.well is None else 'ok' if self.well else 'BAD':4} {self.text}"


def run(options: Options, *, attacks: Path = ROOT / "tests" / "attacks") -> int:
    """Examine this machine and print what is found. Returns how many things are wrong."""
    wrong = missing = 0
    for finding in examine(options, attacks):
        print(finding.line, flush=True)
        wrong += finding.well is False
        missing += finding.well is None
    print()
    if wrong:
        print(f"Do not grade here: {sinks.counted(wrong, 'thing')} marked BAD. Please report it with these lines.")
    elif missing:
        print(
            f"This machine judges as it should; {sinks.counted(missing, 'thing')} marked -- it does not have. "
            "docs/isolation.md says what that means, and how to get it."
        )
    else:
        print("This machine judges as it should, and every layer holds.")
    return wrong


def examine(options: Options, attacks: Path) -> Iterator[Finding]:
    """Yield what is found, one thing after the other."""
    options = dataclasses.replace(options, limits=_HURRY)
    yield Finding(True, f"Python {platform.python_version()} on {sys.platform}, {platform.machine()}")
    try:
        layers, missing, off = _players(options)
    except (IsolationError, OSError) as problem:
        yield Finding(False, f"no player can be started: {problem}")
        return
    count = len(known_answers.TABLE)
    if off is None:
        yield Finding(True, f"clock: {count} programs take the simulated time that they are known to take")
    else:
        program, should, took = off
        yield Finding(False, f"clock: {program} should take {should}, and took {took}")
    yield from _judged(options, attacks, layers)
    for layer in layers:
        yield Finding(True, f"layer in force: {layer}")
    for layer in missing:
        yield Finding(None, f"layer not in force: {layer}")


def _players(options: Options) -> tuple[Sequence[str], Sequence[str], tuple[str, str, str] | None]:
    """The layers in force and those that are not, and what is wrong with the clock."""
    players = open_players(spawn=options.spawn, isolation=options.isolation)
    try:
        players.require(options.isolation)
        off = known_answers.off(players)
        return ("overlay", *players.layers), players.layers_missing, off
    finally:
        players.close()


def _judged(options: Options, attacks: Path, layers: Sequence[str]) -> Iterator[Finding]:
    """A solution, a stub and the attacks, in one grading run, with the solution once more at the end."""
    exercise = _patient()
    solution = job_of(exercise, read_submission(exercise, exercise.solution))
    jobs: list[tuple[str, Job]] = [("solution", solution), ("stub", job_of(exercise, stubs.handed_out(exercise)))]
    for name in ATTACKS:
        file = attacks / f"{name}.py"
        if not file.is_file():
            yield Finding(None, f"attack {name}: it is not in this edition")
        elif needed := _layer_of(file, layers):
            yield Finding(None, f"attack {name}: not played, only {needed} would stop it")
        else:
            jobs.append((name, job_of(exercise, {exercise.files[0]: file.read_bytes()})))
    jobs.append(("solution after the attacks", solution))
    results = GradingRun([job for _, job in jobs], options).run()
    for (name, _), result in zip(jobs, results, strict=True):
        yield _found(name, exercise_verdict(result))


def _found(name: str, verdict: ExerciseVerdict) -> Finding:
    if name.startswith("solution"):
        well = verdict.status is Status.PASSED
        return Finding(well, f"{name}: {verdict.points} of {verdict.max_points} points{_why(verdict, well)}")
    if verdict.status is Status.INCONCLUSIVE:
        return Finding(None, f"{name}: the machine was too busy to tell")
    well = verdict.status is Status.FAILED and verdict.points == 0
    kind = "stub" if name == "stub" else f"attack {name}"
    return Finding(well, f"{kind}: {'earns nothing' if well else verdict.status}{_why(verdict, well)}")


def _why(verdict: ExerciseVerdict, well: bool) -> str:
    if well:
        return ""
    message = verdict.message or next((check.message for check in verdict.checks if check.message), "")
    return f" ({sinks.shorten(sinks.safe(message), 200)})" if message else ""


def _patient() -> Exercise:
    found = [exercise for exercise in load(problems=[]) if exercise.id == PATIENT]
    if not found or not found[0].solution.is_dir():
        raise UserError(f"The doctor judges {PATIENT} and its solution, and this edition does not have them.")
    return found[0]


def _layer_of(file: Path, layers: Sequence[str]) -> str:
    """The layer that an attack needs against it and that is not in force, "" if there is none."""
    head = file.read_text(encoding="utf-8").split('"""', 1)[0]
    needed = next((line.partition(":")[2].strip() for line in head.splitlines() if line.startswith("# layers:")), "")
    return "" if needed in layers else needed
