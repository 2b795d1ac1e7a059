"""The verdict: the one record that everything downstream reads.

Data flows one way: a grading run fills these dataclasses, `Verdict.to_json` turns them into plain data that
`grader/verdict.schema.json` describes, and the sinks read nothing else. Times are simulated seconds
unless a name says `real`.
"""

from __future__ import annotations

import dataclasses
import enum
import json
from typing import Any

SCHEMA = "awaitlings/verdict/v1"


class Status(enum.StrEnum):
    """How a check, or a whole exercise, ended."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"  # ours, never the learner's
    INCONCLUSIVE = "inconclusive"  # play again
    NOT_STARTED = "not_started"  # exercises only: the stub is as it was handed out
    NOT_SELECTED = "not_selected"  # exercises only: left out (an extra is missing, say)


# These could not be judged: their points are neither earned nor lost, and never shown as a zero.
UNJUDGED = frozenset({Status.ERROR, Status.INCONCLUSIVE})


@dataclasses.dataclass(frozen=True)
class Mistake:
    """A named mistake, pinned to a line of the learner's.

    `name` is one of `grader.diagnosis.MISTAKES`; `file` is relative to the submission; `text` is the
    source line; `advice` says what to do next, in one sentence.
    """

    name: str
    file: str | None = None
    line: int | None = None
    text: str = ""
    what: str = ""
    advice: str = ""


@dataclasses.dataclass(frozen=True)
class Stretch:
    """A stretch of a lane, in simulated seconds. `text` says what was waited for, or what held the loop.

    `kind`: "running" (a loop), "waiting", "blocked" (it held its loop), "held up" (another one did), "in flight".
    """

    start: float
    end: float
    kind: str
    text: str = ""
    file: str | None = None
    line: int | None = None


@dataclasses.dataclass(frozen=True)
class Lane:
    """What a loop, a task, a thread or a call of a service did from `start` to `end`.

    `inside` is the place of a task's loop among the lanes; `file` and `line` made it; `ended` says how it ended
    ("closed", "done", "cancelled", "failed", "lost", "answered" …), "" if it was still there at the end.
    """

    kind: str
    name: str
    inside: int | None
    file: str | None
    line: int | None
    start: float
    end: float
    ended: str
    stretches: tuple[Stretch, ...] = ()


@dataclasses.dataclass(frozen=True)
class Timeline:
    """The picture of a match as data, from 0 to `seconds`. `path`: why it took so long, in a sentence, or ""."""

    seconds: float
    lanes: tuple[Lane, ...]
    left_out: int = 0  # lanes that are not shown
    path: str = ""


@dataclasses.dataclass(frozen=True)
class Expectation:
    """What a check asks of a match, and whether the judge `witnessed` that or the learner's process `reported` it."""

    what: str  # "its time", "calls of fetch", "loops, tasks and threads" …
    basis: str


@dataclasses.dataclass(frozen=True)
class Check:
    """One check and how it ended. `elapsed` is in simulated seconds, over all matches it played."""

    id: str
    part: int
    title: str
    status: Status
    basis: str = "witnessed"  # or "reported", if one of the expectations is
    expectations: tuple[Expectation, ...] = ()  # as far as it got
    elapsed: float | None = None
    message: str = ""  # the expectation that did not hold, in words; "" when passed
    called: str = ""  # what was called: "serve(['report', 'ping'])"
    returned: str = ""  # what came back, in words; "" if that says nothing
    expected: str = ""
    traceback: str = ""  # the learner's own frames only
    output: str = ""  # what the learner's code printed, capped, unescaped
    reached: bool = True  # False: not played, because an earlier check hung or the import failed
    mistake: Mistake | None = None
    schedules: int = 0  # played so often with what Python leaves open drawn as well; 0: once, and nothing was drawn
    seed: int | None = None  # of the schedule that failed, which was the last of them
    timeline: Timeline | None = None  # of the match that decided; of failed checks, unless all were asked for


@dataclasses.dataclass(frozen=True)
class Part:
    """A numbered part of an exercise. Its points are earned when all its checks pass."""

    number: int
    title: str
    points: int
    max_points: int
    status: Status


