"""`watch`: the screen that stays open for an afternoon."""

from __future__ import annotations

import argparse
import os
import sys

from grader.cli.options import Verbs, known
from grader.errors import UserError
from grader.exercise import catalogue

_NEEDED = ("prompt_toolkit", "watchfiles")


def add(verbs: Verbs) -> None:
    """Add the verb and its flags."""
    watch = verbs.add_parser("watch", help="judge each time you save, on one screen")
    watch.add_argument("name", nargs="?", metavar="EXERCISE", help="where to begin; none: where you were")
    watch.add_argument("--plain", action="store_true", help="a line for each fact and no redraw, for screen readers")
    watch.add_argument("--problems", action="store_true", help="a line for each problem and nothing else, for editors")
    watch.add_argument("--poll", action="store_true", help="look at the files instead of waiting to be told of changes")
    watch.add_argument("--seed", type=int, help="play the same run each time")
    watch.set_defaults(run=_watch)


def _watch(options: argparse.Namespace) -> int:
    import importlib.util

    if missing := [name for name in _NEEDED if importlib.util.find_spec(name) is None]:
        raise UserError(f"It needs {' and '.join(missing)}. To install them:  nox -s watch")
    plain = (
        options.plain
        or options.problems
        or bool(os.environ.get("AWAITLINGS_PLAIN"))
        or os.environ.get("TERM") == "dumb"
    )
    if not plain and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UserError("There is no terminal here to draw on. A line for each fact instead:  nox -s watch -- --plain")
    exercises = known(options)
    (at,) = catalogue.select(exercises, [options.name]) if options.name else (None,)
    poll = options.poll or bool(os.environ.get("AWAITLINGS_POLL"))
    if plain:
        from grader.desk import plain as desk

        return desk.run(catalogue.ROOT, exercises, at, poll=poll, seed=options.seed, problems_only=options.problems)
    from grader.desk import watch

    return watch.run(catalogue.ROOT, exercises, at, poll=poll, seed=options.seed)
