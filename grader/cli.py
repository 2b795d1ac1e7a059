"""`python -m grader VERB`: names and flags; no logic. Owns the exit codes.

0: everything that was played has passed. 1: something failed. 2: a wrong command, or an `error` of ours.
3: nothing failed, but something is inconclusive.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

from grader import __version__, catalogue
from grader.catalogue import CatalogueError, Exercise
from grader.verdict import Status, Verdict

PASSED, FAILED, WRONG, INCONCLUSIVE = 0, 1, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return the exit code. Whatever is wrong is said in a sentence."""
    options = _parser().parse_args(arguments)
    try:
        code = int(options.run(options))
        return WRONG if getattr(options, "broken", False) else code
    except CatalogueError as error:
        print(error, file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of our output has gone; that is no mistake
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PASSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m grader", description="Judge exercises in async Python.")
    parser.add_argument("--version", action="version", version=f"awaitlings {__version__}")
    verbs = parser.add_subparsers(metavar="VERB", required=True)

    grade = verbs.add_parser("grade", help="judge the exercises")
    _selection(grade)
    which = grade.add_mutually_exclusive_group()
    which.add_argument("--solutions", action="store_true", help="judge the solutions instead of the stubs")
    which.add_argument("--submission", type=Path, metavar="DIR", help="judge the files of this folder")
    grade.add_argument("--all", action="store_true", help="play untouched stubs as well")
    grade.add_argument("--json", type=Path, metavar="FILE", help="write the verdict to FILE (-: standard output)")
    grade.add_argument("--junit", type=Path, metavar="FILE", help="write JUnit XML to FILE")
    grade.add_argument("--github", action="store_true", help="annotate the lines for GitHub Actions")
    _terms(grade)
    grade.set_defaults(run=_grade)

    prove = verbs.add_parser("prove", help="prove the exercises against right and wrong answers")
    _selection(prove)
    _terms(prove)
    prove.set_defaults(run=_prove)

    run = verbs.add_parser("run", help="run your own file of one exercise")
    run.add_argument("name", metavar="EXERCISE", help="its number or name")
    run.add_argument("arguments", nargs=argparse.REMAINDER, metavar="...", help="what your program is given")
    run.set_defaults(run=_run)

    for name, text in (
        ("swap", "put the solution in place of your file, keeping a copy"),
        ("restore", "bring your file back"),
    ):
        verb = verbs.add_parser(name, help=text)
        _selection(verb)
        verb.set_defaults(run=_replace, verb=name)

    stamp = verbs.add_parser("stamp", help="record the stubs as they are handed out (for authors)")
    _selection(stamp)
    stamp.set_defaults(run=_stamp)

    bench = verbs.add_parser("bench", help="measure and print; never a test")
    bench.add_argument("--same", type=int, default=20, metavar="N", help="compare N verdicts on all solutions (20)")
    bench.set_defaults(run=_bench)
    return parser


def _selection(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="EXERCISE", help="numbers or names; none: all of them")
    tracks = list(catalogue.TRACKS.values())
    parser.add_argument("--track", action="append", choices=tracks, default=[], help="all exercises of a track")
    parser.add_argument("--exercises", type=Path, metavar="DIR", help="take the exercises of this folder")


def _terms(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=_seed, help="replay the sitting that showed this seed")
    parser.add_argument("--cpus", type=int, default=4, help="pretend that the machine has so many CPUs (4)")
    parser.add_argument("--spawn", action="store_true", help="start an interpreter for each match instead of a fork")


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("a seed is a whole number, as the verdict shows it")
    return int(text)


def _typed(path: Path) -> Path:
    """A path as it was typed: relative to where the command was, which nox has left."""
    return Path(os.environ.get("AWAITLINGS_CWD", ".")) / path


def _exercises(options: argparse.Namespace) -> list[Exercise]:
    folder = _typed(options.exercises) if options.exercises else None
    problems: list[str] = []
    found = catalogue.load(exercises=folder, problems=problems)
    try:
        chosen = catalogue.select(found, [*options.names, *_of_tracks(found, options.track)])
    except CatalogueError as error:  # it may be the one that cannot be read
        raise CatalogueError("\n".join([*problems, str(error)])) from None
    for problem in problems:
        print(problem, file=sys.stderr)
    options.broken = bool(problems) and not options.names
    return chosen


def _of_tracks(exercises: list[Exercise], tracks: list[str]) -> list[str]:
    """The ids of the exercises of these tracks."""
    found = [exercise.id for exercise in exercises if exercise.track in tracks]
    if tracks and not found:
        raise CatalogueError(f"There is no exercise of the track {' or '.join(tracks)} yet.")
    return found


# --- verbs ------------------------------------------------------------------------------------------------


def _grade(options: argparse.Namespace) -> int:
    from grader.grading import grade
    from grader.judge.sitting import Terms
    from grader.sinks import terminal

    exercises = _exercises(options)
    if options.submission:
        folder = _typed(options.submission)
        exercises = exercises if options.names else _held(exercises, folder)
        folder_of = lambda exercise: folder  # noqa: E731
    elif options.solutions:
        folder_of = lambda exercise: exercise.solution  # noqa: E731
    else:
        folder_of = lambda exercise: exercise.folder  # noqa: E731
    everything = bool(options.all or options.solutions or options.submission or options.names)
    terms = Terms(options.seed if options.seed is not None else secrets.randbelow(10**6), options.cpus, options.spawn)
    with terminal.Progress() as progress:
        verdict = grade(exercises, terms, folder_of=folder_of, untouched_too=everything, progress=progress.start)
    _hand_out(verdict, options)
    return exit_code(verdict)


def _held(exercises: list[Exercise], folder: Path) -> list[Exercise]:
    """The exercises that a folder holds a file of."""
    from grader.submission import holds

    held = [exercise for exercise in exercises if holds(exercise, folder)]
    if not held:
        raise CatalogueError(f"{folder} holds no file of any exercise. A submission is a folder with your stub in it.")
    return held


def _hand_out(verdict: Verdict, options: argparse.Namespace) -> None:
    """Give the verdict to every sink that was asked for."""
    import io

    from grader.sinks import github, junit, terminal

    for path, text in ((options.json, verdict.dumps), (options.junit, lambda: junit.render(verdict))):
        if path is not None and str(path) != "-":
            _write(_typed(path), text())
    if options.json is not None and str(options.json) == "-":
        sys.stdout.write(verdict.dumps())
    elif options.github:
        report = io.StringIO()
        terminal.show(verdict, report)
        sys.stdout.write(github.render(verdict, report.getvalue()))
        summary = os.environ.get("GITHUB_STEP_SUMMARY")
        if summary:
            with Path(summary).open("a", encoding="utf-8") as file:
                file.write(github.summary(verdict))
    else:
        terminal.show(verdict)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CatalogueError(f"{path} cannot be written ({error.strerror}).") from None


def _prove(options: argparse.Namespace) -> int:
    from grader import prove
    from grader.judge.sitting import Terms

    seed = options.seed if options.seed is not None else 1
    return FAILED if prove.run(_exercises(options), Terms(seed, options.cpus, options.spawn)) else PASSED


def _run(options: argparse.Namespace) -> int:
    import subprocess

    from grader.extras import missing

    (exercise,) = catalogue.select(catalogue.load(problems=[]), [options.name])
    if modules := missing(exercise.extra):
        raise CatalogueError(f"It needs {', '.join(modules)}. To install them:  nox -s run -- {exercise.number}")
    command = [exercise.files[0]] if "/" not in exercise.files[0] else ["-m", exercise.module]
    with subprocess.Popen([sys.executable, *command, *options.arguments], cwd=exercise.folder) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:  # the same Ctrl-C has reached the program: it says how it ends
            return process.wait()


def _replace(options: argparse.Namespace) -> int:
    from grader import workspace

    exercises = _exercises(options)
    if options.verb == "swap":
        done = workspace.swap(exercises, catalogue.ROOT)
    else:
        done = workspace.restore(exercises, catalogue.ROOT, named=bool(options.names))
    for line in workspace.say(options.verb, done):
        print(line)
    return PASSED


def _stamp(options: argparse.Namespace) -> int:
    from grader.workspace import stubs

    for exercise in stubs.stamp(_exercises(options)):
        print(f"{exercise.label}: the stub is recorded as it stands now")
    return PASSED


def _bench(options: argparse.Namespace) -> int:
    from grader.bench import run

    return run(sameness=options.same)


def exit_code(verdict: Verdict) -> int:
    """The exit code that a verdict has."""
    statuses = {exercise.status for exercise in verdict.exercises}
    if Status.ERROR in statuses:
        return WRONG
    if Status.FAILED in statuses:
        return FAILED
    return INCONCLUSIVE if Status.INCONCLUSIVE in statuses else PASSED
