"""`new`: a complete exercise to begin with. It already proves what it says; what is left are the author's words."""

from __future__ import annotations

import keyword
from collections.abc import Iterable
from pathlib import Path

from grader.errors import UserError
from grader.exercise import catalogue, stubs
from grader.exercise.catalogue import Exercise

SKELETON = Path(__file__).with_name("skeleton")
MARK = "TODO(author)"
_SLUG = "my_exercise"


def create(slug: str, track: str, exercises: Path) -> list[Path]:
    """Write a new exercise called `slug` and return its files. Nothing that is there is touched.

    It goes into the folder `exercises`; its solution and planted answers beside that. Raises UserError.
    """
    slug = slug.strip().lower().replace("-", "_")
    if not slug.isascii() or not slug.isidentifier() or keyword.iskeyword(slug) or slug.startswith("_"):
        raise UserError(f"{slug!r} cannot be the name of a Python module. Take a name like tea_house.")
    known = catalogue.load(exercises=exercises) if exercises.is_dir() else []
    if twin := next((exercise for exercise in known if exercise.id == slug), None):
        raise UserError(f"{twin.label} has that name already.")
    folder = f"{_number(track, known)}_{slug}"
    base = exercises.parent
    answers = base / "tests" / "answers" if (base / "tests" / "answers").is_dir() else base / "answers"
    places = {"exercise": exercises / folder, "solution": base / "solutions" / folder, "answers": answers}
    taken = [places["exercise"], places["solution"], answers / f"{slug}.py"]
    if there := next((path for path in taken if path.exists()), None):
        raise UserError(f"{there} is there already. Take another name, or move it away.")
    written = []
    for kind, place in places.items():
        for source in sorted(path for path in (SKELETON / kind).rglob("*") if path.is_file()):
            if source.suffix in (".py", ".md", ".toml"):
                written.append(place / source.relative_to(SKELETON / kind).as_posix().replace(_SLUG, slug))
                _write(written[-1], source.read_text(encoding="utf-8").replace(_SLUG, slug).replace("TRACK", track))
    stubs.stamp(exercise for exercise in catalogue.load(exercises=exercises) if exercise.id == slug)
    return written


def left_to_write(paths: Iterable[Path]) -> list[str]:
    """Return a line for each file in which an author still has something to say, with the first place."""
    found = []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
            if MARK in line:
                found.append(f"{path.parent.name}/{path.name}, line {number}: {line.strip().lstrip('#').strip()[:80]}")
                break
    return found


def files_of(exercise: Exercise, book: Path) -> list[Path]:
    """The files of an exercise that an author writes. `book`: its planted answers."""
    folders = (exercise.folder, exercise.solution)
    found = [
        book,
        *(path for folder in folders for suffix in ("py", "md", "toml") for path in folder.rglob(f"*.{suffix}")),
    ]
    return sorted(path for path in found if "__pycache__" not in path.parts and path.exists())


def _number(track: str, known: list[Exercise]) -> str:
    digit = next(digit for digit, name in catalogue.TRACKS.items() if name == track)
    taken = {exercise.number for exercise in known}
    free = next((f"{digit}{place}" for place in range(1, 10) if f"{digit}{place}" not in taken), None)
    if free is None:
        raise UserError(f"The track {track} is full: it has nine exercises.")
    return free


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(f"{path} cannot be written ({error.strerror}).") from None
