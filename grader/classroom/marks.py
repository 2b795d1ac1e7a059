"""From the store to one row a student: which attempt counts, what it earned, what stays open and why."""

from __future__ import annotations

import dataclasses
import datetime
import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from grader.classroom.batches import Keys
from grader.classroom.records import check_of
from grader.classroom.roster import Student
from grader.classroom.rules import Extension, Override, Rules, shown
from grader.classroom.store import Store
from grader.exercise.catalogue import Exercise
from grader.grading.results import blank_verdict
from grader.verdict import UNJUDGED, ExerciseVerdict, Part, Status

BY_HAND = "by hand"  # the status of what an override has set


class State(enum.StrEnum):
    """What became of a student's work as a whole."""

    GRADED = "graded"
    LATE = "late"
    MISSING = "missing"  # and that is certain
    UNMATCHED = "unmatched"  # nothing is surely theirs, and something may be
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
    """One attempt as it was found. `answers`: exercise -> hash; `problems`: exercise -> why it cannot be read.

    `since`: exercise -> when its answer came in first, and whether the platform calls that late.
    """

    place: str
    when: datetime.datetime | None
    late: bool
    answers: Mapping[str, str]
    problems: Mapping[str, str]
    untouched: frozenset[str]  # exercises whose stub is as it was handed out
    remarks: tuple[str, ...] = ()
    no_effect: tuple[str, ...] = ()  # a sentence for each change that does not count
    since: Mapping[str, tuple[datetime.datetime | None, bool]] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Made:
    """One attempt in the list of all that a student made."""

    when: datetime.datetime | None
    days_late: int
    total: float | None
    counts: bool


@dataclasses.dataclass
class Row:
    """One student in the gradebook. Points are None if they could not be judged; they are never a zero then."""

    student: Student
    state: State
    points: dict[str, float | None]  # of each exercise
    parts: dict[tuple[str, int], tuple[float | None, str]]  # exercise, part -> points and status
    total: float | None
    max_points: int
    open_points: float
    days_late: int = 0
    attempt: Attempt | None = None
    remarks: list[str] = dataclasses.field(default_factory=list)  # for the student
    notes: list[str] = dataclasses.field(default_factory=list)  # for the instructor alone: they name other hand-ins
    overrides: list[Override] = dataclasses.field(default_factory=list)
    attempts: list[Made] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True)
class Equal:
    """Students whose files for one exercise are equal, to each other or to the solution. Never what that means."""

    number: int
    exercise: Exercise
    students: tuple[str, ...]
    solution: bool

    def __str__(self) -> str:
        others = f"equal files, group {self.number} ({len(self.students)} students)" if len(self.students) > 1 else ""
        said = " and ".join(filter(None, [others, "equal to the solution" if self.solution else ""]))
        return f"{self.exercise.number}: {said}."


def verdicts(
    attempt: Attempt, exercises: Sequence[Exercise], keys: Keys, store: Store, layers: Layers | None = None
) -> list[ExerciseVerdict]:
    """Return the verdict on each exercise of an attempt, put together from what the store has of its parts.

    Which layers were in force while it was judged is added to `layers`.
    """
    found = []
    for exercise in exercises:
        problem = attempt.problems.get(exercise.id)
        if problem and exercise.id not in attempt.answers:
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


def as_they_count(attempts: Sequence[Attempt], rules: Rules, student: str) -> list[Attempt]:
    """Return the attempts of a student, the earliest first, each with what it takes over from the one before.

    An answer that has not changed came in when it first did. An exercise that is not in an attempt, and one that is
    refused for coming too late, is the one of the attempt before.
    """
    done: list[Attempt] = []
    for attempt in attempts:
        before = done[-1] if done else None
        answers, since = dict(attempt.answers), dict.fromkeys(attempt.answers, (attempt.when, attempt.late))
        for exercise, answer in before.answers.items() if before else ():
            refused = rules.keeps(rules.days_late(*since.get(exercise, (None, False)), student, exercise)) == 0
            if answers.get(exercise) == answer or refused or exercise not in {**answers, **attempt.problems}:
                answers[exercise], since[exercise] = answer, before.since[exercise]  # type: ignore[union-attr]
        done.append(dataclasses.replace(attempt, answers=answers, since=since))
    return done


