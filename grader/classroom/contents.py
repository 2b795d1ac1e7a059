"""From a tree to the listed files of each exercise. Nothing else in it counts, and what does not is said."""

from __future__ import annotations

import dataclasses
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from grader import files
from grader.classroom import trees
from grader.classroom.trees import Tree
from grader.exercise import stubs
from grader.exercise.catalogue import Exercise
from grader.exercise.submission import MAX_BYTES, check_text
from grader.sinks import safe, shorten

_NOT_HERE = ("solutions", "tests")  # copies of files of ours, which a whole repository holds
_PLANTED = ("conftest.py", "pytest.ini", "sitecustomize.py", "usercustomize.py", "results.json")
_MOST_NAMED = 5


@dataclasses.dataclass(frozen=True)
class Found:
    """What a tree holds of one exercise: its listed files, or why they cannot be taken. Neither: not handed in."""

    contents: dict[str, bytes] | None = None
    problem: str = ""


def find(exercise: Exercise, tree: Tree) -> Found:
    """Return the listed files of an exercise, wherever in the tree they lie together."""
    if tree.problem:
        return Found(problem=tree.problem)
    base = _base(exercise, tree)
    if base is None:
        packed = next(filter(trees.is_archive, sorted(tree.names)), "")
        return Found(problem=f"It may be in {_show(packed)}, which lies beside other files." if packed else "")
    contents = {}
    missing = []
    for name in exercise.files:
        try:
            contents[name] = tree.read(base + name, MAX_BYTES)
            check_text(name, contents[name])
        except files.NotThere:
            missing.append(name)
        except files.NotUsable as error:
            return Found(problem=f"{_show(base + name)} {error}.")
    if missing:
        return Found(problem=f"{_show(base + missing[0])} is missing.")
    return Found(contents)


def hash_of(exercise: Exercise, contents: Mapping[str, bytes]) -> str:
    """Return a hash of an answer to an exercise. Line ends and empty last lines are no part of it."""
    digest = hashlib.sha256(exercise.id.encode())
    for name in sorted(contents):
        data = stubs.normal(contents[name])
        digest.update(f"\0{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()[:32]


def ignored(exercises: Sequence[Exercise], tree: Tree) -> list[str]:
    """Return a sentence for each thing in a tree that somebody may believe to count, and that does not."""
    taken = {f"{base}{name}" for e in exercises if (base := _base(e, tree)) is not None for name in e.files}
    ours = {(e.folder.name, name) for e in exercises for name in stubs.support(e)}
    said = [tree.note] if tree.note else []
    others = sorted(
        name
        for name in tree.names - taken
        if PurePosixPath(name).name in _PLANTED
        or (name.endswith((".py", ".pth")) and not _is_ours(name, ours) and not _of_the_edition(name))
    )
    said += [f"{_show(name)} is ignored." for name in others[:_MOST_NAMED]]
    if len(others) > _MOST_NAMED:
        said.append(f"So are {len(others) - _MOST_NAMED} more files.")
    return said


def _base(exercise: Exercise, tree: Tree) -> str | None:
    """The folder in a tree that an answer lies in: the one whose name says so, else the nearest to the top."""
    counts: Counter[str] = Counter()
    for name in tree.names:
        for file in exercise.files:
            if (name == file or name.endswith(f"/{file}")) and not _elsewhere(name.removesuffix(file)):
                counts[name.removesuffix(file)] += 1
    if not counts:  # its folder is there, and the file in it has another name
        here = f"{exercise.folder.name}/"
        inside = [name for name in tree.names if name.startswith(here) or f"/{here}" in name]
        return min((name[: name.index(here) + len(here)] for name in inside if name.endswith(".py")), default=None)

    def rank(base: str) -> tuple[bool, int, int, str]:
        return (not base.endswith(f"{exercise.folder.name}/"), -counts[base], base.count("/"), base)

    return min(counts, key=rank)


def _elsewhere(base: str) -> bool:
    """Whether a folder holds copies of files, and not what is handed in."""
    parts = base.split("/")[:-1]
    return any(part in _NOT_HERE or part.startswith(".") for part in parts)


def _is_ours(name: str, ours: set[tuple[str, str]]) -> bool:
    """Whether a name is a file that came with an exercise: it is replaced by the pristine one."""
    parts = name.split("/")
    beside = {file for _, file in ours}
    return any((parts[at], "/".join(parts[at + 1 :])) in ours for at in range(len(parts) - 1)) or name in beside


def _of_the_edition(name: str) -> bool:
    """Whether a name is of the grader, or a visible check: handed out, and never taken back."""
    parts = PurePosixPath(name).parts
    return "grader" in parts[:2] or "checks" in parts or parts[-1] == "noxfile.py" or _first(parts) in _NOT_HERE


def _first(parts: tuple[str, ...]) -> str:
    return parts[0] if len(parts) > 1 else ""


def _show(name: str) -> str:
    return shorten(safe(name), 120)
