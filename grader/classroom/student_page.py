"""One student's page: the points of each part, and of whatever failed the whole story."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader import sinks
from grader.classroom.marks import BY_HAND, Row, State
from grader.classroom.markup import Html, page, table, tag
from grader.sinks.html import card, legend
from grader.verdict import UNJUDGED, ExerciseVerdict, Part, Status


def student_page(row: Row, verdicts: Sequence[ExerciseVerdict], title: str, footer: str) -> str:
    """Return the page. It holds nothing about anybody else, and nothing of the flags that are for the instructor."""
    student = row.student
    name = student.name or student.id
    total = "not settled yet" if row.total is None else f"{row.total:g}"
    head = [
        tag("h1", f"{title}: {name}"),
        tag("p", tag("strong", f"{total} of {row.max_points} points"), f" ({student.id}{_state(row)})"),
    ]
    if row.open_points:
        head.append(tag("p", f"{row.open_points:g} points could not be judged. That costs nothing.", css="open"))
    head += [tag("p", remark) for remark in row.remarks]
    head += [tag("p", _by_hand(override)) for override in row.overrides]
    sections = [part for verdict in verdicts for part in _exercise(row, verdict)]
    if any(check.timeline and check.status is Status.FAILED for verdict in verdicts for check in verdict.checks):
        head.append(Html("\n".join(legend())))
    return page(f"{title}: {name}", *head, *sections, tag("p", footer, css="dim"))


def _state(row: Row) -> str:
    return "" if row.state is State.GRADED else f", {row.state.value}"


def _by_hand(override: object) -> str:
    from grader.classroom.rules import Override

    assert isinstance(override, Override)
    what = (
        f"{override.exercise}{f', part {override.part}' if override.part else ''}" if override.exercise else "The total"
    )
    if override.points is None:
        return f"{what}: {override.reason}" if override.exercise else override.reason
    return f"{what} was set to {override.points:g} points by hand{f': {override.reason}' if override.reason else ''}."


def _exercise(row: Row, verdict: ExerciseVerdict) -> Iterator[Html]:
    points = row.points[verdict.id]
    shown = "-" if points is None else f"{points:g}"
    yield tag("h2", f"{verdict.number} {verdict.title}: {shown} of {verdict.max_points}")
    if verdict.message:
        yield tag("p", verdict.message)
    if verdict.status in (Status.NOT_STARTED, Status.NOT_SELECTED):
        return
    cells = []
    for part in verdict.parts:
        value, status = row.parts[verdict.id, part.number]
        earned = "-" if value is None else f"{value:g}"
        cells.append(
            [
                str(part.number),
                part.title,
                tag("span", _word(part, status), css=_css(part)),
                earned,
                str(part.max_points),
            ]
        )
    yield table(["Part", "", "State", "Points", "of"], cells, numbers=(0, 3, 4))
    for check in verdict.checks:
        if check.status is Status.PASSED:
            continue
        if check.status in UNJUDGED:
            yield tag("h3", f"Part {check.part}: {check.title}")
            yield tag("p", f"Not your fault: {sinks.NOT_YOUR_FAULT[check.status]}", css="open")
        elif not check.reached:
            yield tag("h3", f"Part {check.part}: {check.title}")
            yield tag("p", check.message)
        else:
            yield Html("\n".join(card(verdict, check)))


def _word(part: Part, status: str) -> str:
    return status if status == BY_HAND else part.status.value.replace("_", " ")


def _css(part: Part) -> str:
    return {Status.PASSED: "passed", Status.FAILED: "failed"}.get(part.status, "open")
