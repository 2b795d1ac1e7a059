"""What an instructor decides: deadlines and extensions, what late costs, which attempt counts, points set by hand."""

from __future__ import annotations

import dataclasses
import datetime
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from grader.classroom.roster import Student, read_rows
from grader.errors import UserError
from grader.exercise.catalogue import Exercise

OVERRIDES = "student_id,exercise,part,points,reason"
EXTENSIONS = "student_id,exercise,until,reason"
ASSIGN = "hand_in,student_id"
NO_ONE = "-"  # in assign.csv: a hand-in of no one on the roster
NO_LATE_RULE = "no late rule"
DAY = datetime.timedelta(days=1)


@dataclasses.dataclass(frozen=True)
class Extension:
    """More time for one student: for an exercise, or for all ("") of them. `until` None: no late rule at all."""

    student: str
    exercise: str
    until: datetime.datetime | None
    reason: str


@dataclasses.dataclass(frozen=True)
class Rules:
    """`late_percent` is taken off the points for each day begun; 100 refuses what is late."""

    deadline: datetime.datetime | None = None
    late_percent: float = 0.0
    attempt: str = "last"  # or "best"
    extensions: tuple[Extension, ...] = ()

    def extension(self, student: str, exercise: str) -> Extension | None:
        """Return what holds for a student and an exercise: its own extension before the one for all exercises."""
        own = [one for one in self.extensions if one.student == student and one.exercise in (exercise, "")]
        return max(own, key=lambda one: bool(one.exercise), default=None)

    def days_late(
        self, when: datetime.datetime | None, said_to_be_late: bool, student: str = "", exercise: str = ""
    ) -> int:
        """How many days late an answer is, begun ones counted. Without a time, a platform's word counts as one."""
        more = self.extension(student, exercise)
        if more is not None and more.until is None:
            return 0
        deadline = more.until if more else self.deadline
        if deadline is not None and when is not None:
            return max(0, math.ceil((when - deadline) / DAY))
        return int(said_to_be_late and more is None)

    def keeps(self, days: int) -> float:
        """What of the points is kept after so many days, from 1.0 to 0.0."""
        return max(0.0, 1.0 - days * self.late_percent / 100)

    def moments(self, student: str) -> list[datetime.datetime | None]:
        """Return the deadlines that hold for a student, each once, the earliest first; None for none at all."""
        own = {one.until for one in self.extensions if one.student == student}
        return sorted({self.deadline, *own}, key=lambda one: (one is None, str(one and one.astimezone(datetime.UTC))))

    def is_over(self, student: str = "") -> bool:
        """Whether every deadline that holds for a student, or for the class, has passed."""
        now = datetime.datetime.now(datetime.UTC)
        return all(until is not None and until <= now for until in self.moments(student))


def moment(text: str) -> datetime.datetime:
    """Read a point in time: `2026-11-20`, `2026-11-20 18:00`, with `Z` or `+01:00`, else in this machine's zone.

    A date alone means the end of that day. Raises UserError.
    """
    try:
        when = datetime.datetime.fromisoformat(text.strip())
        if is_date(text):
            when = datetime.datetime.combine(when.date(), datetime.time(23, 59, 59))
    except ValueError:
        raise UserError(f"{text!r} is no point in time. Write it like 2026-11-20T18:00+01:00.") from None
    return when if when.tzinfo else when.astimezone()


def is_date(text: str) -> bool:
    """Whether a point in time is given as a date alone."""
    return "T" not in text and " " not in text.strip()


def explained(rules: Rules, deadline: str) -> Iterator[str]:
    """Say what an instructor may not expect of the deadline as typed, and of the late rule."""
    if rules.deadline and is_date(deadline):
        yield f"The deadline is the end of that day: {shown(rules.deadline)}."
    elif rules.deadline and not datetime.datetime.fromisoformat(deadline.strip()).tzinfo:
        yield f"The deadline is in the time zone of this machine: {shown(rules.deadline)}."
    if rules.late_percent and rules.deadline is None:
        yield "--late without --deadline: only what your platform itself marks as late costs points, as one day."


def shown(when: datetime.datetime) -> str:
    """Return a moment for a reader: to the minute, with its zone."""
    return f"{when:%Y-%m-%d %H:%M} {when.strftime('%z')[:3]}:{when.strftime('%z')[3:5]}"


@dataclasses.dataclass(frozen=True)
class Override:
    """Points set by hand: of a part, of an exercise (`part` None), or of everything (`exercise` "").

    Without points it is a remark for the student's page, and changes nothing.
    """

    student: str
    exercise: str
    part: int | None
    points: float | None
    reason: str


