"""Grading a whole class: submissions and a roster -> a gradebook, a page for each student, a page for the class."""

from __future__ import annotations

import dataclasses
import datetime
import platform
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path

from grader import __version__, files
from grader.classroom import batches, gradebook, marks
from grader.classroom.batches import Keys, Piece
from grader.classroom.class_page import Class, class_page
from grader.classroom.intake import Handin, collected, handins
from grader.classroom.marks import Attempt, Book, Equal, Row, row_of
from grader.classroom.roster import Matcher, Student
from grader.classroom.rules import ASSIGN, EXTENSIONS, OVERRIDES, Override, Rules, too_many
from grader.classroom.store import Store
from grader.classroom.student_page import student_page
from grader.errors import UserError
from grader.exercise import extras, handed_in, stubs
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
    export: Path | None = None  # where the files that were taken go
    pseudonyms: bool = False  # pages to publish are written as well


@dataclasses.dataclass(frozen=True)
class Result:
    """What came of it, for the one who typed the command. `unknown`: hand-in -> the ids of those whose it may be."""

    rows: list[Row]
    unknown: dict[str, tuple[str, ...]]
    equal: list[Equal]
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


def intake(roster: Sequence[Student], submissions: Path, assigned: Mapping[str, Student | None]) -> list[Handin]:
    """Return what was handed in. Raises UserError if it fits nobody on the roster: then it is the wrong folder."""
    found = handins(submissions, Matcher(roster), assigned)
    if not found and not collected(submissions):
        raise UserError(
            f"There is nothing in {submissions}. Give the folder, or the platform's zip, with something named after "
            "each student in it."
        )
    if found and not any(handin.student or handin.settled for handin in found):
        names = ", ".join(handin.place for handin in found[:3]) + (" …" if len(found) > 3 else "")
        raise UserError(
            f"Nothing in {submissions} fits anyone on the roster ({safe(names)}). Nothing was graded. Check that "
            "folder and roster belong together: names are compared with student_id, username, name and repository."
        )
    return found


def put_headings(out: Path) -> None:
    """Put the files that the instructor may fill in, each with its heading, where there are none."""
    for name, heading in (("overrides", OVERRIDES), ("extensions", EXTENSIONS), ("assign", ASSIGN)):
        if not (path := out / f"{name}.csv").exists():
            put(path, f"{heading}\n")


def grade_class(
    course: Course,
    found: Sequence[Handin],
    said: Mapping[str, Sequence[str]],
    store: Store,
    executor: Executor,
    at_once: int,
    begin: Callable[[int], Callable[[int], None]],
) -> Result:
    """Grade what has not been graded, and write everything into `course.out`. `begin(n)`: n answers will be judged.

    `found` is the `intake`; `said` what `collect` remarked of each folder.
    """
    attempts: dict[str, list[Attempt]] = {}
    for handin in _in_order(found):
        if handin.student is not None:
            attempts.setdefault(handin.student.id, []).append(_read(handin, course.exercises, store))
    for student in course.roster:
        if texts := said.get(student.page):
            lost = Attempt(student.page, None, False, {}, {}, frozenset())  # no zero: it is not known what is in it
            made = attempts.setdefault(student.id, [lost])
            made[-1] = dataclasses.replace(made[-1], remarks=(*texts, *made[-1].remarks))
    by_student = {student: marks.as_they_count(made, course.rules, student) for student, made in attempts.items()}
    keys = Keys(course.exercises, course.options)
    wanted = [
        (exercise, attempt.answers[exercise.id])
        for exercise in course.exercises
        for made in by_student.values()
        for attempt in made
        if exercise.id in attempt.answers
    ]
    pieces: list[Piece] = batches.to_judge(wanted, keys, store)
    batches.judge_all(pieces, keys, store, executor, at_once, begin(len(pieces)))
    unknown = {
        handin.names[0]: handin.candidates
        for handin in found
        if handin.student is None and not handin.settled and _may_hold(handin, course.exercises)
    }
    of_anyone = [place for place, candidates in unknown.items() if not candidates]
    book = Book(course.exercises, course.rules, course.overrides, keys, store)
    rows = []
    for student in course.roster:
        own = by_student.get(student.id, [])
        may_be = [place for place, candidates in unknown.items() if student.id in candidates]
        rows.append(row_of(student, own, book, may_be=may_be if own else [*may_be, *of_anyone]))
    result = Result(
        rows, unknown, _equal_ones(rows, course.exercises), _changes(rows, store), len(pieces),
        len(set(wanted)) - len(pieces),
    )  # fmt: skip
    _write(course, result, keys, store)
    return result


