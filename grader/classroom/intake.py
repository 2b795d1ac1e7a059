"""Submissions of a class on disk -> what each student handed in, attempt by attempt.

A folder of submissions, or the zip that a learning platform gives: in it a folder, a zip or single files for each
student, named after the student (id, user name, repository, full name) or as Canvas, Moodle and Gradescope do it.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from grader import files
from grader.classroom.names import Named, as_handed_in, read_gradescope, read_name
from grader.classroom.roster import Matcher, Student
from grader.errors import UserError
from grader.exercise import trees
from grader.exercise.trees import Tree

COLLECTED = "collected.json"  # what `collect` writes beside the folders
_METADATA = "submission_metadata.yml"
_MOST_METADATA = 16 * 1024 * 1024


@dataclasses.dataclass(frozen=True)
class Handin:
    """One attempt. `names` are what its files or folder are called on disk; `when` is None if nothing says it.

    `student` is None if the owner is not certain: `candidates` are then the ids of those that the name fits, several
    or none. `settled`: the instructor has said that it is of no one on the roster.
    """

    names: tuple[str, ...]
    student: Student | None
    tree: Callable[[], Tree]
    when: datetime.datetime | None = None
    late: bool = False
    candidates: tuple[str, ...] = ()
    settled: bool = False

    @property
    def place(self) -> str:
        """What it is called, in few words."""
        return self.names[0] + (f" and {len(self.names) - 1} more" if len(self.names) > 1 else "")


@dataclasses.dataclass(frozen=True)
class Entry:
    """A name at the top of the submissions. `open` gives its tree; for a single file, a tree with that file in it.

    `raw` does not look into an archive.
    """

    name: str
    is_folder: bool
    open: Callable[[], Tree]
    raw: Callable[[], Tree]


def handins(source: Path, matcher: Matcher, assigned: Mapping[str, Student | None] | None = None) -> list[Handin]:
    """Return every attempt found, those of unknown owners as well, in the order of their names and times.

    `assigned`: the name of a hand-in -> whose the instructor says that it is; None: of no one on the roster.
    Raises UserError.
    """
    said = assigned or {}
    top, metadata = _top(source)
    times = _collected(source)
    found: list[Handin] = []
    together: dict[tuple[object, ...], list[tuple[Named, Entry]]] = {}
    for entry in sorted(top, key=lambda entry: entry.name):
        owners = metadata.get(entry.name)
        for named in owners or [read_name(entry.name)]:
            if named.file:  # a file of its own: what one student uploaded belongs together
                student = matcher.find(named.keys, named.names)
                key = (student.id if student else (named.names, named.number), named.late)
                together.setdefault(key, []).append((named, entry))
                continue
            when = named.when or (times.get(entry.name) if entry.is_folder else None)
            found.append(_handin((entry.name,), named, entry.open, when, matcher, said))
    for pieces in together.values():
        tree = functools.partial(_joined, [(named.file, entry) for named, entry in pieces])
        found.append(_handin(tuple(entry.name for _, entry in pieces), pieces[0][0], tree, None, matcher, said))
    if unknown := said.keys() - {name for handin in found for name in handin.names}:
        raise UserError(f"assign.csv names a hand-in that is not in {source}: {min(unknown)}")
    return found


def _handin(
    names: tuple[str, ...], named: Named, tree: Callable[[], Tree], when: datetime.datetime | None,
    matcher: Matcher, assigned: Mapping[str, Student | None],
) -> Handin:  # fmt: skip
    possible = matcher.possible(named.keys, named.names)
    student = next(iter(possible)) if len(possible) == 1 else None
    told = [assigned[name] for name in names if name in assigned]
    if told and (student is None or len(told) == len(names)):
        return Handin(names, told[0], tree, when, named.late, settled=told[0] is None)
    candidates = () if student else tuple(sorted(one.id for one in possible))
    return Handin(names, student, tree, when, named.late, candidates)


def _joined(pieces: list[tuple[str, Entry]]) -> Tree:
    """One tree of what a platform hands over file by file."""
    readers: dict[str, Callable[[int], bytes]] = {}
    for file, entry in pieces:
        tree = entry.raw()
        single = len(tree.names) == 1
        for name in tree.names:
            given = as_handed_in(file) if single else name
            readers[file if given in readers else given] = functools.partial(tree.read, name)
    return Tree(readers, lambda name, limit: readers[name](limit))


def _top(source: Path) -> tuple[list[Entry], dict[str, list[Named]]]:
    """The entries at the top, and Gradescope's list of owners where there is one."""
    if source.is_dir():
        inner = [path for path in source.iterdir() if not path.name.startswith(".")]
        if len(inner) == 1 and (inner[0] / _METADATA).is_file():
            source, inner = inner[0], [path for path in inner[0].iterdir() if not path.name.startswith(".")]
        text = _text(lambda: files.read(source, _METADATA, _MOST_METADATA))
        return [_entry(path) for path in inner if path.name not in (COLLECTED, _METADATA)], read_gradescope(text)
    if not source.is_file():
        raise UserError(f"{source} is not there. Give the folder, or the zip, with the submissions of the class.")
    tree = trees.of_class(source)
    if not tree.names:
        raise UserError(f"{source} holds no submissions. {tree.problem}".strip())
    tops = {name.partition("/")[0] for name in tree.names}
    if len(tops) == 1 and f"{next(iter(tops))}/{_METADATA}" in tree.names:
        tree = tree.below(tops.pop())
        tops = {name.partition("/")[0] for name in tree.names}
    text = _text(lambda: tree.read(_METADATA, _MOST_METADATA)) if _METADATA in tree.names else ""
    return [_zipped(tree, name) for name in tops if name not in (COLLECTED, _METADATA)], read_gradescope(text)


