"""The class on one page: everybody's points, which part stops whom, which mistakes are common, what needs a look."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from grader.classroom.marks import Equal, Row, State
from grader.classroom.markup import Html, page, table, tag
from grader.exercise.catalogue import Exercise

_NAMED = 12  # students in one cell


@dataclasses.dataclass
class Class:
    """What the page is made of. `mistakes`: name -> students who made it; `changes`: what is not as it was before."""

    title: str
    rows: Sequence[Row]
    exercises: Sequence[Exercise]
    mistakes: Mapping[str, set[str]]
    equal: Sequence[Equal]
    unknown: Mapping[str, Sequence[str]]
    changes: Sequence[tuple[str, str, int, str, str]]
    footer: str


def class_page(data: Class) -> str:
    """Return the page."""
    return page(
        data.title,
        tag("h1", data.title),
        tag("p", _summary(data)),
        *_look(data),
        tag("h2", "Which part stops whom"),
        _parts(data),
        tag("h2", "Common mistakes"),
        _mistakes(data),
        tag("h2", "Everybody"),
        _everybody(data),
        tag("p", data.footer, css="dim"),
    )


def _summary(data: Class) -> str:
    counts = {state: sum(row.state is state for row in data.rows) for state in State}
    totals = sorted(row.total for row in data.rows if row.total is not None and row.state is not State.MISSING)
    middle = f" The middle one has {totals[len(totals) // 2]:g} of {data.rows[0].max_points} points." if totals else ""
    named = ", ".join(f"{count} {state.value}" for state, count in counts.items() if count)
    return f"{len(data.rows)} students: {named}.{middle}"


def _look(data: Class) -> list[Html]:
    """What a person has to look at."""
    found: list[Html] = []
    rows = [row for row in data.rows if row.open_points]
    if rows:
        found.append(tag("h2", "Not settled"))
        found.append(
            table(
                ["Student", "Points open", "Why"],
                [[_link(r), f"{r.open_points:g}", " ".join([*r.notes, *r.remarks])] for r in rows],
                [1],
            )
        )
    if data.unknown:
        found.append(tag("h2", "Whose are these?"))
        found.append(tag("p", "A line in assign.csv settles each: the name, and a student_id, or - if it is nobody's."))
        whose = [[name, ", ".join(candidates) or "anyone who is missing"] for name, candidates in data.unknown.items()]
        found.append(table(["Handed in as", "May be of"], whose))
    if data.equal:
        found.append(tag("h2", "Equal files"))
        found.append(tag("p", "Said, and not judged: a short exercise has few different right answers."))
        found.append(table(["What is equal", "Students"], [[str(one), _names(one.students)] for one in data.equal]))
    if data.changes:
        found.append(tag("h2", "Changed since the last time"))
        changes = [
            [student, exercise, str(part), before, after] for student, exercise, part, before, after in data.changes
        ]
        found.append(table(["Student", "Exercise", "Part", "Before", "Now"], changes, [2]))
    return found


def _parts(data: Class) -> Html:
    rows = []
    present = [row for row in data.rows if row.state is not State.MISSING]
    for exercise in data.exercises:
        for spec in exercise.parts:
            passed = sum(row.parts[exercise.id, spec.number][1] == "passed" for row in present)
            failed = [row.student.id for row in present if row.parts[exercise.id, spec.number][1] == "failed"]
            begun = passed + len(failed)
            share = f"{passed} of {begun}" if begun else "-"
            rows.append([exercise.label, str(spec.number), spec.title, share, _names(failed)])
    return table(["Exercise", "Part", "", "Passed", "Not passed by"], rows, [1, 3])


def _mistakes(data: Class) -> Html:
    ranked = sorted(data.mistakes.items(), key=lambda item: (-len(item[1]), item[0]))
    if not ranked:
        return tag("p", "None has a name yet.")
    return table(["Mistake", "Students", "Who"], [[n, str(len(s)), _names(sorted(s))] for n, s in ranked], [1])


def _everybody(data: Class) -> Html:
    head = ["Student", "Name", "State", "Total", *(exercise.number for exercise in data.exercises)]
    rows = []
    for row in data.rows:
        cells = [_points(row.points[exercise.id]) for exercise in data.exercises]
        rows.append([_link(row), row.student.name, row.state.value, _points(row.total), *cells])
    return table(head, rows, range(3, len(head)))


def _points(points: float | None) -> str:
    return "-" if points is None else f"{points:g}"


def _link(row: Row) -> Html:
    return tag("a", row.student.id, href=f"students/{row.student.page}.html")


def _names(students: Sequence[str]) -> str:
    more = len(students) - _NAMED
    return ", ".join(students[:_NAMED]) + (f" and {more} more" if more > 0 else "")
