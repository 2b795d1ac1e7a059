"""`grade`: judge exercises and hand the verdict out."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli.options import (
    FAILED,
    Verbs,
    add_run_options,
    add_selection,
    exercises,
    exit_code,
    place,
    repeated,
    run_options,
    typed,
    write,
)
from grader.errors import UserError
from grader.exercise import catalogue
from grader.exercise.catalogue import Exercise
from grader.exercise.submission import SubmissionError, read_submission
from grader.sinks import Unjudged
from grader.verdict import Status, Verdict

if TYPE_CHECKING:
    from grader.grading.job import Options

FILES = ("json", "junit", "html", "csv", "gradescope", "classroom50")  # the options that name a file to write
COMMAND = "nox -s grade --"
EXPLAIN = "nox -s explain --"  # what a learner types to read about a named mistake


def add(verbs: Verbs) -> None:
    """Add the verb and its flags."""
    grade = verbs.add_parser("grade", help="judge the exercises")
    add_selection(grade)
    which = grade.add_mutually_exclusive_group()
    which.add_argument("--solutions", action="store_true", help="judge the solutions instead of the stubs")
    which.add_argument("--submission", type=Path, metavar="DIR", help="judge the files of this folder")
    grade.add_argument("--all", action="store_true", help="play untouched stubs as well")
    grade.add_argument("--json", type=Path, metavar="FILE", help="write the verdict to FILE (-: standard output)")
    grade.add_argument("--junit", type=Path, metavar="FILE", help="write JUnit XML to FILE")
    grade.add_argument("--html", type=Path, metavar="FILE", help="write a page with the timeline of each check to FILE")
    grade.add_argument("--csv", type=Path, metavar="FILE", help="write a table with a line for each part to FILE")
    grade.add_argument("--gradescope", type=Path, metavar="FILE", help="write Gradescope's results.json to FILE")
    grade.add_argument("--classroom50", type=Path, metavar="FILE", help="write Classroom 50's result.json to FILE")
    grade.add_argument("--problems", action="store_true", help="a line for each problem, for editors: file:line: …")
    grade.add_argument("--github", action="store_true", help="annotate the lines for GitHub Actions")
    grade.add_argument("--require-begun", action="store_true", help="exit with 1 if no exercise was begun")
    grade.add_argument("--dispute", action="store_true", help="write all that is needed to look into a wrong verdict")
    add_run_options(grade)
    grade.set_defaults(run=_grade)


def _grade(options: argparse.Namespace) -> int:
    from grader.exercise import stubs
    from grader.grading.grade import grade
    from grader.sinks import terminal

    chosen = exercises(options)
    submission = typed(options.submission) if options.submission else None
    taken, remarks = _taken(chosen, submission, named=bool(options.names)) if submission else ({}, ())
    chosen = [exercise for exercise in chosen if exercise.id in taken] if taken else chosen

    def folder_of(exercise: Exercise) -> Path:
        return submission or (exercise.solution if options.solutions else exercise.folder)

    def files_of(exercise: Exercise) -> Mapping[str, bytes]:
        files = taken[exercise.id]
        if isinstance(files, Exception):
            raise files
        return files

    for name in FILES:
        if (path := getattr(options, name)) is not None and str(path) != "-" and not typed(path).exists():
            place(path.parent)  # before anything is judged
    everything = bool(options.all or options.solutions or options.submission or options.names)
    asked = run_options(options)
    with terminal.Progress() as progress:
        verdict = grade(
            chosen, asked, folder_of=folder_of, files_of=files_of if taken else None, untouched_too=everything,
            progress=progress.start, messages=remarks, all_timelines=bool(options.html),
        )  # fmt: skip
    if options.html:
        contents = files_of if taken else lambda exercise: read_submission(exercise, folder_of(exercise))
        _draw(verdict, chosen, asked, options, contents)
    if not (options.solutions or options.submission or options.exercises):
        from grader.desk.progress import keep

        if lost := keep(catalogue.ROOT, chosen, verdict):
            print(f"Note: {lost}", file=sys.stderr)
    if _shows_an_example(verdict, asked, options):
        return exit_code(verdict)
    _hand_out(verdict, options)
    quiet = options.solutions or options.submission or options.json or options.github or options.problems
    if options.names and not quiet:
        _say_why(verdict, chosen)
    if not quiet:
        _say_what_was_tried(verdict, chosen, asked)
    if options.dispute:
        _dispute(chosen, folder_of, verdict)
    begun = options.solutions or taken or any(not stubs.is_untouched(exercise) for exercise in chosen)
    if (options.github or options.junit or options.require_begun) and not begun:
        print("Nothing was begun, so nothing was graded: that is no success.", file=sys.stderr)
        return exit_code(verdict) or FAILED
    return exit_code(verdict)


def _shows_an_example(verdict: Verdict, asked: Options, options: argparse.Namespace) -> bool:
    """Show a newcomer, who has begun nothing, what a verdict looks like. False if this is no such moment."""
    asked_for = (*FILES, "github", "problems", "exercises", "names", "dispute", "all", "solutions", "submission")
    if any(getattr(options, name) for name in (*asked_for, "track", "require_begun")):
        return False
    if any(exercise.status not in (Status.NOT_STARTED, Status.NOT_SELECTED) for exercise in verdict.exercises):
        return False
    from grader.desk import example
    from grader.sinks import terminal

    shown = example.verdict(catalogue.ROOT, asked)
    if shown is None:
        return False
    terminal.show_example(shown, verdict, command=COMMAND, explain=EXPLAIN, plain=options.plain)
    return True


def _say_why(verdict: Verdict, chosen: list[Exercise]) -> None:
    """Who asked about one exercise, and passes, reads why it works."""
    from grader.sinks.stream import page_for, write_lines

    if len(chosen) == 1 and verdict.exercises[0].status is Status.PASSED:
        page = page_for(sys.stdout)
        page.line()
        page.text(f"Why it works: {chosen[0].why}", lead="Why it works:")
        write_lines(sys.stdout, page.lines)


def _say_what_was_tried(verdict: Verdict, chosen: list[Exercise], asked: Options) -> None:
    """The third different answer with the same mistake on the same line gets advice unasked."""
    from grader.desk import progress, tried
    from grader.sinks.stream import page_for, write_lines

    records = progress.load(catalogue.ROOT)
    due = {exercise.id for exercise in chosen if tried.is_due(records.get(exercise.id, progress.Record()))}
    for exercise in chosen if len(due) == 1 else ():
        judged = next(each for each in verdict.exercises if each.id == exercise.id)
        if exercise.id in due and (said := tried.sentence(exercise, judged, asked)):
            page = page_for(sys.stdout)
            page.line()
            page.text(said, lead="Tried:")
            write_lines(sys.stdout, page.lines)


def _draw(
    verdict: Verdict, chosen: list[Exercise], asked: Options, options: argparse.Namespace,
    contents: Callable[[Exercise], Mapping[str, bytes]],
) -> None:  # fmt: skip
    """Write the page. If the solutions are here, each run stands beside the one of the solution, same seed."""
    from grader.grading.grade import grade
    from grader.sinks import html

    drawn = {exercise.id for exercise in verdict.exercises if any(check.timeline for check in exercise.checks)}
    solved = [exercise for exercise in chosen if exercise.id in drawn and exercise.solution.is_dir()]
    reference = None
    if solved and not options.solutions:
        reference = grade(solved, asked, folder_of=lambda exercise: exercise.solution, all_timelines=True)
    sources = {
        exercise.id: {file: data.decode("utf-8", "replace") for file, data in contents(exercise).items()}
        for exercise in chosen
        if exercise.id in drawn
    }
    write(typed(options.html), html.render(verdict, reference, sources))


def _dispute(chosen: list[Exercise], folder_of: Callable[[Exercise], Path], verdict: Verdict) -> None:
    """Write everything that is needed to look into a verdict into one file, in the learner's folder."""
    from grader.desk.dispute import dispute

    if len(chosen) != 1:
        raise UserError("--dispute is about one verdict: name one exercise.")
    name, text = dispute(chosen[0], folder_of(chosen[0]), verdict)
    write(typed(Path(name)), text)
    print(f"\nWritten: {name}. It holds your file, the verdict, its seed and all versions, and nothing else.")
    print("Send it to your instructor, or attach it to an issue, with a word on what you expected.")