def _entry(path: Path) -> Entry:
    def raw() -> Tree:
        return Tree([path.name], lambda name, limit: files.read(path.parent, name, limit))

    if path.is_dir() and not path.is_symlink():
        return Entry(path.name, True, lambda: trees.of_folder(path), lambda: trees.of_folder(path))
    if trees.is_archive(path.name) and path.is_file() and not path.is_symlink():
        return Entry(path.name, False, lambda: trees.of_archive(path), raw)
    return Entry(path.name, False, raw, raw)


def _zipped(tree: Tree, name: str) -> Entry:
    """An entry of a zip: a folder in it, an archive in the zip, or a file."""
    if name not in tree.names:
        return Entry(name, True, lambda: tree.below(name), lambda: tree.below(name))

    def raw() -> Tree:
        return Tree([name], lambda _, limit: tree.read(name, limit))

    def inner() -> Tree:
        try:
            return trees.of_archive(tree.read(name, trees.MOST_ARCHIVE), name)
        except files.NotUsable as error:
            return trees.nothing(f"{name} {error}.")

    return Entry(name, False, inner if trees.is_archive(name) else raw, raw)


def collected(source: Path) -> dict[str, tuple[str, ...]]:
    """Return folder -> what `collect` had to say of it; what could not be fetched is the first of it."""
    found: dict[str, tuple[str, ...]] = {}
    for name, row in _rows(source).items():
        lost = [f"The repository could not be fetched: {row['problem']}."] if row.get("problem") else []
        if texts := (*lost, *map(str, row.get("remarks", ()))):
            found[name] = texts
    return found


def _rows(source: Path) -> dict[str, dict[str, Any]]:
    """What `collect` wrote down. Raises UserError if it was cut off: a student may be missing only for that."""
    try:
        data = json.loads(files.read(source, COLLECTED)) if source.is_dir() else {"folders": {}}
        rows = {str(name): dict(row) for name, row in data["folders"].items()}
    except (files.NotUsable, ValueError, AttributeError, TypeError, KeyError):
        return {}
    if data.get("complete") is False:
        left = sum(bool(row.get("waiting")) for row in rows.values())
        raise UserError(
            f"{source} is not complete: collect was cut off before it had fetched {left} of {len(rows)} repositories. "
            "Run the same collect command again, and then this one."
        )
    return rows


def _collected(source: Path) -> dict[str, datetime.datetime]:
    """When the last commit of each collected folder was made."""
    try:
        rows = _rows(source).items()
        return {name: datetime.datetime.fromisoformat(row["time"]) for name, row in rows if row.get("time")}
    except (ValueError, TypeError):
        return {}


def _text(read: Callable[[], bytes]) -> str:
    try:
        return read().decode("utf-8", "replace")
    except files.NotUsable:
        return ""
