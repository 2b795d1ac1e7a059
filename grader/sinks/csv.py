"""The verdict as CSV: a line for each part. Nothing in a cell is ever a formula.

What is an internal `error` or `inconclusive` has an empty cell for its points: a spreadsheet adds nothing for it, and
its status says why. It is never a zero.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from grader.verdict import UNJUDGED, Status, Verdict

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_CELL = 32_000  # characters; a spreadsheet takes 32,767
_HEAD = ("exercise", "id", "part", "title", "status", "points", "max_points", "mistake", "file", "line", "kind", "seed")


def render(verdict: Verdict) -> str:
    """Return the table, with a line of names at its head."""
    rows: list[list[object]] = [[*_HEAD]]
    for exercise in verdict.exercises:
        for part in exercise.parts:
            failed = (c for c in exercise.checks if c.part == part.number and c.status is Status.FAILED)
            mistake = next((check.mistake for check in failed if check.mistake), None)
            played = part.status not in (*UNJUDGED, Status.NOT_SELECTED)
            rows.append([
                exercise.number, exercise.id, part.number, part.title, part.status.value,
                part.points if played else None, part.max_points,
                mistake and mistake.name, mistake and mistake.file, mistake and mistake.line,
                verdict.kind, verdict.seed,
            ])  # fmt: skip
    return table(rows)


def table(rows: Iterable[Iterable[object]]) -> str:
    """Return rows as CSV."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()


def cell(value: object) -> str:
    """Return a value as a cell that a spreadsheet shows and does not run (OWASP, "CSV injection")."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}"
    text = "".join(char if char.isprintable() else " " for char in str(value)[:_CELL])
    return f"'{text}" if text.startswith(_FORMULA) and not isinstance(value, int) else text
