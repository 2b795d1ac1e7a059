"""What a grading run is given and what it finds: jobs, options, outcomes."""

from __future__ import annotations

import dataclasses
import io
import tokenize
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from grader.exercise.catalogue import Exercise
from grader.exercise.submission import pristine
from grader.grading import which_checks
from grader.grading.budget import Budget
from grader.judge.checks import CheckSpec
from grader.judge.match import Match
from grader.sandbox.limits import LIMITS, Limits
from grader.verdict import Check

if TYPE_CHECKING:
    from grader.live.stage import LiveMatch

TRIES = 3  # of a match that the machine disturbed


class Inconclusive(Exception):
    """The machine got in the way, three times. Not the learner's fault."""


class NotPlayed(Exception):
    """The session never came to this check. What has not been seen to pass has not passed."""

    def __str__(self) -> str:
        return "The check was never played."


DISTURBED = "the machine was too busy to tell"


class NotReached(Exception):
    """An earlier check ended the exercise: this one was not played."""


@dataclasses.dataclass(frozen=True)
class Job:
    """One submission to one exercise: its modules as they go to a player (name -> file, source, is a package)."""

    exercise: Exercise
    modules: Mapping[str, tuple[str, str, bool]]
    label: str = ""
    files: Mapping[str, bytes] = dataclasses.field(default_factory=dict)  # all of them, for the real clock
    checks: which_checks.Checks | None = None  # None: those that are here, the hidden ones first
    parts: frozenset[int] | None = None  # None: all
    first_failure_ends: bool = False  # further checks: not reached
    pace: float = 1.0  # of the exercise on the real clock: so many times slower than others
    only: tuple[str, ...] | None = None  # these checks, by their names; None: all
    most_matches: int | None = (
        None  # so many are played, and then no more; such a job is a trial, and is played plainly
    )
    keep: bool = False  # the matches stay when the verdict on a check is made; else they are let go, for there are many

    @property
    def sources(self) -> dict[str, str]:
        """What the learner wrote, by the name of the file."""
        return {file: source for file, source, _ in self.modules.values() if file in self.exercise.files}


@dataclasses.dataclass
class Outcome:
    """How one check of one job ended, with all that was seen."""

    spec: CheckSpec
    id: str
    matches: list[Match | LiveMatch]
    problem: BaseException | None = dataclasses.field(default_factory=NotPlayed)  # None: it passed
    schedules: int = 0  # so many were played, up to the one that failed; 0: what Python leaves open was not drawn
    again: int = 0  # so often it was played once more, because the machine had disturbed it
    seed: int = 0  # of the play that is going on, or was the last
    check: Check | None = None  # the verdict on it, once it is over
    disturbed: bool = False  # on the real clock: the machine was busy with something else as well
    tripped: str = ""  # the line of a scenario that raised an error of its own, and which
    ties: int = 0  # deadlines that fell on the instant of a reply, in all its matches


@dataclasses.dataclass
class JobResult:
    """All outcomes of one job, in the order of the check file."""

    job: Job
    outcomes: list[Outcome] = dataclasses.field(default_factory=list)
    error: str = ""  # ours: why there are no outcomes
    over: str = ""  # why the remaining checks are not played; DISTURBED if that is no fault of the learner's
    parts_over: dict[int, str] = dataclasses.field(default_factory=dict)  # the same of single parts
    budget: Budget | None = None  # what is left of its limits, once it has begun
    played: int = 0  # matches


@dataclasses.dataclass(frozen=True)
class Options:
    """What holds for a whole grading run."""

    seed: int
    cpus: int = 4
    spawn: bool = False
    isolation: str = "auto"  # one of `grader.sandbox.isolation.LEVELS`
    limits: Limits = LIMITS
    schedules: int | None = None  # None: as many as each check asks for itself
    real: float = 0.0  # simulated exercises are played on the real clock, so many real seconds for each; 0: not


def job_of(exercise: Exercise, contents: Mapping[str, bytes], label: str = "") -> Job:
    """Return the job of judging these contents, with the exercise's own other files around them."""
    files = pristine(exercise, contents)
    return Job(exercise, modules(files), label, files)


def modules(files: Mapping[str, bytes]) -> dict[str, tuple[str, str, bool]]:
    """Return the Python modules among `files`: dotted name -> file, source, is a package.

    A folder without `__init__.py` is a package too, an empty one.
    """
    found: dict[str, tuple[str, str, bool]] = {}
    for file, data in files.items():
        path = PurePosixPath(file)
        if path.suffix == ".py":
            package = path.name == "__init__.py"
            names = path.parts[:-1] if package else path.with_suffix("").parts
            found[".".join(names)] = (file, _text(data), package)
    for name in list(found):
        for parent in _parents(name):
            found.setdefault(parent, (f"{parent.replace('.', '/')}/__init__.py", "", True))
    return found


def _parents(name: str) -> Iterable[str]:
    while "." in name:
        name = name.rpartition(".")[0]
        yield name


def _text(data: bytes) -> str:
    """Decode source as Python does (PEP 263), with plain line ends. `read_submission` has proved that it works."""
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
