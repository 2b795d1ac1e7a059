"""Grading a whole class: submissions and a roster -> a gradebook, a page for each student, a page for the class."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path

from grader.classroom import batches, marks
from grader.classroom.batches import Keys, Piece
from grader.classroom.intake import Handin, collected, handins
from grader.classroom.marks import Attempt, Book, Equal, Row, row_of
from grader.classroom.outputs import Course, Result, write
from grader.classroom.roster import Matcher, Student
from grader.classroom.rules import ASSIGN, too_many
from grader.classroom.store import Store
from grader.errors import UserError
from grader.exercise import extras, handed_in, stubs
from grader.exercise.catalogue import Exercise
from grader.exercise.submission import SubmissionError, read_submission
from grader.grading.which_checks import Checks, kind_of
from grader.sinks import counted, safe


def playable(exercises: Sequence[Exercise]) -> list[Exercise]:
    """Return the exercises, each of which can be graded here. Raises UserError."""
    for exercise in exercises:
        if why := extras.why_not(exercise):
            raise UserError(f"{exercise.label}: {why}\nOr name the exercises of this assignment with --only.")
        if kind_of(exercise) is not Checks.HIDDEN:
            raise UserError(f"{exercise.label} has no hidden checks here: a student edition cannot grade a class.")
    return list(exercises)


def intake(roster: Sequence[Student], submissions: Path, assigned: Mapping[str, Student | None]) -> list[Handin]:
    """Return what was handed in. Raises UserError if nothing fits the roster: then it is the wrong folder."""
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
    write(course, result, keys, store)
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
        yield f"Not settled, and no zero: {safe(_few(open_ones))}. The class page says why."
        yield f"Grade again, or set points in {where}."
    if result.unknown:
        yield f"Whose are these? A line in {out / 'assign.csv'} settles each ({ASSIGN}; - for no one on the roster):"
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
    return Attempt(
        handin.place, handin.when, handin.late, answers, problems, frozenset(untouched),
        tuple(handed_in.ignored(exercises, tree)), tuple(handed_in.changed(exercises, tree)),
    )  # fmt: skip


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
