"""Grading a whole class: submissions and a roster -> a gradebook, a page for each student, a page for the class."""

from __future__ import annotations

import dataclasses
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from pathlib import Path

from grader import __version__, files
from grader.classroom import batches, contents, gradebook, marks
from grader.classroom.batches import Keys, Piece
from grader.classroom.class_page import Class, class_page
from grader.classroom.intake import Handin, collected, handins
from grader.classroom.marks import Attempt, Row
from grader.classroom.roster import Matcher, Student
from grader.classroom.rules import Override, Rules
from grader.classroom.store import Store
from grader.classroom.student_page import student_page
from grader.classroom.trees import unzipped
from grader.errors import UserError
from grader.exercise import extras, stubs
from grader.exercise.catalogue import Exercise
from grader.exercise.submission import SubmissionError, read_submission
from grader.grading.job import Options
from grader.grading.which_checks import Checks, kind_of
from grader.sinks import counted, safe
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


@dataclasses.dataclass(frozen=True)
class Result:
    """What came of it, for the one who typed the command."""

    rows: list[Row]
    unknown: list[str]
    flags: dict[str, list[str]]
    changes: list[tuple[str, str, int, str, str]]
    judged: int
    known: int


def playable(exercises: Sequence[Exercise]) -> list[Exercise]:
    """Return the exercises, each of which can be graded here. Raises UserError."""
    for exercise in exercises:
        if why := extras.why_not(exercise):
            raise UserError(f"{exercise.label}: {why}\nOr name the exercises of this assignment with --only.")
        if kind_of(exercise) is not Checks.HIDDEN:
            raise UserError(f"{exercise.label} has no hidden checks here: a student edition cannot grade a class.")
    return list(exercises)


def grade_class(
    course: Course,
    submissions: Path,
    store: Store,
    executor: Executor,
    at_once: int,
    begin: Callable[[int], Callable[[int], None]],
) -> Result:
    """Grade what has not been graded, and write everything into `course.out`. `begin(n)`: n answers will be judged."""
    found = handins(submissions, Matcher(course.roster))
    attempts: dict[str, list[Attempt]] = {}
    for handin in _in_order(found):
        if handin.student is not None:
            attempts.setdefault(handin.student.id, []).append(_read(handin, course.exercises, store))
    said = collected(submissions)
    for student in course.roster:
        if texts := said.get(student.page):
            lost = Attempt(student.page, None, False, {}, {}, frozenset())  # no zero: nobody knows what is in it
            made = attempts.setdefault(student.id, [lost])
            made[-1] = dataclasses.replace(made[-1], remarks=(*texts, *made[-1].remarks))
    considered = {student: marks.worth(made, course.rules) for student, made in attempts.items()}
    keys = Keys(course.exercises, course.options)
    wanted = [
        (exercise, attempt.answers[exercise.id])
        for exercise in course.exercises
        for made in considered.values()
        for attempt in made
        if exercise.id in attempt.answers
    ]
    pieces: list[Piece] = batches.to_judge(wanted, keys, store)
    batches.judge_all(pieces, keys, store, executor, at_once, begin(len(pieces)))
    rows = [
        marks.row_of(
            student,
            considered.get(student.id, ()),
            len(attempts.get(student.id, ())),
            course.exercises,
            course.rules,
            course.overrides,
            keys,
            store,
        )
        for student in course.roster
    ]
    result = Result(
        rows,
        sorted({handin.place for handin in found if handin.student is None}),
        _equal_ones(rows, course.exercises),
        _changes(rows, store),
        len(pieces),
        len(set(wanted)) - len(pieces),
    )
    _write(course, result, keys, store)
    return result


def report(result: Result, out: Path) -> Iterator[str]:
    """Say in a few lines what came of it, and what a person has to look at."""
    states: dict[str, int] = {}
    for row in result.rows:
        states[row.state.value] = states.get(row.state.value, 0) + 1
    counts = ", ".join(f"{count} {state}" for state, count in states.items())
    yield f"{counted(len(result.rows), 'student')}: {counts}."
    yield f"{counted(result.judged, 'answer')} judged now, {result.known} known from before."
    if open_ones := [row.student.id for row in result.rows if row.open_points]:
        where = out / "overrides.csv"
        yield f"Not settled, and no zero: {safe(_few(open_ones))}. Grade again, or set points in {where}."
    if result.unknown:
        yield f"On nobody's account: {safe(_few(result.unknown))}."
    if result.flags:
        yield f"Equal files: {counted(len(result.flags), 'student')}; see the class page."
    if result.changes:
        yield f"Changed since the last time: {counted(len(result.changes), 'part')}; see changes.csv."
    yield f"The class: {out / 'index.html'}; the gradebook: {out / 'gradebook.csv'} (canvas.csv, moodle.csv)"


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _in_order(found: Sequence[Handin]) -> list[Handin]:
    """The attempts of each student, the earliest first; one without a time stands before those with one."""
    return sorted(
        found, key=lambda handin: (handin.when is not None, str(handin.when or ""), handin.late, handin.place)
    )