def _may_hold(handin: Handin, exercises: Sequence[Exercise]) -> bool:
    return handed_in.may_hold_an_answer(exercises, handed_in.opened(handin.tree()))


def report(result: Result, course: Course) -> Iterator[str]:
    """Say what came of it, and what a person has to look at."""
    out = course.out
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
        yield f"Whose are these? One line each in {out / 'assign.csv'} settles it ({ASSIGN}; - for nobody):"
        for place, candidates in result.unknown.items():
            yield f"    {safe(place)}{f'  (may be {safe(_few(candidates))})' if candidates else ''}"
    yield from (f"More than there is: {safe(text)}" for text in too_many(course.overrides, course.exercises))
    if result.equal:
        yield f"Equal files: {counted(len(result.equal), 'group')}; see the class page."
    if result.changes:
        yield f"Changed since the last time: {counted(len(result.changes), 'part')}; see changes.csv."
    yield f"The class: {out / 'index.html'}; the gradebook: {out / 'gradebook.csv'} (canvas.csv, moodle.csv)"


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _in_order(found: Sequence[Handin]) -> list[Handin]:
    """The attempts of each student, the earliest first; one without a time stands before those with one."""
    first = datetime.datetime.min.replace(tzinfo=datetime.UTC)
    return sorted(found, key=lambda handin: (handin.when or first, handin.late, handin.place))


def _read(handin: Handin, exercises: Sequence[Exercise], store: Store) -> Attempt:
    tree = handed_in.opened(handin.tree())
    answers, problems, untouched = {}, {}, set()
    for exercise in exercises:
        found = handed_in.find(exercise, tree, exercises)
        if found.problem:
            problems[exercise.id] = found.problem
        elif found.contents is not None and stubs.is_untouched(exercise, found.contents):
            untouched.add(exercise.id)
        elif found.contents is not None:
            answers[exercise.id] = handed_in.hash_of(exercise, found.contents)
            store.keep([(answers[exercise.id], found.contents)])
    remarks = tuple(handed_in.ignored(exercises, tree))
    return Attempt(handin.place, handin.when, handin.late, answers, problems, frozenset(untouched), remarks)


def _equal_ones(rows: Sequence[Row], exercises: Sequence[Exercise]) -> list[Equal]:
    """Return the groups of students with equal files, and who has those of the solution; each student once a group."""
    groups: list[Equal] = []
    for exercise in exercises:
        owners: dict[str, list[str]] = {}
        for row in rows:
            if row.attempt and exercise.id in row.attempt.answers:
                owners.setdefault(row.attempt.answers[exercise.id], []).append(row.student.id)
        try:
            solution = handed_in.hash_of(exercise, read_submission(exercise, exercise.solution))
        except SubmissionError:
            solution = ""
        for answer, students in owners.items():
            if len(students) > 1 or answer == solution:
                groups.append(Equal(len(groups) + 1, exercise, tuple(students), answer == solution))
    return groups


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
    data = Class(course.title, rows, exercises, mistakes, result.equal, result.unknown, result.changes, footer)
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
    flags: dict[str, list[str]] = {}
    for group in result.equal:
        for student in group.students:
            flags.setdefault(student, []).append(str(group))
    yield "gradebook.csv", gradebook.gradebook(result.rows, course.exercises, flags)
    yield "parts.csv", gradebook.parts(result.rows, course.exercises)
    yield "canvas.csv", gradebook.canvas(result.rows, course.title)
    yield "moodle.csv", gradebook.moodle(result.rows, course.title)
    head = ("student_id", "exercise", "part", "before", "now")
    yield "changes.csv", gradebook.table([head, *result.changes])
    rows = [(place, "", " ".join(candidates)) for place, candidates in result.unknown.items()]
    yield "unmatched.csv", gradebook.table([(*ASSIGN.split(","), "may_be"), *rows])


def put(path: Path, text: str) -> None:
    """Write a file in one step. Raises UserError where that cannot be done."""
    aside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(text, encoding="utf-8")
        files.move_over(aside, path)
    except OSError as error:
        raise UserError(f"{path} cannot be written ({error.strerror}).") from None
