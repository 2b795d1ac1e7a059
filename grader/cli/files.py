"""`swap`, `reset`, `restore`, `update`: other files in place of the learner's, without loss."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from grader.cli.options import PASSED, Verbs, add_selection, exercises, repeated
from grader.errors import UserError
from grader.exercise import catalogue


def add(verbs: Verbs) -> None:
    """Add the verbs and their flags."""
    for name, text in (
        ("swap", "put the solution in place of your file, keeping a copy"),
        ("restore", "bring your file back"),
    ):
        verb = verbs.add_parser(name, help=text)
        add_selection(verb)
        verb.set_defaults(run=_replace, verb=name)

    reset = verbs.add_parser("reset", help="begin an exercise again, keeping a copy of what you wrote")
    add_selection(reset)
    reset.add_argument("--yes", action="store_true", help="do not ask")
    reset.set_defaults(run=_reset)

    update = verbs.add_parser("update", help="take new versions of exercises; what you edited stays")
    update.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="a newer version (none: from git)")
    update.set_defaults(run=_update)


def _replace(options: argparse.Namespace) -> int:
    from grader import workspace

    chosen = exercises(options)
    if options.verb == "swap":
        done = workspace.swap(chosen, catalogue.ROOT)
    else:
        done = workspace.restore(chosen, catalogue.ROOT, named=bool(options.names))
    for line in workspace.say(options.verb, done):
        print(repeated(options, line))
    return PASSED


def _reset(options: argparse.Namespace) -> int:
    from grader import workspace
    from grader.exercise import stubs

    touched = [exercise for exercise in exercises(options) if not stubs.is_untouched(exercise)]
    if not touched:
        print("Nothing to reset: what you named is as it was handed out.")
        return PASSED
    if not options.yes:
        names = ", ".join(exercise.label for exercise in touched)
        if not sys.stdin.isatty():
            raise UserError(f"This would begin again with {names}. This terminal cannot ask you: add --yes.")
        answer = input(f"Begin again with {names}? What you wrote is kept, and comes back with restore. [y/N] ")
        if answer.strip().lower() not in ("y", "yes"):
            print("Nothing was changed.")
            return PASSED
    for line in workspace.say("reset", workspace.reset(touched, catalogue.ROOT)):
        print(repeated(options, line))
    return PASSED


def _update(options: argparse.Namespace) -> int:
    from grader.cli.options import typed
    from grader.workspace import update

    done = (
        update.from_folder(catalogue.ROOT, typed(options.folder)) if options.folder else update.from_git(catalogue.ROOT)
    )
    for sentence in done.sentences:
        print(sentence)
    if done.count or not done.sentences:
        print(f"{done.count} files are new or newer. What you edited is as you left it.")
    return PASSED
