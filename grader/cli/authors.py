"""`prove`, `stamp`, `bench`: for those who write exercises, or work on the judge."""

from __future__ import annotations

import argparse

from grader.cli.options import FAILED, PASSED, Verbs, add_selection, add_terms, exercises, terms


def add(verbs: Verbs) -> None:
    """Add the verbs and their flags."""
    prove = verbs.add_parser("prove", help="prove the exercises against right and wrong answers")
    add_selection(prove)
    add_terms(prove)
    prove.set_defaults(run=_prove)

    stamp = verbs.add_parser("stamp", help="record the stubs as they are handed out (for authors)")
    add_selection(stamp)
    stamp.set_defaults(run=_stamp)

    bench = verbs.add_parser("bench", help="measure and print; never a test")
    bench.add_argument("--same", type=int, default=20, metavar="N", help="compare N verdicts on all solutions (20)")
    bench.set_defaults(run=_bench)


def _prove(options: argparse.Namespace) -> int:
    from grader import prove

    return FAILED if prove.run(exercises(options), terms(options, seed=1)) else PASSED


def _stamp(options: argparse.Namespace) -> int:
    from grader.workspace import stubs

    for exercise in stubs.stamp(exercises(options)):
        print(f"{exercise.label}: the stub is recorded as it stands now")
    return PASSED


def _bench(options: argparse.Namespace) -> int:
    from grader.bench import run

    return run(sameness=options.same)