class _File:
    """The rows of a file that an instructor fills in; each mistake in it is said with its line."""

    def __init__(self, path: Path, heading: str, needed: Collection[str], roster: Sequence[Student]) -> None:
        self.path = path
        self._students = {student.id.casefold(): student.id for student in roster}
        self.rows: list[tuple[int, dict[str, str]]] = []
        if path.exists():
            self.rows = read_rows(path, needed=needed, known=heading.split(","), example=heading)

    def wrong(self, line: int, why: str) -> UserError:
        return UserError(f"{self.path}, line {line}: {why}.")

    def student(self, line: int, name: str) -> str:
        if name.casefold() not in self._students:
            raise self.wrong(line, f"{name!r} is not on the roster")
        return self._students[name.casefold()]


def names_of(exercises: Sequence[Exercise]) -> dict[str, Exercise]:
    """Return every name by which an exercise may be called, in small letters: `21`, `21 sync_to_async` …"""
    return {
        name.casefold(): one for one in exercises for name in (one.id, one.number, one.folder.name, one.label)
    }  # fmt: skip


def read_overrides(path: Path, roster: Sequence[Student], exercises: Sequence[Exercise]) -> list[Override]:
    """Return what `overrides.csv` says. Raises UserError."""
    file = _File(path, OVERRIDES, ("student_id", "points"), roster)
    names = names_of(exercises)
    found = []
    for line, row in file.rows:
        student, called = file.student(line, row["student_id"]), row.get("exercise", "")
        exercise = names.get(called.casefold()) if called else None
        if called and exercise is None:
            raise file.wrong(line, f"there is no exercise {called!r} here")
        part = int(row["part"]) if row.get("part", "").isdecimal() else None
        numbers = [spec.number for spec in exercise.parts] if exercise else []
        if row.get("part") and part not in numbers:
            raise file.wrong(line, f"there is no part {row['part']!r} in {called or 'everything'}")
        points = _points(row["points"])
        if points is not None and (not math.isfinite(points) or points < 0):
            raise file.wrong(line, f"{row['points']!r} is not a number of points")
        if points is None and not row.get("reason"):
            raise file.wrong(line, "there are neither points nor a reason, which would be a remark for the student")
        found.append(Override(student, exercise.id if exercise else "", part, points, row.get("reason", "")))
    return found


def _points(text: str) -> float | None:
    """The number; None for an empty cell; nan for anything else."""
    try:
        return float(text.replace(",", ".")) if text else None
    except ValueError:
        return math.nan


def too_many(overrides: Sequence[Override], exercises: Sequence[Exercise]) -> list[str]:
    """Say which overrides give more points than there are. That may be meant, or a slip."""
    by_id = {exercise.id: exercise for exercise in exercises}
    said = []
    for one in overrides:
        exercise = by_id.get(one.exercise)
        most = sum(each.max_points for each in exercises) if exercise is None else exercise.max_points
        if exercise is not None and one.part is not None:
            most = next(spec.points for spec in exercise.parts if spec.number == one.part)
        if one.points is not None and one.points > most:
            what = f"{exercise.label}{f', part {one.part}' if one.part else ''}" if exercise else "the total"
            said.append(f"{one.student} has {one.points:g} points by hand for {what}, of {most}.")
    return said


def read_extensions(path: Path, roster: Sequence[Student], exercises: Sequence[Exercise]) -> tuple[Extension, ...]:
    """Return what `extensions.csv` says. Raises UserError."""
    file = _File(path, EXTENSIONS, ("student_id", "until"), roster)
    names = names_of(exercises)
    found = []
    for line, row in file.rows:
        student, called = file.student(line, row["student_id"]), row.get("exercise", "")
        if called and called.casefold() not in names:
            raise file.wrong(line, f"there is no exercise {called!r} here")
        try:
            until = None if row["until"].casefold() == NO_LATE_RULE else moment(row["until"])
        except UserError as error:
            raise file.wrong(line, f"{str(error).rstrip('.')}, or: {NO_LATE_RULE}") from None
        found.append(Extension(student, names[called.casefold()].id if called else "", until, row.get("reason", "")))
    return tuple(found)


def read_assigned(path: Path, roster: Sequence[Student]) -> dict[str, Student | None]:
    """Return the name of a hand-in -> whose `assign.csv` says that it is; None: of no one on the roster."""
    file = _File(path, ASSIGN, ASSIGN.split(","), roster)
    by_id: Mapping[str, Student] = {student.id: student for student in roster}
    return {
        row["hand_in"]: None if row["student_id"] == NO_ONE else by_id[file.student(line, row["student_id"])]
        for line, row in file.rows
    }  # fmt: skip
