"""`check`: what CI asks of one exercise, in seconds: its layout, its spelling, the code of its lesson, and `prove`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from grader.errors import UserError
from grader.exercise import stubs
from grader.exercise.catalogue import ROOT, Exercise
from grader.grading.job import Options
from grader.lab import authoring, prove
from grader.lab.answers import book_of

_NOTHING_TO_RUN = 5  # pytest's exit code if no test has the name
_LESSONS = ("tests/test_lessons.py", "tests/test_catalogue.py")


def run(exercises: Sequence[Exercise], options: Options) -> bool:
    """Check the exercises, and print what is wrong with them. Returns whether all is well.

    A stub that has changed is recorded as it stands now. In CI it has to be recorded already.
    """
    if not os.environ.get("CI"):
        for exercise in stubs.stamp(exercises):
            print(f"recorded {exercise.label}: its stub, or a file beside it, has changed")
    files = [path for exercise in exercises for path in authoring.files_of(exercise, book_of(exercise))]
    books = {book_of(exercise) for exercise in exercises}  # of answers with mistakes
    names = " or ".join(exercise.folder.name for exercise in exercises)
    steps = {
        "layout": _start("ruff", "format", "--check", *_python(files)),
        "likely mistakes": _start("ruff", "check", *(file for file in _python(files) if file not in books)),
        "spelling": _start("codespell_lib", *files),
    }
    if all(exercise.folder.is_relative_to(ROOT) for exercise in exercises):  # the lessons of a pack are its author's
        steps["its lesson"] = _start("pytest", "-q", "-p", "no:cacheprovider", *_LESSONS, "-k", names)
    bad = prove.run(exercises, options)
    for name, step in steps.items():
        said, _ = step.communicate()
        if step.returncode not in (0, _NOTHING_TO_RUN):
            bad += 1
            print(f"\n{name}:\n{said.strip()}")
    if not bad:
        print(f"{', '.join(exercise.label for exercise in exercises)}: all is well")
    return not bad


def _start(module: str, *arguments: str | Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", module, *arguments]
    try:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            encoding="utf-8",
        )
    except OSError as error:
        raise UserError(f"{module} could not be started ({error.strerror}).") from None


def _python(files: Sequence[Path]) -> list[Path]:
    return [path for path in files if path.suffix == ".py" or path.is_dir()]
