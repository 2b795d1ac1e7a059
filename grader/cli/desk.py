"""`list`, `hint`, `progress`, `run`: what a learner does at the desk besides being judged."""

from __future__ import annotations

import argparse
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli.options import PASSED, Verbs, add_pack, known, load, repeated, typed, write
from grader.errors import UserError
from grader.exercise import catalogue
from grader.exercise.catalogue import Exercise

if TYPE_CHECKING:
    from grader.desk.progress import Records
    from grader.sinks.page import Page

SORTS = ("road", "number", "state", "points", "changed", "track", "title")


def add(verbs: Verbs) -> None:
    """Add the verbs and their flags."""
    listed = verbs.add_parser("list", help="where you stand with every exercise")
    listed.add_argument(
        "words", nargs="*", metavar="WORD", help="a state, a track, or words of a title, lesson or message: only these"
    )
    listed.add_argument("--sort", choices=SORTS, default="road", help="sort by this (road: the order to do them in)")
    listed.add_argument("--json", action="store_true", help="as JSON")
    listed.add_argument("--plain", action="store_true", help="a sentence for each exercise, for a screen reader")
    add_pack(listed)
    listed.set_defaults(run=_list)

    hint = verbs.add_parser("hint", help="a hint for one exercise; typed again, one more")
    hint.add_argument("name", nargs="?", metavar="EXERCISE", help="its number or name; none: the one you are at")
    add_pack(hint)
    hint.set_defaults(run=_hint)

    progress = verbs.add_parser("progress", help="take what you have reached to another machine")
    progress.add_argument("action", choices=("export", "import"), help="write it to a file, or take it from one")
    progress.add_argument("file", type=Path, metavar="FILE", help="the file (-: standard output or input)")
    progress.set_defaults(run=_progress)

    run = verbs.add_parser("run", help="run your own file of one exercise")
    add_pack(run)
    run.add_argument("name", metavar="EXERCISE", help="its number or name")
    run.add_argument("arguments", nargs=argparse.REMAINDER, metavar="...", help="what your program is given")
    run.set_defaults(run=_run)


def _list(options: argparse.Namespace) -> int:
    from grader.desk import listing, states

    rows = states.rows(known(options), _records())
    chosen = listing.ordered(listing.choose(rows, options.words), options.sort)
    if options.json:
        sys.stdout.write(listing.as_json(chosen))
        return PASSED
    page = _page()
    if options.plain:
        for line in listing.plain(chosen):
            page.text(line)
    else:
        listing.table(page, chosen, at=states.current(rows))
        page.line()
    page.text(listing.summary(chosen))
    for line in listing.remarks(chosen, listing.in_lessons(rows, options.words)):
        page.text(repeated(options, line))
    _print(page.lines)
    return PASSED


def _hint(options: argparse.Namespace) -> int:
    from grader.desk import hints, progress, states, tried
    from grader.grading.job import Options

    if options.name:
        exercise = _one(options, options.name)
    elif row := states.current(states.rows(known(options), _records())):
        exercise = row.exercise
    else:
        raise UserError("You have passed everything. For a hint all the same:  nox -s hint -- 31")
    before = _records().get(exercise.id, progress.Record())
    try:
        step = progress.note_hint(catalogue.ROOT, exercise.id, len(exercise.hints))
    except progress.ProgressError as error:  # a read-only folder: then each time the first one
        print(error, file=sys.stderr)
        step = 1
    page = _page()
    page.line(("bold", f"{exercise.number} {exercise.title}"))
    for paragraph in hints.told(exercise, hints.hint(exercise, _records().get(exercise.id, progress.Record()), step)):
        page.line()
        page.text(repeated(options, paragraph), lead=paragraph.partition(":")[0] + ":")
    if exercise.hints and before.hints >= len(exercise.hints) and before.last == "failed":
        page.line()
        said = tried.judged_anew(exercise, Options(secrets.randbelow(10**6))) or tried.NOTHING
        page.text(said, lead=said.partition(":")[0] + ":" if said is not tried.NOTHING else "")
    _print(page.lines)
    return PASSED


def _progress(options: argparse.Namespace) -> int:
    from grader.desk import progress

    standard = str(options.file) == "-"
    if options.action == "export":
        records = _records()
        if standard:
            sys.stdout.write(progress.text(records))
        else:
            write(typed(options.file), progress.text(records))
            print(f"Written: what you have reached in {len(records)} exercises. On the other machine:")
            print(f"    nox -s progress -- import {options.file.name}")
        return PASSED
    try:
        data = sys.stdin.buffer.read() if standard else typed(options.file).read_bytes()
        other = progress.parse(data)
    except OSError as error:
        raise UserError(f"{options.file} cannot be read ({error.strerror}).") from None
    except progress.ProgressError as error:
        raise UserError(f"{options.file} was not taken over. {error}") from None
    count = progress.merge(catalogue.ROOT, other)
    print(f"Taken over: news of {count} exercises. (It moves what you have reached, not your files.)")
    return PASSED


def _run(options: argparse.Namespace) -> int:
    from grader.desk.program import run

    return run(_one(options, options.name), options.arguments)


def _page() -> Page:
    from grader.sinks.stream import page_for

    return page_for(sys.stdout)


def _print(lines: list[str]) -> None:
    from grader.sinks.stream import write_lines

    write_lines(sys.stdout, lines)


def _records() -> Records:
    from grader.desk.progress import load

    return load(catalogue.ROOT)


def _one(options: argparse.Namespace, name: str) -> Exercise:
    (exercise,) = catalogue.select(load(options, []), [name])
    return exercise
