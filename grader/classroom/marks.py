"""From the store to one row a student: which attempt counts, what it earned, what stays open and why."""

from __future__ import annotations

import dataclasses
import datetime
import enum
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from grader.classroom.batches import Keys
from grader.classroom.records import check_of
from grader.classroom.roster import Student
from grader.classroom.rules import Override, Rules
from grader.classroom.store import Store
from grader.exercise.catalogue import Exercise
from grader.grading.results import blank_verdict
from grader.verdict import UNJUDGED, ExerciseVerdict, Part, Status

BY_HAND = "by hand"  # the status of what an override has set


class State(enum.StrEnum):
    """What became of a student's work as a whole."""

    GRADED = "graded"
    LATE = "late"
    MISSING = "missing"
    UNGRADABLE = "ungradable"  # something is there, and nothing of it can be read as an answer


@dataclasses.dataclass
class Layers:
    """What stood between the answers and the machine that judged them: a layer that was missing once is missing."""

    seen: set[str] = dataclasses.field(default_factory=set)
    missing: set[str] = dataclasses.field(default_factory=set)

    def add(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Add those of some results."""
        for record in records:
            self.seen.update(record.get("layers", ()))
            self.missing.update(record.get("layers_missing", ()))

    @property
    def in_force(self) -> tuple[str, ...]:
        """Those that were there each time."""
        return tuple(sorted(self.seen - self.missing))


@dataclasses.dataclass(frozen=True)
class Attempt:
    """One attempt as it was found. `answers`: exercise -> hash; `problems`: exercise -> why it cannot be read."""

    place: str
    when: datetime.datetime | None
    late: bool
    answers: Mapping[str, str]
    problems: Mapping[str, str]
    untouched: frozenset[str]  # exercises whose stub is as it was handed out
    remarks: tuple[str, ...] = ()


@dataclasses.dataclass
class Row:
    """One student in the gradebook. Points are None where nobody could judge; they are never a zero then."""

    student: Student
    state: State
    points: dict[str, float | None]  # of each exercise
    parts: dict[tuple[str, int], tuple[float | None, str]]  # exercise, part -> points and status
    total: float | None
    max_points: int
    open_points: float
    days_late: int = 0
    attempt: Attempt | None = None
    remarks: list[str] = dataclasses.field(default_factory=list)
    overrides: list[Override] = dataclasses.field(default_factory=list)


def verdicts(
    attempt: Attempt, exercises: Sequence[Exercise], keys: Keys, store: Store, layers: Layers | None = None
) -> list[ExerciseVerdict]:
    """Return the verdict on each exercise of an attempt, put together from what the store has of its parts.

    Which layers were in force while it was judged is added to `layers`.
    """
    found = []
    for exercise in exercises:
        if problem := attempt.problems.get(exercise.id):
            found.append(blank_verdict(exercise, Status.NOT_SELECTED, problem))
        elif exercise.id in attempt.answers:
            records = {
                spec.number: store.record(keys.of(exercise, spec.number, attempt.answers[exercise.id]))
                for spec in exercise.parts
            }
            found.append(_verdict(exercise, records))
            if layers is not None:
                layers.add(record for record in records.values() if record)
        else:
            why = "The stub is as it was handed out." if exercise.id in attempt.untouched else "It was not handed in."
            found.append(blank_verdict(exercise, Status.NOT_STARTED, why))
    return found


def _verdict(exercise: Exercise, records: Mapping[int, dict[str, Any] | None]) -> ExerciseVerdict:
    parts, checks, messages = [], [], []
    for spec in exercise.parts:
        record = records[spec.number] or {"status": Status.ERROR, "checks": [], "message": "It was not judged."}
        status = Status(record["status"])
        points = spec.points if status is Status.PASSED else 0
        parts.append(Part(spec.number, spec.title, points, spec.points, status))
        checks += [check_of(check) for check in record["checks"]]
        messages.append(record["message"])
    statuses = [part.status for part in parts]
    worst = (Status.ERROR, Status.INCONCLUSIVE, Status.FAILED)
    return dataclasses.replace(
        blank_verdict(exercise, Status.PASSED, ""),
        status=next((status for status in worst if status in statuses), Status.PASSED),
        points=sum(part.points for part in parts),
        parts=tuple(parts),
        checks=tuple(checks),
        message=next(filter(None, messages), ""),
    )


def worth(attempts: Sequence[Attempt], rules: Rules) -> list[Attempt]:
    """Return the attempts that may count, of all that were made, the earliest first."""
    if rules.late_percent >= 100:  # what is late is refused: then it takes nothing from what was in time
        attempts = [one for one in attempts if not rules.days_late(one.when, one.late)] or attempts
    return list(attempts if rules.attempt == "best" else attempts[-1:])


def row_of(
    student: Student,
    attempts: Sequence[Attempt],
    made: int,
    exercises: Sequence[Exercise],
    rules: Rules,
    overrides: Sequence[Override],
    keys: Keys,
    store: Store,
) -> Row:
    """Return the row of a student: the best of the `attempts` that are `worth` looking at, of the `made` ones."""
    full = sum(exercise.max_points for exercise in exercises)
    own = [override for override in overrides if override.student == student.id]
    if not attempts:
        points = {exercise.id: 0.0 for exercise in exercises}
        parts = {(e.id, spec.number): (0.0, "missing") for e in exercises for spec in e.parts}
        row = Row(student, State.MISSING, dict(points), dict(parts), 0.0, full, 0.0)
    else:
        rows = [_row(student, attempt, exercises, rules, full, keys, store) for attempt in attempts]
        row = max(rows, key=lambda row: row.total or 0.0)
        if made > 1:
            row.remarks.append(f"{made} attempts; the {rules.attempt} one counts.")
    _override(row, own, exercises)
    return row


def _row(
    student: Student, attempt: Attempt, exercises: Sequence[Exercise], rules: Rules, full: int, keys: Keys, store: Store
) -> Row:
    days = rules.days_late(attempt.when, attempt.late)
    keep = rules.keeps(days)
    points: dict[str, float | None] = {}
    parts: dict[tuple[str, int], tuple[float | None, str]] = {}
    open_ones: list[str] = []
    for verdict in verdicts(attempt, exercises, keys, store):
        own: list[float | None] = []
        for part in verdict.parts:
            unreadable = verdict.id in attempt.problems
            if part.status in UNJUDGED:
                open_ones.append(_why_open(verdict, part))
            own.append(None if unreadable or part.status in UNJUDGED else round(part.points * keep, 2))
            parts[verdict.id, part.number] = (own[-1], "ungradable" if unreadable else part.status.value)
        points[verdict.id] = None if None in own else round(sum(value or 0.0 for value in own), 2)
    row = Row(student, State.GRADED, points, parts, None, full, 0.0, days, attempt, list(attempt.remarks))
    row.remarks += [f"{exercise}: {problem}" for exercise, problem in attempt.problems.items()] + open_ones
    if not attempt.answers and not attempt.untouched:
        row.state = State.UNGRADABLE
        row.points = dict.fromkeys(points)
        row.parts = dict.fromkeys(parts, (None, "ungradable"))
        row.remarks.append("No answer to any exercise could be read.")
    elif days:
        row.state = State.LATE
        cost = f": {100 * (1 - keep):g} % of the points taken off" if keep < 1 else ""
        row.remarks.append(f"Late by {days} day{'' if days == 1 else 's'}, as begun{cost}.")
    _sum(row, exercises)
    return row


def _is_open(points: float | None, status: str) -> bool:
    return points is None and status != BY_HAND


def _why_open(verdict: ExerciseVerdict, part: Part) -> str:
    """Say why nobody could judge a part."""
    messages = [check.message for check in verdict.checks if check.part == part.number and check.status in UNJUDGED]
    return f"{verdict.id}, part {part.number}: {next(filter(None, [*messages, verdict.message]), part.status.value)}"


def _sum(row: Row, exercises: Sequence[Exercise]) -> None:
    """Add up. What nobody could judge stays open, and so does the total."""
    row.open_points = float(
        sum(spec.points for e in exercises for spec in e.parts if _is_open(*row.parts[e.id, spec.number]))
    )
    row.total = None if row.open_points else round(sum(points or 0.0 for points in row.points.values()), 2)


def _override(row: Row, overrides: Sequence[Override], exercises: Sequence[Exercise]) -> None:
    """Put in what was set by hand: parts first, then exercises, then the total."""
    row.overrides = sorted(overrides, key=lambda override: (not override.exercise, override.part is None))
    for override in row.overrides:
        if override.part is not None:
            row.parts[override.exercise, override.part] = (override.points, BY_HAND)
            own = [points for (exercise, _), (points, _) in row.parts.items() if exercise == override.exercise]
            row.points[override.exercise] = None if None in own else round(sum(p or 0.0 for p in own), 2)
        elif override.exercise:
            row.points[override.exercise] = override.points
            for key in [key for key in row.parts if key[0] == override.exercise]:
                row.parts[key] = (None, BY_HAND)  # the exercise as a whole has its points
    if row.overrides:
        _sum(row, exercises)
    for override in row.overrides:
        if not override.exercise:
            row.total, row.open_points = override.points, 0.0
    if row.overrides and row.state is State.UNGRADABLE and row.total is not None:
        row.state = State.GRADED