@dataclasses.dataclass(frozen=True)
class Book:
    """All that the rows of a gradebook are made from."""

    exercises: Sequence[Exercise]
    rules: Rules
    overrides: Sequence[Override]
    keys: Keys
    store: Store

    @property
    def max_points(self) -> int:
        """What can be had."""
        return sum(exercise.max_points for exercise in self.exercises)


def row_of(student: Student, attempts: Sequence[Attempt], book: Book, *, may_be: Sequence[str] = ()) -> Row:
    """Return the row of a student, of whose `attempts` (`as_they_count`) the last or the best one counts.

    `may_be`: hand-ins of uncertain owners that may be this student's. What is not there is then no zero.
    """
    if attempts:
        rows = [_row(student, attempt, book, may_be) for attempt in attempts]
        row = max(rows, key=_at_best) if book.rules.attempt == "best" else rows[-1]
        row.attempts = [Made(one.attempt.when, one.days_late, one.total, one is row) for one in rows if one.attempt]
        if len(attempts) > 1:
            row.remarks.append(f"{len(attempts)} attempts; the {book.rules.attempt} one counts.")
    else:
        nothing: tuple[float | None, str] = (None, "unmatched") if may_be else (0.0, "missing")
        parts = {(e.id, spec.number): nothing for e in book.exercises for spec in e.parts}
        points = {exercise.id: nothing[0] for exercise in book.exercises}
        row = Row(student, State.UNMATCHED if may_be else State.MISSING, points, parts, 0.0, book.max_points, 0.0)
        _sum(row, book.exercises)
    if may_be:
        row.remarks.append("Something was handed in without a clear owner, and may be yours. Ask your instructor.")
        row.notes.append(f"May be theirs: {', '.join(may_be)}.")
    row.remarks += [_extended(one, book) for one in book.rules.extensions if one.student == student.id]
    own = [override for override in book.overrides if override.student == student.id]
    _override(row, own, book.exercises)
    return row


def _at_best(row: Row) -> float:
    """What an attempt is worth if everything in it that is open turns out well: then it is the one to look at."""
    return sum(points or 0.0 for points, _ in row.parts.values()) + row.open_points


def _extended(extension: Extension, book: Book) -> str:
    label = next((exercise.label for exercise in book.exercises if exercise.id == extension.exercise), "everything")
    until = f"until {shown(extension.until)}" if extension.until else "without a late rule"
    return f"You have more time for {label}: {until}{f' ({extension.reason})' if extension.reason else ''}."


def _row(student: Student, attempt: Attempt, book: Book, may_be: Sequence[str]) -> Row:
    points: dict[str, float | None] = {}
    parts: dict[tuple[str, int], tuple[float | None, str]] = {}
    open_ones: list[str] = []
    late: dict[str, list[str]] = {}
    days_late = 0
    for verdict in verdicts(attempt, book.exercises, book.keys, book.store):
        when, said = attempt.since.get(verdict.id, (None, False))
        days = book.rules.days_late(when, said, student.id, verdict.id)
        days_late = max(days_late, days)
        if days:
            late.setdefault(_late(when, days, book.rules, student.id, verdict.id), []).append(verdict.number)
        own: list[float | None] = []
        for part in verdict.parts:
            status = part.status.value
            if verdict.id in attempt.problems and verdict.id not in attempt.answers:
                status = "ungradable"
            elif may_be and part.status is Status.NOT_STARTED:
                status = "unmatched"
            elif part.status in UNJUDGED:
                open_ones.append(_why_open(verdict, part))
            unjudged = status in ("ungradable", "unmatched") or part.status in UNJUDGED
            own.append(None if unjudged else round(part.points * book.rules.keeps(days), 2))
            parts[verdict.id, part.number] = (own[-1], status)
        points[verdict.id] = None if None in own else round(sum(value or 0.0 for value in own), 2)
    row = Row(student, State.GRADED, points, parts, None, book.max_points, 0.0, days_late, attempt)
    row.remarks = [*attempt.remarks, *attempt.no_effect, *_problems(attempt)]
    row.remarks += open_ones
    if not attempt.answers and not attempt.untouched:
        row.state = State.UNGRADABLE
        row.points = dict.fromkeys(points)
        row.parts = dict.fromkeys(parts, (None, "ungradable"))
        row.remarks.append("No answer to any exercise could be read.")
    elif days_late:
        row.state = State.LATE
        every = len(late) == 1 and sum(map(len, late.values())) == len(attempt.answers)
        row.remarks += [text if every else f"{', '.join(numbers)}: {text}" for text, numbers in late.items()]
    _sum(row, book.exercises)
    return row


