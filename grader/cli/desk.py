"""`run`: what a learner does at the desk besides being judged."""

from __future__ import annotations

import argparse
import sys

from grader import catalogue
from grader.catalogue import CatalogueError
from grader.cli.options import Verbs


def add(verbs: Verbs) -> None:
    """Add the verbs and their flags."""
    run = verbs.add_parser("run", help="run your own file of one exercise")
    run.add_argument("name", metavar="EXERCISE", help="its number or name")
    run.add_argument("arguments", nargs=argparse.REMAINDER, metavar="...", help="what your program is given")
    run.set_defaults(run=_run)


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
