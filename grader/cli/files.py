"""`swap` and `restore`: other files in place of the learner's, without loss."""

from __future__ import annotations

import argparse

from grader import catalogue
from grader.cli.options import PASSED, Verbs, add_selection, exercises


def add(verbs: Verbs) -> None:
    """Add the verbs and their flags."""
    for name, text in (
        ("swap", "put the solution in place of your file, keeping a copy"),
        ("restore", "bring your file back"),
    ):
        verb = verbs.add_parser(name, help=text)
        add_selection(verb)
        verb.set_defaults(run=_replace, verb=name)


def _replace(options: argparse.Namespace) -> int:
    from grader import workspace

    chosen = exercises(options)
    if options.verb == "swap":
        done = workspace.swap(chosen, catalogue.ROOT)
    else:
        done = workspace.restore(chosen, catalogue.ROOT, named=bool(options.names))
    for line in workspace.say(options.verb, done):
        print(line)
    return PASSED
