"""`check`, `prove`, `new`, `doctor`, `mutants`, `bench`: for those who write exercises, or work on the judge."""

from __future__ import annotations

import argparse
from pathlib import Path

from grader.cli.options import (
    FAILED,
    INCONCLUSIVE,
    PASSED,
    Verbs,
    add_pack,
    add_run_options,
    add_selection,
    exercises,
    place,
    repeated,
    run_options,
    typed,
)
from grader.exercise import catalogue


def add(verbs: Verbs) -> None:
    """Add the verbs and their flags."""
    prove = verbs.add_parser("prove", help="prove the exercises against right and wrong answers")
    add_selection(prove)
    add_run_options(prove)
    prove.add_argument("--thorough", action="store_true", help="play wrong answers beyond their first failure")
    prove.add_argument(
        "--lines", action="store_true", help="a verdict that names another line than the marked one fails"
    )
    prove.add_argument(
        "--accept", action="store_true", help="note in the book what was seen of answers that fail otherwise"
    )
    prove.add_argument(
        "--tried", action="store_true", help="try advice on the wrong answers, and compare it with the rules"
    )
    prove.add_argument(
        "--seeds",
        type=int,
        default=0,
        metavar="N",
        help="play wrong answers, or the advice, on N more seeds",
    )
    prove.add_argument("--show", metavar="NAME", help="only print this planted answer in full, with its line numbers")
    prove.add_argument("--clock", choices=("simulated", "real"), default="simulated", help="play on the real clock")
    prove.add_argument(
        "--scale",
        type=float,
        metavar="SECONDS",
        help="real seconds for each simulated one (0.04); more on a busy machine",
    )
    prove.set_defaults(run=_prove)

    site = verbs.add_parser("site", help="write the lessons, mistakes and messages as pages for a browser")
    site.add_argument("out", type=Path, metavar="OUT", help="the folder of the site: new, empty, or an earlier site's")
    site.add_argument("--with-solutions", action="store_true", help="films show the solution's run as well")
    site.set_defaults(run=_site)

    check = verbs.add_parser(
        "check", help="look at an exercise as CI does: layout, spelling, lesson, proof (for authors)"
    )
    check.add_argument("names", nargs="+", metavar="EXERCISE", help="its number or name")
    add_pack(check)
    add_run_options(check)
    check.set_defaults(run=_check, track=[])

    new = verbs.add_parser("new", help="write a complete exercise to begin with (for authors)")
    new.add_argument("slug", metavar="NAME", help="its name for good, like tea_house")
    new.add_argument(
        "--track", choices=list(catalogue.TRACKS.values()), default="calls", help="where it belongs (calls)"
    )
    add_pack(new)
    new.set_defaults(run=_new)

    doctor = verbs.add_parser("doctor", help="show whether this machine judges as it should")
    add_run_options(doctor)
    doctor.set_defaults(run=_doctor)

    conformance = verbs.add_parser("conformance", help="run CPython's own tests under the judge's clock")
    conformance.add_argument("--short", action="store_true", help="a part of them, in about a minute")
    conformance.add_argument("--keep", type=Path, metavar="FILE", help="write down how each test ended, as JSON")
    conformance.add_argument(
        "suites", nargs="*", metavar="SUITE", help="only these suites or modules: asyncio, test_queue, …"
    )
    conformance.set_defaults(run=_conformance)

    mutants = verbs.add_parser("mutants", help="change each solution a little: what is accepted needs a reason")
    add_selection(mutants)
    add_run_options(mutants)
    mutants.set_defaults(run=_mutants)

    bench = verbs.add_parser("bench", help="measure and print; never a test")
    bench.add_argument("--same", type=int, default=20, metavar="N", help="compare N verdicts on all solutions (20)")
    bench.add_argument("--class", type=int, default=0, metavar="N", dest="students", help="only: a class of N students")
    bench.add_argument("--load", type=int, metavar="N", help="only: each solution on the real clock, N times")
    bench.add_argument("--busy", type=int, default=4, metavar="N", help="with --load: beside N busy processes (4)")
    bench.add_argument(
        "--soak", type=int, metavar="N", help="only: each check N times on each Python, half beside a load"
    )
    bench.add_argument("--this-python", action="store_true", help="with --soak: not on the others")
    bench.add_argument("--hostile", action="store_true", help="only: what the ten worst submissions known cost")
    bench.add_argument(
        "--growth", action="store_true", help="only: how cost grows with what an answer does, and a class"
    )
    add_selection(bench)
    bench.set_defaults(run=_bench)