def _problems(attempt: Attempt) -> Iterator[str]:
    """Say why something cannot be read, once for all exercises that it holds for."""
    texts: dict[str, list[str]] = {}
    for exercise, problem in attempt.problems.items():
        texts.setdefault(problem, []).append(exercise)
    yield from (f"{', '.join(exercises)}: {problem}" for problem, exercises in texts.items())


def _late(when: datetime.datetime | None, days: int, rules: Rules, student: str, exercise: str) -> str:
    """Say when an answer came, how much too late that is, and what it costs."""
    keep = rules.keeps(days)
    cost = f": {100 * (1 - keep):g} % of the points taken off" if keep < 1 else ""
    count = f"{days} day{'' if days == 1 else 's'}"
    more = rules.extension(student, exercise)
    deadline = more.until if more else rules.deadline
    if when is None or deadline is None:
        return f"Late, as the platform says; that counts as {count}{cost}."
    return f"Handed in {shown(when)}, late by {count}, as begun (the deadline was {shown(deadline)}){cost}."


def _is_open(points: float | None, status: str) -> bool:
    return points is None and status != BY_HAND


def _why_open(verdict: ExerciseVerdict, part: Part) -> str:
    """Say why a part could not be judged."""
    messages = [check.message for check in verdict.checks if check.part == part.number and check.status in UNJUDGED]
    return f"{verdict.id}, part {part.number}: {next(filter(None, [*messages, verdict.message]), part.status.value)}"


def _sum(row: Row, exercises: Sequence[Exercise]) -> None:
    """Add up. What could not be judged stays open, and so does the total."""
    row.open_points = float(
        sum(spec.points for e in exercises for spec in e.parts if _is_open(*row.parts[e.id, spec.number]))
    )
    row.total = None if row.open_points else round(sum(points or 0.0 for points in row.points.values()), 2)


def _override(row: Row, overrides: Sequence[Override], exercises: Sequence[Exercise]) -> None:
    """Put in what was set by hand: parts first, then exercises, then the total. A remark changes nothing."""
    row.overrides = sorted(overrides, key=lambda override: (not override.exercise, override.part is None))
    changing = [(one, one.points) for one in row.overrides if one.points is not None]
    for override, given in changing:
        if override.part is not None:
            row.parts[override.exercise, override.part] = (given, BY_HAND)
            own = [points for (exercise, _), (points, _) in row.parts.items() if exercise == override.exercise]
            row.points[override.exercise] = None if None in own else round(sum(p or 0.0 for p in own), 2)
        elif override.exercise:
            row.points[override.exercise] = given
            for key in [key for key in row.parts if key[0] == override.exercise]:
                row.parts[key] = (None, BY_HAND)  # the exercise as a whole has its points
    if changing:
        _sum(row, exercises)
    for override, given in changing:
        if not override.exercise:
            row.total, row.open_points = given, 0.0
    if changing and row.state is State.UNGRADABLE and row.total is not None:
        row.state = State.GRADED
