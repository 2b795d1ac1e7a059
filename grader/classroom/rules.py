"""What an instructor decides: the deadline, what late costs, which attempt counts, and marks set by hand."""

from __future__ import annotations

import dataclasses
import datetime
import math
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from grader.classroom.roster import Student, read_rows
from grader.errors import UserError
from grader.exercise.catalogue import Exercise

OVERRIDES = "student_id,exercise,part,points,reason"
DAY = datetime.timedelta(days=1)


@dataclasses.dataclass(frozen=True)
class Rules:
    """`late_percent` is taken off the points for each day begun; 100 refuses what is late."""

    deadline: datetime.datetime | None = None
    late_percent: float = 0.0
    attempt: str = "last"  # or "best"

    def days_late(self, when: datetime.datetime | None, said_to_be_late: bool) -> int:
        """How many days late an attempt is, begun ones counted. Without a time, a platform's word counts as one."""
        if self.deadline is not None and when is not None:
            return max(0, math.ceil((when - self.deadline) / DAY))
        return int(said_to_be_late)

    def keeps(self, days: int) -> float:
        """What of the points is kept after so many days, from 1.0 to 0.0."""
        return max(0.0, 1.0 - days * self.late_percent / 100)


def moment(text: str) -> datetime.datetime:
    """Read a point in time: `2026-11-20`, `2026-11-20 18:00`, with `Z` or `+01:00`, else in this machine's zone.

    A date alone means the end of that day. Raises UserError.
    """
    try:
        when = datetime.datetime.fromisoformat(text.strip())
        if "T" not in text and " " not in text.strip():
            when = datetime.datetime.combine(when.date(), datetime.time(23, 59, 59))
    except ValueError:
        raise UserError(f"{text!r} is no point in time. Write it like 2026-11-20T18:00+01:00.") from None
    return when if when.tzinfo else when.astimezone()


@dataclasses.dataclass(frozen=True)
class Override:
    """Points set by hand: of a part, of an exercise (`part` None), or of everything (`exercise` "")."""

    student: str
    exercise: str
    part: int | None
    points: float
    reason: str


def read_overrides(path: Path, roster: Sequence[Student], exercises: Sequence[Exercise]) -> list[Override]:
    """Return what `overrides.csv` says; where there is none, one with a heading is put there to be filled in."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{OVERRIDES}\n", encoding="utf-8")
        return []
    columns = OVERRIDES.split(",")
    rows = read_rows(path, needed=("student_id", "points"), known=columns, example=OVERRIDES)
    students = {student.id.casefold(): student.id for student in roster}
    names = {name: exercise for exercise in exercises for name in (exercise.id, exercise.number, exercise.folder.name)}
    return [_override(path, line, row, students, names) for line, row in rows]


def _override(
    path: Path, line: int, row: Mapping[str, str], students: Mapping[str, str], names: Mapping[str, Exercise]
) -> Override:
    def wrong(why: str) -> UserError:
        return UserError(f"{path}, line {line}: {why}.")

    student, exercise = row["student_id"], row.get("exercise", "")
    if student.casefold() not in students:
        raise wrong(f"{student!r} is not on the roster")
    if exercise and exercise not in names:
        raise wrong(f"there is no exercise {exercise!r} here")
    part = _number(row.get("part", ""))
    numbers: Collection[int] = [spec.number for spec in names[exercise].parts] if exercise else ()
    if row.get("part") and part not in numbers:
        raise wrong(f"there is no part {row['part']!r} in {exercise or 'everything'}")
    try:
        points = float(row["points"].replace(",", "."))
    except ValueError:
        points = math.nan
    if not math.isfinite(points) or points < 0:
        raise wrong(f"{row['points']!r} is no number of points")
    name = names[exercise].id if exercise else ""
    return Override(students[student.casefold()], name, part, points, row.get("reason", ""))


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None