@dataclasses.dataclass(frozen=True)
class ExerciseVerdict:
    """What the judge says of one submission to one exercise."""

    id: str
    number: str
    title: str
    track: str
    folder: str  # where the learner finds the files, relative to the root: "exercises/41_blocked_loop"
    status: Status
    points: int
    max_points: int
    parts: tuple[Part, ...]
    checks: tuple[Check, ...]
    checks_hash: str  # of the hidden checks that were played
    message: str = ""  # why there are no checks: unreadable stub, bad exercise.toml, missing extra …
    ungradable: bool = False  # something was handed in, and a person has to say what: no platform is told a zero

    @property
    def open_points(self) -> int:
        """Points that could not be judged: neither earned nor lost."""
        by_part = sum(part.max_points - part.points for part in self.parts if part.status in UNJUDGED)
        if by_part or self.status not in UNJUDGED:
            return by_part
        return self.max_points - self.points


@dataclasses.dataclass(frozen=True)
class Verdict:
    """A whole grading run."""

    exercises: tuple[ExerciseVerdict, ...]
    seed: int
    clock: str  # "simulated" or "real"
    kind: str  # "feedback" or "record"
    python: str
    platform: str
    grader: str
    layers: tuple[str, ...]  # in force
    layers_missing: tuple[str, ...]  # asked for by the design, not enforced here
    cpus: int = 4  # that the player was told of
    schedules: int | None = None  # asked for with --schedules; None: as many as each check asks for itself
    messages: tuple[str, ...] = ()  # one-line remarks about the grading run as a whole

    @property
    def points(self) -> int:
        """Points earned over all exercises."""
        return sum(exercise.points for exercise in self.exercises)

    @property
    def max_points(self) -> int:
        """Points that could be earned over all exercises of this grading run; what was left out is not of it."""
        return sum(e.max_points for e in self.exercises if e.status is not Status.NOT_SELECTED)

    def to_json(self) -> dict[str, Any]:
        """Return plain data that validates against `verdict.schema.json`."""
        data: dict[str, Any] = _plain(dataclasses.asdict(self))
        return {"schema": SCHEMA, "points": self.points, "max_points": self.max_points, **data}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Verdict:
        """Return the verdict that `to_json` wrote. Raises LookupError, TypeError or ValueError for anything else."""
        if data["schema"] != SCHEMA:
            raise ValueError("this verdict was written by another version")
        rows = []
        for row in data["exercises"]:
            parts = tuple(Part(**{**part, "status": Status(part["status"])}) for part in row["parts"])
            checks = tuple(_check(check) for check in row["checks"])
            rows.append(ExerciseVerdict(**{**row, "status": Status(row["status"]), "parts": parts, "checks": checks}))
        fields = {field.name for field in dataclasses.fields(cls)}
        rest: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in data.items() if key in fields
        }
        rest["exercises"] = tuple(rows)
        return cls(**rest)

    def dumps(self) -> str:
        """Return the JSON document, the same bytes for the same verdict."""
        data = self.to_json()
        return json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def _check(row: dict[str, Any]) -> Check:
    mistake = Mistake(**row["mistake"]) if row["mistake"] else None
    drawn = _timeline(row["timeline"]) if row["timeline"] else None
    asked = tuple(Expectation(**pair) for pair in row["expectations"])
    changed = {"status": Status(row["status"]), "mistake": mistake, "timeline": drawn, "expectations": asked}
    return Check(**{**row, **changed})


def _timeline(row: dict[str, Any]) -> Timeline:
    lanes = [
        Lane(**{**lane, "stretches": tuple(Stretch(**stretch) for stretch in lane["stretches"])})
        for lane in row["lanes"]
    ]
    return Timeline(**{**row, "lanes": tuple(lanes)})


def _plain(value: Any) -> Any:
    """Return `value` as JSON knows it: lists for tuples, bare strings, and nothing UTF-8 cannot write."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, str):  # a lone surrogate comes from output that was not UTF-8
        return str(value).encode("utf-8", "backslashreplace").decode("utf-8")
    return value
