"""All that is written for a class: pages, tables, verdicts, and what was asked for besides."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
import json
import platform
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from grader import __version__, files
from grader.classroom import gradebook, marks
from grader.classroom.batches import Keys, Piece, advice_key
from grader.classroom.marks import Equal, Row
from grader.classroom.pages import Class, Tried, class_page, mistake_page, student_page
from grader.classroom.roster import Student, file_name
from grader.classroom.rules import ASSIGN, EXTENSIONS, OVERRIDES, Override, Rules, shown, too_many
from grader.classroom.store import Store
from grader.exercise import stubs
from grader.exercise.catalogue import Exercise
from grader.grading.job import Options
from grader.verdict import ExerciseVerdict, Verdict


@dataclasses.dataclass(frozen=True)
class Course:
    """What is graded, by which rules, into which folder."""

    exercises: Sequence[Exercise]
    roster: Sequence[Student]
    rules: Rules
    overrides: Sequence[Override]
    options: Options
    out: Path
    title: str
    export: Path | None = None  # where the files that were taken go
    pseudonyms: bool = False  # pages to publish are written as well
    tried: bool = False  # advice that was tried stands on students' pages too


@dataclasses.dataclass(frozen=True)
class Result:
    """What came of it, for the one who typed the command. `unknown`: hand-in -> the ids of those whose it may be."""

    rows: list[Row]
    unknown: dict[str, tuple[str, ...]]
    equal: list[Equal]
    changes: list[tuple[str, str, int, str, str]]
    judged: int
    known: int


def put_headings(out: Path) -> None:
    """Put the files that the instructor may fill in, each with its heading, if they are not there."""
    for name, heading in (("overrides", OVERRIDES), ("extensions", EXTENSIONS), ("assign", ASSIGN)):
        if not (path := out / f"{name}.csv").exists():
            put(path, f"{heading}\n")


def write(course: Course, result: Result, keys: Keys, store: Store) -> None:
    """Write everything into `course.out`. Raises OSError if the disk does not take it."""
    rows, exercises, out = result.rows, course.exercises, course.out
    footer = (
        f"Grade of record, made by the instructor: awaitlings {__version__}, Python {platform.python_version()}, "
        f"seed {course.options.seed}."
    )
    secret = store.secret() if course.pseudonyms else b""
    mistakes: dict[str, set[str]] = {}
    tried: list[Tried] = []
    layers = marks.Layers()
    for row in rows:
        own = marks.Layers()
        verdicts = marks.verdicts(row.attempt, exercises, keys, store, own) if row.attempt else []
        layers.seen |= own.seen
        layers.missing |= own.missing
        if verdicts:
            record = _verdict(course, row, verdicts, own).to_json()
            text = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))  # it is for programs
            put(out / "students" / f"{row.student.page}.json", text)
        for mistake in (check.mistake for verdict in verdicts for check in verdict.checks if check.mistake):
            mistakes.setdefault(mistake.name, set()).add(row.student.id)
        own_tried = list(_tried(row, exercises, keys, store))
        tried += own_tried
        told = own_tried if course.tried and course.rules.is_over(row.student.id) else ()
        page = student_page(row, verdicts, course.title, footer, tried=told)
        put(out / "students" / f"{row.student.page}.html", page)
        if secret:
            name = pseudonym(secret, row.student)
            put(out / "publish" / f"{name}.html", student_page(row, verdicts, course.title, footer, name[:8], told))
    if layers.missing:
        footer += f" Not enforced where it was judged: {', '.join(sorted(layers.missing))}."
    for name in mistakes:
        try:
            put(out / "mistakes" / f"{name}.html", mistake_page(name))
        except FileNotFoundError:  # a mistake that has no page yet
            continue
    sections = {
        name: f"sections/{file_name(name)}.html" for name in sorted({row.student.section for row in rows} - {""})
    }
    data = Class(
        course.title, rows, exercises, mistakes, result.equal, result.unknown, result.changes,
        too_many(course.overrides, exercises), sections, footer, tried,
    )  # fmt: skip
    put(out / "index.html", class_page(data))
    for name, page in sections.items():
        put(out / page, class_page(_of_section(data, name)))
    for name, table in _tables(course, result, secret):
        put(out / name, gradebook.table(table) if not isinstance(table, str) else table)
    if course.export:
        _export(course.export, rows, exercises, store)


def _tried(row: Row, exercises: Sequence[Exercise], keys: Keys, store: Store) -> Iterator[Tried]:
    """What was tried on the answers of a student that count."""
    answers = row.attempt.answers if row.attempt else {}
    for exercise in exercises:
        if exercise.id in answers:
            piece = Piece(exercise, answers[exercise.id], ())
            if text := store.tried(advice_key(piece, keys)):
                yield Tried(row, exercise, text)


def _of_section(data: Class, section: str) -> Class:
    """The part of the page of a class that is about one section."""
    rows = [row for row in data.rows if row.student.section == section]
    own = {row.student.id for row in rows}
    return dataclasses.replace(
        data,
        title=f"{data.title}, section {section}",
        rows=rows,
        mistakes={name: students & own for name, students in data.mistakes.items() if students & own},
        equal=[group for group in data.equal if own & set(group.students)],
        tried=[one for one in data.tried if one.row.student.id in own],
        changes=[change for change in data.changes if change[0] in own],
        sections={},
        up="../",
    )


def pseudonym(secret: bytes, student: Student) -> str:
    """Return a name that stays the same for a student, and that cannot be guessed without the secret of the class."""
    digest = hmac.digest(secret, student.id.encode(), hashlib.sha256)
    return base64.b32encode(digest).decode()[:24].lower()


def _export(folder: Path, rows: Sequence[Row], exercises: Sequence[Exercise], store: Store) -> None:
    """Write the files that count: submissions/EXERCISE/STUDENT/FILE, and the stubs they began with as base-code."""
    for exercise in exercises:
        for name, data in stubs.handed_out(exercise).items():
            files.write_new(folder / "base-code" / exercise.folder.name / name, data)
        for row in rows:
            if row.attempt and exercise.id in row.attempt.answers:
                home = folder / "submissions" / exercise.folder.name / row.student.page
                for name, data in store.answer(row.attempt.answers[exercise.id]).items():
                    files.write_new(home / name, data)


def _verdict(course: Course, row: Row, verdicts: Sequence[ExerciseVerdict], layers: marks.Layers) -> Verdict:
    """The verdict of record on one student, for other readers of verdicts.

    Late rules and overrides are not in it. Nor are timelines: the page draws them, and here they are two thirds.
    """
    real = bool(verdicts) and all(exercise.clock == "real" for exercise in course.exercises)
    return Verdict(
        exercises=tuple(map(_without_timelines, verdicts)),
        seed=course.options.seed,
        clock="real" if real else "simulated",
        kind="record",
        python=platform.python_version(),
        platform=sys.platform,
        grader=__version__,
        layers=layers.in_force,
        layers_missing=tuple(sorted(layers.missing)),
        cpus=course.options.cpus,
        messages=tuple(row.remarks),
    )


def _without_timelines(verdict: ExerciseVerdict) -> ExerciseVerdict:
    return dataclasses.replace(verdict, checks=tuple(dataclasses.replace(c, timeline=None) for c in verdict.checks))


def _tables(course: Course, result: Result, secret: bytes) -> Iterator[tuple[str, str | Iterable[Iterable[object]]]]:
    flags: dict[str, list[str]] = {}
    for group in result.equal:
        for student in group.students:
            flags.setdefault(student, []).append(str(group))
    rows = result.rows
    yield "gradebook.csv", gradebook.gradebook(rows, course.exercises, flags)
    yield "parts.csv", gradebook.parts(rows, course.exercises)
    yield "canvas.csv", gradebook.canvas(rows, course.title)
    yield "moodle.csv", gradebook.moodle(rows, course.title)
    yield "changes.csv", [("student_id", "exercise", "part", "before", "now"), *result.changes]
    may_be = [(place, "", " ".join(candidates)) for place, candidates in result.unknown.items()]
    yield "unmatched.csv", [(*ASSIGN.split(","), "may_be"), *may_be]
    equal = [
        (group.number, group.exercise.label, one, group.solution) for group in result.equal for one in group.students
    ]
    yield "equal.csv", [("group", "exercise", "student_id", "equal_to_the_solution"), *equal]
    made = [
        (row.student.id, number, made.when and shown(made.when), made.days_late, made.total, made.counts)
        for row in rows
        for number, made in enumerate(row.attempts, 1)
    ]
    yield "attempts.csv", [("student_id", "attempt", "handed_in", "days_late", "points", "counts"), *made]
    if secret:
        names = [(row.student.id, f"publish/{pseudonym(secret, row.student)}.html") for row in rows]
        yield "pseudonyms.csv", [("student_id", "page"), *names]


def put(path: Path, text: str) -> None:
    """Write a file in one step. Raises OSError if the disk does not take it."""
    aside = path.with_name(f".{path.name}.new")
    path.parent.mkdir(parents=True, exist_ok=True)
    aside.write_text(text, encoding="utf-8")
    files.move_over(aside, path)
