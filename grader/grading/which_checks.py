"""Which checks are played: the hidden ones; in a student edition the visible ones; if there are none, a trial.

A trial asks nothing of an answer but that it imports and runs: the teacher holds the checks.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from pathlib import Path

from grader.exercise.catalogue import Exercise, PartSpec

TRIALS = Path(__file__).parent  # trial_simulated/ and trial_real/ lie here
HOLDER = "Your instructor holds the checks of this exercise."
OTHERS = "These are the visible checks. Your instructor has others."


class Checks(enum.Enum):
    """What is known of an exercise here."""

    HIDDEN = "hidden"
    VISIBLE = "visible"  # they lie beside the stub, for everybody to read
    TRIAL = "trial"


def kind_of(exercise: Exercise) -> Checks:
    """Return which checks of an exercise are played here."""
    if _any(exercise.hidden):
        return Checks.HIDDEN
    return Checks.VISIBLE if _any(exercise.visible) else Checks.TRIAL


def folder_of(exercise: Exercise, kind: Checks | None = None) -> Path:
    """Return the folder that the check files to be played lie in."""
    match kind or kind_of(exercise):
        case Checks.HIDDEN:
            return exercise.hidden
        case Checks.VISIBLE:
            return exercise.visible
        case _:
            return TRIALS / f"trial_{exercise.clock}"


def files_of(exercise: Exercise, kind: Checks | None = None) -> list[Path]:
    """Return the files that decide: the check files and whatever Python lies beside them."""
    return sorted(folder_of(exercise, kind).glob("*.py"))


def hash_of_checks(exercise: Exercise, kind: Checks | None = None) -> str:
    """A hash of everything that decides a verdict on this exercise: its checks and services."""
    import hashlib  # only here: `list` waits for every import

    digest = hashlib.sha256()
    for file in sorted([*files_of(exercise, kind), exercise.folder / "services.py"]):
        if file.is_file():
            digest.update(file.name.encode() + b"\0" + file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()[:16]


def titles(exercise: Exercise, kind: Checks | None = None) -> Iterator[tuple[str, int, str]]:
    """Yield name, part and title of each check; `kind`: by default of those that are played here.

    Its file is read, and not imported.
    """
    import ast  # only here: `list` waits for every import

    for file in files_of(exercise, kind):
        tree = ast.parse(file.read_bytes())
        for node in tree.body if file.name.startswith("test_") else ():
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for mark in node.decorator_list:
                    if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id == "check":
                        said = {
                            word.arg: word.value.value for word in mark.keywords if isinstance(word.value, ast.Constant)
                        }
                        title = said.get("title") or (ast.get_docstring(node) or node.name).removesuffix(".")
                        yield node.name, int(str(said.get("part", 1))), str(title)


def parts_here(exercise: Exercise) -> tuple[PartSpec, ...]:
    """Return the parts whose points can be earned here: of an edition those that have visible checks."""
    if kind_of(exercise) is Checks.HIDDEN:
        return exercise.parts
    own = {part for _, part, _ in titles(exercise)} if kind_of(exercise) is Checks.VISIBLE else set()
    return tuple(spec for spec in exercise.parts if spec.number in own)


def elsewhere(parts: Iterable[int]) -> str:
    """Say who judges these parts, of an exercise that has visible checks for others only."""
    numbers = [str(part) for part in parts]
    several = len(numbers) > 1
    named = f"parts {', '.join(numbers[:-1])} and {numbers[-1]}" if several else f"part {numbers[0]}"
    return f"Your instructor holds the checks of {named}."


def _any(folder: Path) -> bool:
    return any(folder.glob("test_*.py"))