def _taken(
    exercises: list[Exercise], folder: Path, *, named: bool
) -> tuple[dict[str, dict[str, bytes] | SubmissionError], tuple[str, ...]]:  # fmt: skip
    """Return exercise -> what a folder holds of it, and what in it does not count although it was changed.

    Without names, of those exercises that it holds anything of.
    """
    from grader.exercise.handed_in import changed, opened, take_all
    from grader.exercise.trees import of_folder

    if not folder.is_dir():
        what = "is a file: give the folder that it is in" if folder.exists() else "is not there"
        raise UserError(f"A submission is a folder with your stub in it, and {folder} {what}.")
    tree = opened(of_folder(folder))
    taken = take_all(exercises, tree)
    remarks = tuple(changed(exercises, tree))
    if named:
        return taken, remarks
    if all(isinstance(files, SubmissionError) for files in taken.values()):
        raise UserError(f"{folder} holds no file of any exercise. A submission is a folder with your stub in it.")
    return {name: files for name, files in taken.items() if type(files) is not SubmissionError}, remarks


def _hand_out(verdict: Verdict, options: argparse.Namespace) -> None:
    """Give the verdict to every sink that was asked for."""
    import io

    from grader.sinks import github, junit, terminal

    for path, text in ((options.json, verdict.dumps), (options.junit, lambda: junit.render(verdict))):
        if path is not None and str(path) != "-":
            write(typed(path), text())
    _for_platforms(verdict, options)
    if options.json is not None and str(options.json) == "-":
        sys.stdout.write(verdict.dumps())
    elif options.problems:
        from grader.sinks import problems

        sys.stdout.write(problems.render(verdict))
    elif options.github:
        report = io.StringIO()
        terminal.show(verdict, report, command=repeated(options, COMMAND), explain=EXPLAIN, plain=options.plain)
        sys.stdout.write(github.render(verdict, report.getvalue()))
        summary = os.environ.get("GITHUB_STEP_SUMMARY")
        if summary:
            with Path(summary).open("a", encoding="utf-8") as file:
                file.write(github.summary(verdict))
    else:
        terminal.show(verdict, command=repeated(options, COMMAND), explain=EXPLAIN, plain=options.plain)


def _for_platforms(verdict: Verdict, options: argparse.Namespace) -> None:
    """Write the report that was asked for by name, unless it would make a zero of what could not be judged."""
    if options.csv is not None:
        from grader.sinks import csv

        write(typed(options.csv), csv.render(verdict))
    try:
        if options.gradescope is not None:
            from grader.sinks import gradescope, terminal

            seen = gradescope.as_seen_there(verdict)
            report = terminal.render(seen, colour=False, width=100, unicode=False, command="")
            write(typed(options.gradescope), gradescope.render(seen, report))
        if options.classroom50 is not None:
            from datetime import UTC, datetime

            from grader.sinks import classroom50

            moment = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
            write(typed(options.classroom50), classroom50.render(verdict, os.environ, moment))
    except Unjudged as problem:
        print(problem, file=sys.stderr)
