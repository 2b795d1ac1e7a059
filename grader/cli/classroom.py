"""`release`: for those who teach a class."""

from __future__ import annotations

import argparse
from pathlib import Path

from grader.catalogue import CatalogueError
from grader.cli.options import PASSED, Verbs, exercises, typed


def add(verbs: Verbs) -> None:
    """Add the verbs and their flags."""
    release = verbs.add_parser("release", help="write the student edition: a folder, and a zip beside it")
    release.add_argument("out", type=Path, metavar="OUT", help="a new folder, or one with an earlier edition")
    release.add_argument("--only", nargs="+", dest="names", default=[], metavar="EXERCISE", help="only these")
    release.add_argument("--track", action="append", default=[], help="all exercises of a track")
    release.add_argument("--exercises", type=Path, metavar="DIR", help="take the exercises of this folder")
    release.add_argument("--ci", choices=("github", "gitlab", "none"), default="github", help="its CI file (github)")
    release.add_argument("--without-hints", action="store_true", help="leave the hints out as well")
    release.set_defaults(run=_release)


def _release(options: argparse.Namespace) -> int:
    from grader.classroom.edition import edition
    from grader.classroom.release import write_tree, write_zip
    from grader.sinks import counted

    chosen = exercises(options)
    if not chosen:
        raise CatalogueError("There is no exercise to hand out.")
    made = edition(chosen, forge=options.ci, hints=not options.without_hints)
    out = typed(options.out)
    gone = write_tree(made, out)
    archive = out.with_name(f"{out.name}.zip")
    write_zip(made, archive)
    visible = [exercise for exercise in chosen if exercise.visible.is_dir()]
    print(f"{out}: {counted(len(chosen), 'exercise')}, {counted(len(made.files), 'file')}; the same in {archive.name}")
    print(f"With visible checks: {', '.join(exercise.number for exercise in visible) or 'none'}.")
    if gone:
        print(f"{counted(len(gone), 'file')} of the earlier edition removed.")
    return PASSED
