"""What the verbs share: flags that mean the same everywhere, which exercises were named, the exit codes."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from grader.errors import UserError, unusable
from grader.exercise import catalogue, stubs
from grader.exercise.catalogue import Exercise
from grader.sandbox import isolation
from grader.verdict import Status, Verdict

if TYPE_CHECKING:
    from grader.grading.job import Options

PASSED, FAILED, WRONG, INCONCLUSIVE = 0, 1, 2, 3
# The commands that stand in our advice and are about exercises.
_ABOUT_EXERCISES = re.compile(
    r"nox -s (grade|run|list|hint|swap|restore|reset|prove|check)\b(?: --(?= |$))?", re.MULTILINE
)
Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_selection(parser: argparse.ArgumentParser) -> None:
    """Let a verb be given exercises: by number, name or track, of this repository or another folder."""
    parser.add_argument("names", nargs="*", metavar="EXERCISE", help="numbers or names; none: all of them")
    tracks = list(catalogue.TRACKS.values())
    parser.add_argument("--track", action="append", choices=tracks, default=[], help="all exercises of a track")
    add_pack(parser)


def add_pack(parser: argparse.ArgumentParser) -> None:
    """Let a verb be given a pack of exercises: those of another folder."""
    parser.add_argument("--exercises", type=Path, metavar="DIR", help="take the exercises of this folder")


def repeated(options: argparse.Namespace, text: str) -> str:
    """Return a text in which each command to type next names the same pack."""
    pack = getattr(options, "exercises", None)
    if pack is None:
        return text
    option = f"--exercises {shlex.quote(str(pack))}"
    return _ABOUT_EXERCISES.sub(lambda found: f"{found[0].removesuffix(' --')} -- {option}", text)


def add_run_options(parser: argparse.ArgumentParser) -> None:
    """Let a verb be given what a grading run depends on."""
    parser.add_argument("--seed", type=_seed, help="replay the run that showed this seed")
    parser.add_argument(
        "--schedules", type=_count, metavar="N", help="play each check N times, and draw which thread runs as well"
    )
    parser.add_argument("--cpus", type=int, default=4, help="pretend that the machine has so many CPUs (4)")
    parser.add_argument("--spawn", action="store_true", help="start an interpreter for each match instead of a fork")
    parser.add_argument("--isolation", choices=list(isolation.LEVELS), default="auto", help=isolation.HELP)


def run_options(options: argparse.Namespace, seed: int | None = None) -> Options:
    """The options that were asked for. Without `--seed`, and without a `seed` of the caller's, one is drawn."""
    from grader.grading.job import Options

    if options.seed is not None:
        seed = options.seed
    if seed is None:
        import secrets

        seed = secrets.randbelow(10**6)
    return Options(seed, options.cpus, options.spawn, options.isolation, schedules=options.schedules)


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("a seed is a whole number, as the verdict shows it")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError("how many schedules? A whole number, from 1 on")
    return int(text)


def typed(path: Path) -> Path:
    """A path as it was typed: relative to the folder of the command, which nox has left."""
    place = Path(os.environ.get("AWAITLINGS_CWD", ".")) / path
    short = Path(os.path.normpath(place))  # without `..`, unless a link makes that another place
    return short if short.resolve() == place.resolve() else place


def place(path: Path) -> Path:
    """A folder to write into, as it was typed. It is made and tried before the work begins. Raises UserError."""
    import tempfile

    folder = typed(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        error.filename = error.filename if error.filename and not folder.is_dir() else folder
        raise UserError(unusable(error)) from None
    return folder


def write(path: Path, text: str) -> None:
    """Write a file that was asked for. Raises UserError if that cannot be done."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(unusable(error)) from None


def exercises(options: argparse.Namespace) -> list[Exercise]:
    """The exercises that were asked for; sets `options.broken` if others could not be read."""
    problems: list[str] = []
    found = load(options, problems)
    try:
        chosen = catalogue.select(found, [*options.names, *_of_tracks(found, options.track)])
    except UserError as error:  # it may be the one that cannot be read
        raise UserError("\n".join([*problems, str(error)])) from None
    for problem in problems:
        print(problem, file=sys.stderr)
    options.broken = bool(problems) and not options.names
    return chosen


def known(options: argparse.Namespace) -> list[Exercise]:
    """Every exercise that can be read; what is wrong with the others is said."""
    problems: list[str] = []
    found = load(options, problems)
    for problem in problems:
        print(problem, file=sys.stderr)
    return found


def load(options: argparse.Namespace, problems: list[str]) -> list[Exercise]:
    """Every exercise of this repository, or of the pack that was asked for."""
    pack = getattr(options, "exercises", None)
    found = catalogue.load(exercises=typed(pack) if pack else None, problems=problems, shown=pack)
    stubs.put_given(found)
    return found


def _of_tracks(exercises: list[Exercise], tracks: list[str]) -> list[str]:
    """The ids of the exercises of these tracks."""
    found = [exercise.id for exercise in exercises if exercise.track in tracks]
    if tracks and not found:
        raise UserError(f"There is no exercise of the track {' or '.join(tracks)} yet.")
    return found


def exit_code(verdict: Verdict) -> int:
    """The exit code that a verdict has."""
    statuses = {exercise.status for exercise in verdict.exercises}
    if Status.ERROR in statuses:
        return WRONG
    if Status.FAILED in statuses:
        return FAILED
    return INCONCLUSIVE if Status.INCONCLUSIVE in statuses else PASSED
