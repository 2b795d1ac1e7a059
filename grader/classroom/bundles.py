"""What a platform is given to grade with: its own two or three scripts, and of this repository what they need.

No solution is in it, but for what a later exercise is given. The hidden checks are: on Gradescope only the instructor
sees them; a bundle of Classroom 50 can be read by everyone who submits.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grader.classroom.edition import MARKER, Edition
from grader.errors import UserError
from grader.exercise import stubs
from grader.exercise.catalogue import ROOT, Exercise

SCRIPTS = {
    "gradescope": {"setup.sh": "setup.sh", "run_autograder": "run_autograder"},
    "classroom50": {"autograder.py": "autograder.py"},
}
_TEMPLATES = Path(__file__).with_name("platforms")
_NOT_NEEDED = ("grader/classroom", "grader/lab")
_EXERCISES = "@EXERCISES@"  # stands in the scripts for the numbers of the exercises


def bundle(exercises: Sequence[Exercise], platform: str) -> Edition:
    """Return the files of an autograder for these exercises. Raises UserError if one cannot be in it."""
    if extra := next((exercise for exercise in exercises if exercise.extra), None):
        raise UserError(f"{extra.label} stands on more packages than an autograder installs. Name others by --only.")
    files: dict[str, bytes] = {}
    for name in ("LICENSE", "requirements/grading.txt", "grader", *(_folder(exercise) for exercise in exercises)):
        files |= _below(ROOT, name)
    for exercise in exercises:
        files |= {f"{_folder(exercise)}/{name}": data for name, data in stubs.support(exercise).items()}
    files = {name: data for name, data in files.items() if not name.startswith(_NOT_NEEDED)}
    numbers = " ".join(exercise.number for exercise in exercises).encode()
    for name, template in SCRIPTS[platform].items():
        files[name] = (_TEMPLATES / platform / template).read_bytes().replace(_EXERCISES.encode(), numbers)
    if platform == "classroom50":
        files[MARKER] = b"An autograder for Classroom 50, written by nox -s release. Not the student edition.\n"
    return Edition(files, tuple(exercises))


def _folder(exercise: Exercise) -> str:
    try:
        return exercise.folder.resolve().relative_to(ROOT).as_posix()
    except ValueError:
        raise UserError(f"{exercise.label} lies outside this repository: an autograder cannot hold it.") from None


def _below(root: Path, name: str) -> dict[str, bytes]:
    """The files of a folder, or one file, by their names below `root`; nothing that was compiled."""
    path = root / name
    found = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
    kept = (one for one in found if "__pycache__" not in one.parts and one.suffix != ".pyc")
    return {one.relative_to(root).as_posix(): one.read_bytes() for one in kept}
