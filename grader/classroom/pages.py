"""What the pages of a class show: the class or a section of it, one student, one mistake. The templates lie beside."""

from __future__ import annotations

import dataclasses
import re
import statistics
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from markupsafe import Markup, escape

from grader.classroom.marks import BY_HAND, Equal, Row, State
from grader.classroom.rules import ASSIGN, Override, shown
from grader.exercise.catalogue import ROOT, Exercise
from grader.sinks import pages
from grader.verdict import UNJUDGED, ExerciseVerdict, Status

TEMPLATES = Path(__file__).with_name("templates")
MISTAKES = ROOT / "docs" / "mistakes"


@dataclasses.dataclass(frozen=True)
class Tried:
    """Advice that was tried on a student's answer, as a sentence."""

    row: Row
    exercise: Exercise
    text: str


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
    too_many: Sequence[str]
    sections: Mapping[str, str]  # section -> its page, from this one
    footer: str
    tried: Sequence[Tried]
    up: str = ""  # from this page to the folder that `students/` is in


@dataclasses.dataclass(frozen=True)
class PartShare:
    """How a part went: of those who have something there, who passed and who did not."""

    exercise: Exercise
    number: int
    title: str
    passed: int
    failed: Sequence[str]

    @property
    def share(self) -> float:
        """What passed, from 0 to 1; 1 if nothing was judged."""
        return self.passed / (self.passed + len(self.failed)) if self.passed or self.failed else 1.0


def class_page(data: Class) -> str:
    """Return the page of a class, or of a section."""
    present = [row for row in data.rows if row.state not in (State.MISSING, State.UNMATCHED)]
    shares = sorted(_shares(data.exercises, present), key=lambda one: one.share)
    mistakes = sorted(data.mistakes.items(), key=lambda item: (-len(item[1]), item[0]))
    return pages.render(
        "class.html", TEMPLATES, data=data, summary=summary(data.rows), shares=shares, assign=ASSIGN,
        mistakes=[(name, sorted(students), (MISTAKES / f"{name}.md").is_file()) for name, students in mistakes],
        present=len(present), open=[row for row in data.rows if row.open_points], points=_points,
    )  # fmt: skip


def summary(rows: Sequence[Row]) -> Iterator[str]:
    """How many there are of each kind, then the middle and the spread of what they have, a sentence each."""
    counts = {state: sum(row.state is state for row in rows) for state in State}
    named = ", ".join(f"{count} {state.value}" for state, count in counts.items() if count)
    yield f"{len(rows)} student{'' if len(rows) == 1 else 's'}: {named}."
    totals = [row.total for row in rows if row.total is not None and row.state is not State.MISSING]
    if len(totals) == 1:
        yield f"The one total is {totals[0]:g} of {rows[0].max_points} points."
    elif totals:
        low, middle, high = statistics.quantiles(totals, n=4, method="inclusive")
        yield (
            f"Half of the {len(totals)} totals are {middle:g} of {rows[0].max_points} points or more; the middle half "
            f"lies between {low:g} and {high:g}, all between {min(totals):g} and {max(totals):g}."
        )


def _shares(exercises: Sequence[Exercise], present: Sequence[Row]) -> Iterator[PartShare]:
    for exercise in exercises:
        for spec in exercise.parts:
            key = (exercise.id, spec.number)
            failed = [row.student.id for row in present if row.parts[key][1] == "failed"]
            passed = sum(row.parts[key][1] == "passed" for row in present)
            yield PartShare(exercise, spec.number, spec.title, passed, failed)


def student_page(
    row: Row,
    verdicts: Sequence[ExerciseVerdict],
    title: str,
    footer: str,
    name: str = "",
    tried: Sequence[Tried] = (),
) -> str:
    """Return the page of one student. It holds nothing about anybody else, and nothing that is for the instructor.

    `name` stands on it instead of the student's, and then nothing is on it that says whose it is. `tried`: advice that
    the instructor lets the student read.
    """
    failed = any(check.timeline and check.status is Status.FAILED for one in verdicts for check in one.checks)
    return pages.render(
        "student.html", TEMPLATES, row=row, verdicts=verdicts, title=title, footer=footer, name=name, colours=failed,
        by_hand=[_by_hand(one) for one in row.overrides], points=_points, shown=shown, BY_HAND=BY_HAND,
        UNJUDGED=UNJUDGED, tried={one.exercise.id: one.text for one in tried},
    )  # fmt: skip


def _by_hand(override: Override) -> str:
    part = f", part {override.part}" if override.part else ""
    what = f"{override.exercise}{part}" if override.exercise else ""
    if override.points is None:
        return f"{what}: {override.reason}" if what else override.reason
    reason = f": {override.reason}" if override.reason else ""
    return f"{what or 'The total'} was set to {override.points:g} points by hand{reason}."


def _points(points: float | None) -> str:
    return "-" if points is None else f"{points:g}"


def mistake_page(name: str) -> str:
    """Return the page of a named mistake. Its Markdown holds headings, paragraphs, links and blocks of code only."""
    text = (MISTAKES / f"{name}.md").read_text(encoding="utf-8")
    blocks = []
    for number, part in enumerate(re.split(r"^```\w*\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)):
        if number % 2:
            blocks.append(Markup("<pre>{}</pre>").format(part))
        else:
            blocks += [_block(block) for block in filter(None, map(str.strip, part.split("\n\n")))]
    return pages.render("mistake.html", TEMPLATES, name=name, blocks=blocks)


def _block(block: str) -> Markup:
    level = len(block) - len(block.lstrip("#"))
    inline = re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(block.lstrip("# "))))
    inline = re.sub(r"\[([^\]]+)\]\((https://[^)\s]+)\)", r'<a href="\2">\1</a>', inline)
    inline = re.sub(r"\[([^\]]+)\]\(([a-z-]+)\.md\)", r"\1", inline)
    if level:
        return Markup(f"<h{level}>{inline}</h{level}>")
    if block.startswith("- "):
        items = re.split(r"^- ", inline, flags=re.MULTILINE)[1:]
        return Markup("<ul>" + "".join(f"<li>{item.strip()}</li>" for item in items) + "</ul>")
    return Markup(f"<p>{inline}</p>")