def _doctor(options: argparse.Namespace) -> int:
    from grader.lab import doctor

    return FAILED if doctor.run(run_options(options, seed=1)) else PASSED


def _site(options: argparse.Namespace) -> int:
    from grader.lab.site import build

    out = place(options.out)
    pages = build(out, with_solutions=options.with_solutions)
    print(f"Written: {out}, {pages} pages. Open {out / 'index.html'}, or publish the folder under any address.")
    return PASSED


def _prove(options: argparse.Namespace) -> int:
    import dataclasses

    from grader.lab import prove, real_clock

    if options.show:
        for exercise in exercises(options):
            prove.show(exercise, options.show)
        return PASSED
    played_on = run_options(options, seed=1)
    if options.clock == "real":
        played_on = dataclasses.replace(played_on, real=options.scale or real_clock.SCALE)
        disagree, unclear = real_clock.run(exercises(options), played_on)
        return FAILED if disagree else INCONCLUSIVE if unclear else PASSED
    if options.tried:
        from grader.lab import tried

        return FAILED if tried.run(exercises(options), played_on, seeds=options.seeds) else PASSED
    how = {"thorough": options.thorough, "lines": options.lines, "accept": options.accept, "seeds": options.seeds}
    return FAILED if prove.run(exercises(options), played_on, **how) else PASSED


def _check(options: argparse.Namespace) -> int:
    from grader.lab import check

    return PASSED if check.run(exercises(options), run_options(options, seed=1)) else FAILED


def _conformance(options: argparse.Namespace) -> int:
    from grader.lab import conformance

    keep = typed(options.keep) if options.keep else None
    return FAILED if conformance.run(short=options.short, only=options.suites, keep=keep) else PASSED


def _mutants(options: argparse.Namespace) -> int:
    from grader.lab import mutants

    return FAILED if mutants.run(exercises(options), run_options(options, seed=1)) else PASSED


def _new(options: argparse.Namespace) -> int:
    from grader.lab import authoring

    folder = typed(options.exercises) if options.exercises else catalogue.ROOT / "exercises"
    files = authoring.create(options.slug, options.track, folder)
    shown = folder.resolve().parent
    for file in files:
        print(f"written  {file.resolve().relative_to(shown)}")
    print(f"\nIt works as it is. What is left to you is marked {authoring.MARK}; what remains of that:")
    print(repeated(options, f"    nox -s check -- {options.slug}"))
    return PASSED


def _bench(options: argparse.Namespace) -> int:
    if options.students:
        from grader.lab import class_figures

        class_figures.run(
            [exercise for exercise in catalogue.load() if exercise.clock == "simulated"], options.students
        )
        return PASSED
    if options.hostile:
        from grader.lab import hostile

        return FAILED if hostile.run() else PASSED
    if options.growth:
        from grader.lab import growth

        growth.run()
        return PASSED
    if options.load is not None:
        from grader.lab import load

        return FAILED if load.run(exercises(options), options.load, options.busy) else PASSED
    if options.soak is not None:
        from grader.lab import soak

        return FAILED if soak.run(exercises(options), max(1, options.soak), others=not options.this_python) else PASSED
    from grader.lab.bench import run

    return run(sameness=options.same)