def _read(handin: Handin, exercises: Sequence[Exercise], store: Store) -> Attempt:
    tree = unzipped(handin.tree())
    answers, problems, untouched = {}, {}, set()
    for exercise in exercises:
        found = contents.find(exercise, tree)
        if found.problem:
            problems[exercise.id] = found.problem
        elif found.contents is not None and stubs.is_untouched(exercise, found.contents):
            untouched.add(exercise.id)
        elif found.contents is not None:
            answers[exercise.id] = contents.hash_of(exercise, found.contents)
            store.keep([(answers[exercise.id], found.contents)])
    remarks = tuple(contents.ignored(exercises, tree))
    return Attempt(handin.place, handin.when, handin.late, answers, problems, frozenset(untouched), remarks)


def _equal_ones(rows: Sequence[Row], exercises: Sequence[Exercise]) -> dict[str, list[str]]:
    """Say whose files are equal to somebody else's, or to the solution. Never what that means."""
    flags: dict[str, list[str]] = {}
    for exercise in exercises:
        owners: dict[str, list[str]] = {}
        for row in rows:
            if row.attempt and exercise.id in row.attempt.answers:
                owners.setdefault(row.attempt.answers[exercise.id], []).append(row.student.id)
        try:
            solution = contents.hash_of(exercise, read_submission(exercise, exercise.solution))
        except SubmissionError:
            solution = ""
        for answer, students in owners.items():
            for student in students:
                others = ", ".join(other for other in students if other != student)
                if answer == solution:
                    flags.setdefault(student, []).append(f"{exercise.number}: equal to the solution.")
                elif others:
                    flags.setdefault(student, []).append(f"{exercise.number}: equal to {others}.")
    return flags


def _changes(rows: Sequence[Row], store: Store) -> list[tuple[str, str, int, str, str]]:
    """What the gradebook says now and said otherwise the last time; then that becomes what it said."""
    before = store.standings()
    now = {(row.student.id, *key): value for row in rows for key, value in row.parts.items()}
    changed = [(*key, _said(before[key]), _said(now[key])) for key in now if key in before and before[key] != now[key]]
    store.write_standings((*key, *value) for key, value in now.items())
    return changed


def _said(value: tuple[float | None, str]) -> str:
    points, status = value
    return f"{'-' if points is None else f'{points:g}'} ({status.replace('_', ' ')})"


def _write(course: Course, result: Result, keys: Keys, store: Store) -> None:
    rows, exercises, out = result.rows, course.exercises, course.out
    footer = (
        f"Grade of record, made by the instructor: awaitlings {__version__}, Python {platform.python_version()}, "
        f"seed {course.options.seed}."
    )
    mistakes: dict[str, set[str]] = {}
    layers = marks.Layers()
    for row in rows:
        own = marks.Layers()
        verdicts = marks.verdicts(row.attempt, exercises, keys, store, own) if row.attempt else []
        layers.seen |= own.seen
        layers.missing |= own.missing
        if verdicts:
            put(out / "students" / f"{row.student.page}.json", _verdict(course, row, verdicts, own).dumps())
        for check in (check for verdict in verdicts for check in verdict.checks if check.mistake):
            assert check.mistake is not None
            mistakes.setdefault(check.mistake.name, set()).add(row.student.id)
        put(out / "students" / f"{row.student.page}.html", student_page(row, verdicts, course.title, footer))
    if layers.missing:
        footer += f" Not enforced where it was judged: {', '.join(sorted(layers.missing))}."
    data = Class(course.title, rows, exercises, mistakes, result.flags, result.unknown, result.changes, footer)
    put(out / "index.html", class_page(data))
    for name, text in _tables(course, result):
        put(out / name, text)


def _verdict(course: Course, row: Row, verdicts: Sequence[ExerciseVerdict], layers: marks.Layers) -> Verdict:
    """The verdict of record on one student, for other readers of verdicts. Late rules and overrides are not in it."""
    real = bool(verdicts) and all(exercise.clock == "real" for exercise in course.exercises)
    return Verdict(
        exercises=tuple(verdicts),
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


def _tables(course: Course, result: Result) -> Iterator[tuple[str, str]]:
    yield "gradebook.csv", gradebook.gradebook(result.rows, course.exercises, result.flags)
    yield "parts.csv", gradebook.parts(result.rows, course.exercises)
    yield "canvas.csv", gradebook.canvas(result.rows, course.title)
    yield "moodle.csv", gradebook.moodle(result.rows, course.title)
    head = ("student_id", "exercise", "part", "before", "now")
    yield "changes.csv", gradebook.table([head, *result.changes])


def put(path: Path, text: str) -> None:
    """Write a file in one step. Raises UserError where that cannot be done."""
    aside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(text, encoding="utf-8")
        files.move_over(aside, path)
    except OSError as error:
        raise UserError(f"{path} cannot be written ({error.strerror}).") from None
