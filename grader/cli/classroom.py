"""`release`, `collect`, `classroom`, `worker`: for those who teach a class."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from grader.cli.options import (
    FAILED,
    INCONCLUSIVE,
    PASSED,
    Verbs,
    add_pack,
    add_run_options,
    exercises,
    place,
    run_options,
    typed,
)
from grader.errors import UserError
from grader.exercise.catalogue import Exercise


def add(verbs: Verbs) -> None:
    """Add the verbs and their flags."""
    release = verbs.add_parser("release", help="write the student edition: a folder, and a zip beside it")
    release.add_argument("out", type=Path, metavar="OUT", help="a new folder, or one with an earlier edition")
    _add_assignment(release)
    release.add_argument("--ci", choices=("github", "gitlab", "none"), default="github", help="its CI file (github)")
    release.add_argument("--without-hints", action="store_true", help="leave the hints out as well")
    release.add_argument(
        "--for", dest="platform", choices=("gradescope", "classroom50"), help="write a platform's autograder instead"
    )
    release.set_defaults(run=_release)

    fetch = verbs.add_parser("collect", help="fetch each repository of a roster at its last commit before a deadline")
    fetch.add_argument("--roster", type=Path, required=True, metavar="FILE", help="CSV: student_id,…,repository")
    fetch.add_argument("--deadline", metavar="T", help="like 2026-11-20T18:00+01:00; none: as it is now")
    fetch.add_argument("--extensions", type=Path, metavar="FILE", help="the extensions.csv of the class")
    fetch.add_argument("--out", type=Path, default=Path("submissions"), metavar="DIR", help="where to (submissions)")
    fetch.add_argument(
        "--keep", action="store_true", help="keep what is there: each collection is an attempt of its own"
    )
    _add_assignment(fetch)
    fetch.set_defaults(run=_collect)

    worker = verbs.add_parser("worker", help="judge here what a Dask scheduler hands out")
    worker.add_argument("address", metavar="tcp://…", help="of the scheduler")
    worker.add_argument("--jobs", type=int, metavar="N", help="so many batches at once (as many as CPUs)")
    worker.set_defaults(run=_worker)

    grade = verbs.add_parser("classroom", help="grade the submissions of a whole class")
    grade.add_argument("submissions", type=Path, metavar="SUBMISSIONS", help="a folder, or a platform's zip")
    grade.add_argument("file", type=Path, nargs="?", metavar="FILE", help="after the word dispute: what a student sent")
    grade.add_argument("--roster", type=Path, metavar="FILE", help="CSV: student_id,name,username,repository,section")
    grade.add_argument("--out", type=Path, metavar="GRADES", help="where gradebook and pages go")
    _add_assignment(grade)
    grade.add_argument("--deadline", metavar="T", help="like 2026-11-20T18:00+01:00; what comes later is late")
    grade.add_argument(
        "--late", type=float, default=0.0, metavar="PERCENT", help="off for each day late (0); 100: refused"
    )
    grade.add_argument("--attempt", choices=("last", "best"), default="last", help="which one counts (last)")
    grade.add_argument("--pseudonyms", action="store_true", help="also pages to publish, with secret names")
    grade.add_argument(
        "--tried", action="store_true", help="students read what was tried as well; only after the deadline"
    )
    grade.add_argument("--export", type=Path, metavar="DIR", help="write the files that were taken, for JPlag or Dolos")
    grade.add_argument("--title", default="Assignment", help="what pages and columns are called")
    grade.add_argument("--jobs", type=int, metavar="N", help="judge so many batches at once (as many as CPUs)")
    grade.add_argument("--cluster", default="", metavar="tcp://…", help="judge on the workers of this Dask scheduler")
    add_run_options(grade)
    grade.set_defaults(run=_classroom)


def _add_assignment(parser: argparse.ArgumentParser) -> None:
    """Let a verb be given the exercises of an assignment. (Names without a flag are submissions or folders here.)"""
    parser.add_argument("--only", nargs="+", dest="names", default=[], metavar="EXERCISE", help="only these")
    parser.add_argument("--track", action="append", default=[], help="all exercises of a track")
    add_pack(parser)


def _release(options: argparse.Namespace) -> int:
    from grader.classroom.edition import edition
    from grader.classroom.release import write_tree, write_zip
    from grader.sinks import counted

    chosen = exercises(options)
    if not chosen:
        raise UserError("There is no exercise to hand out.")
    out = typed(options.out)
    if options.platform:
        return _autograder(chosen, options.platform, out)
    made = edition(chosen, forge=options.ci, hints=not options.without_hints)
    gone = write_tree(made, out)
    archive = out.with_name(f"{out.name}.zip")
    write_zip(made, archive)
    visible = [exercise for exercise in chosen if exercise.visible.is_dir()]
    print(f"{out}: {counted(len(chosen), 'exercise')}, {counted(len(made.files), 'file')}; the same in {archive.name}")
    print(f"With visible checks: {', '.join(exercise.number for exercise in visible) or 'none'}.")
    solved = {path.parent.name[:2] for exercise in chosen for path in exercise.given if "solutions" in path.parts}
    if told := sorted(solved & {exercise.number for exercise in chosen}):
        print(f"Solved in a later exercise of this edition, which goes on from there: {', '.join(told)}.")
    if gone:
        print(f"{counted(len(gone), 'file')} of the earlier edition removed.")
    return PASSED


def _autograder(chosen: list[Exercise], platform: str, out: Path) -> int:
    from grader.classroom import bundles
    from grader.classroom.release import write_tree, write_zip
    from grader.sinks import counted

    made = bundles.bundle(chosen, platform)
    what = f"{counted(len(chosen), 'exercise')}, {counted(len(made.files), 'file')}"
    if platform == "gradescope":
        archive = out if out.suffix == ".zip" else out.with_name(f"{out.name}.zip")
        write_zip(made, archive)
        print(f"{archive}: {what}. Upload it as the autograder of a programming assignment.")
    else:
        write_tree(made, out)
        print(f"{out}: {what}. Put them into CLASSROOM/autograders/ASSIGNMENT/ of your repository.")
        print(
            "Students who submit can read what is in there, the hidden checks too. "
            "So what it gives is feedback, no grade of record."
        )
    return PASSED


def _collect(options: argparse.Namespace) -> int:
    from grader.classroom.collect import Collected, collect
    from grader.classroom.roster import read_roster
    from grader.classroom.rules import Rules, explained, moment, read_extensions, shown
    from grader.sinks import counted, safe

    path = typed(options.roster)
    roster = read_roster(path)
    chosen = exercises(options)
    more = read_extensions(typed(options.extensions), roster, chosen) if options.extensions else ()
    rules = Rules(moment(options.deadline) if options.deadline else None, extensions=more)
    for line in explained(rules, options.deadline or ""):
        print(line)

    def tell(one: Collected) -> None:
        who = safe(one.student.id)
        if one.problem:
            print(f"{who}: not fetched: {safe(one.problem)}.")
        elif one.commit is None:
            print(f"{who}: no commit before {shown(one.moment) if one.moment else 'now'}.")
        else:
            count = counted(one.files, "file")
            print(f"{who}: {one.commit.name[:10]} of {one.commit.time:%Y-%m-%d %H:%M %z}, {count} that may count")
        for remark in one.remarks:
            print(f"    {safe(remark)}")

    out = place(options.out)
    found = collect(roster, chosen, out, rules=rules, beside=path.parent, keep=options.keep, told=tell)
    lost = sum(bool(one.problem) for one in found)
    print(f"\n{len(found) - lost} of {counted(len(found), 'repository', 'repositories')} in {out}")
    return FAILED if lost else PASSED


def _worker(options: argparse.Namespace) -> int:
    from grader.classroom.executors import run_worker

    return run_worker(options.address, options.jobs)


def _classroom(options: argparse.Namespace) -> int:
    from grader.classroom import course
    from grader.classroom.executors import open_executor
    from grader.classroom.intake import collected
    from grader.classroom.outputs import Course, put_headings
    from grader.classroom.progress import Pace
    from grader.classroom.roster import read_roster
    from grader.classroom.rules import Rules, explained, moment, read_assigned, read_extensions, read_overrides
    from grader.classroom.store import Store

    if options.submissions == Path("dispute") and not typed(options.submissions).is_dir():
        return _dispute(options)
    if options.file is not None:
        raise UserError(f"{options.file} is one word too many. A disputed verdict: classroom -- dispute FILE")
    for name in ("roster", "out"):
        if getattr(options, name) is None:
            raise UserError(f"--{name} is missing: classroom -- SUBMISSIONS --roster roster.csv --out GRADES")
    if not 0 <= options.late <= 100:
        raise UserError("--late is a number of percent, from 0 to 100.")
    if options.jobs is not None and options.jobs < 1:
        raise UserError("--jobs is a number from 1 on.")
    chosen = course.playable(exercises(options))
    roster = read_roster(typed(options.roster))
    out, submissions = typed(options.out), typed(options.submissions)
    more = read_extensions(out / "extensions.csv", roster, chosen)
    deadline = moment(options.deadline) if options.deadline else None
    rules = Rules(deadline, options.late, options.attempt, more)
    if options.tried and not rules.is_over():
        raise UserError("--tried shows students what helps. Give the --deadline, and wait until it is over.")
    overrides = read_overrides(out / "overrides.csv", roster, chosen)
    assigned = read_assigned(out / "assign.csv", roster)
    for line in explained(rules, options.deadline or ""):
        print(line)
    progress: list[Pace] = []

    def begin(count: int) -> Callable[[int], None]:
        progress.append(Pace(count))
        return progress[0].add

    found = course.intake(roster, submissions, assigned)  # what cannot be right is refused before anything is written
    place(options.out)
    export = place(options.export) if options.export else None
    if export and any(export.iterdir()):
        raise UserError(f"{export} is not empty. Give --export a new folder.")
    store = Store(out / "grades.sqlite")
    try:
        # One seed for a class, drawn once: it cannot be known beforehand, and what was judged with it stays judged.
        drawn = run_options(options, seed=store.seed(options.seed))
        wanted = Course(
            chosen, roster, rules, overrides, drawn, out, options.title, export=export, pseudonyms=options.pseudonyms,
            tried=options.tried,
        )  # fmt: skip
        put_headings(out)
        with open_executor(options.jobs, options.cluster) as (executor, at_once):
            result = course.grade_class(wanted, found, collected(submissions), store, executor, at_once, begin)
    finally:
        for shown in progress:
            shown.end()
        store.close()
    for text in course.report(result, wanted):
        print(text)
    return INCONCLUSIVE if any(row.open_points for row in result.rows) else PASSED


def _dispute(options: argparse.Namespace) -> int:
    from grader.classroom.disputed import read_dispute, replay, said
    from grader.sinks import terminal

    if options.file is None:
        raise UserError("Which file? What a student sent: classroom -- dispute FILE")
    asked = read_dispute(typed(options.file), exercises(options))
    verdict = replay(asked, run_options(options, seed=asked.seed))
    terminal.show(verdict, command="")  # the answer is not here to be changed
    print()
    for line in said(asked, verdict, options.file):
        print(line)
    return PASSED
