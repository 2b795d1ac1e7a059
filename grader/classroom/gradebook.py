"""The gradebook as CSV: our own, and the forms that Canvas and Moodle import. Nothing in a cell is ever a formula.

Canvas: columns Student, ID, SIS User ID, SIS Login ID, Section, assignments; one of the first ones names the student
(https://teaching.resources.osu.edu/toolsets/carmencanvas/guides/calculating-final-grades/import-csv-file-carmen-grades).
Moodle: "Import grades" maps a column of the file to a field of the user (https://docs.moodle.org/en/Grade_import).
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.classroom.marks import Row
from grader.exercise.catalogue import Exercise
from grader.sinks.csv import cell, table

__all__ = ["canvas", "cell", "gradebook", "moodle", "parts", "table"]


def gradebook(rows: Sequence[Row], exercises: Sequence[Exercise], flags: dict[str, list[str]]) -> str:
    """Everyone on the roster, with the points of each exercise. Empty: not judged, look at the remarks."""
    head = ["student_id", "name", "username", "state", "total", "max", "not_judged", "days_late"]
    lines: list[list[object]] = [[*head, *(exercise.label for exercise in exercises), "remarks", "flags"]]
    for row in rows:
        student = row.student
        lines.append([
            student.id, student.name, student.username, row.state.value, row.total, row.max_points, row.open_points,
            row.days_late, *(row.points[exercise.id] for exercise in exercises), " ".join([*row.notes, *row.remarks]),
            " ".join(flags.get(student.id, ())),
        ])  # fmt: skip
    return table(lines)


def parts(rows: Sequence[Row], exercises: Sequence[Exercise]) -> str:
    """One line for each part of each student."""
    lines: list[list[object]] = [["student_id", "exercise", "part", "status", "points", "max"]]
    for row in rows:
        for exercise in exercises:
            for spec in exercise.parts:
                points, status = row.parts[exercise.id, spec.number]
                lines.append([row.student.id, exercise.id, spec.number, status, points, spec.points])
    return table(lines)


def canvas(rows: Sequence[Row], title: str) -> str:
    """What Canvas imports. If it could not be judged the cell is empty, and Canvas leaves what it has."""
    lines: list[list[object]] = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title]]
    lines.append(["    Points Possible", "", "", "", "", rows[0].max_points])
    for row in rows:
        student = row.student
        lines.append([student.name, "", student.id, student.username, "", row.total])
    return table(lines)


def moodle(rows: Sequence[Row], title: str) -> str:
    """What Moodle imports: map `ID number` or `Username`, and the last column to the grade item."""
    lines: list[list[object]] = [["ID number", "Username", "Full name", title]]
    lines += [[row.student.id, row.student.username, row.student.name, row.total] for row in rows]
    return table(lines)
