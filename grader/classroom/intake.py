"""Submissions of a class on disk -> what each student handed in, attempt by attempt.

A folder of submissions, or the zip that a learning platform gives: in it a folder, a zip or single files for each
student, named after the student (id, user name, repository, full name) or as Canvas, Moodle and Gradescope do it.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from grader import files
from grader.classroom import trees
from grader.classroom.names import Named, as_handed_in, read_gradescope, read_name
from grader.classroom.roster import Matcher, Student
from grader.classroom.trees import Tree
from grader.errors import UserError

COLLECTED = "collected.json"  # what `collect` writes beside the folders
_METADATA = "submission_metadata.yml"
_MOST_METADATA = 16 * 1024 * 1024


@dataclasses.dataclass(frozen=True)
class Handin:
    """One attempt. `place` is what it is called on disk; `when` is None where nobody wrote that down."""

    place: str
    student: Student | None
    tree: Callable[[], Tree]
    when: datetime.datetime | None = None
    late: bool = False


@dataclasses.dataclass(frozen=True)
class Entry:
    """A name at the top of the submissions. `open` gives its tree; for a single file, a tree with that file in it."""

    name: str
    is_folder: bool
    open: Callable[[], Tree]


def handins(source: Path, matcher: Matcher) -> list[Handin]:
    """Return every attempt found, those of unknown owners as well, in the order of their names and times."""
    top, metadata = _top(source)
    times = _collected(source)
    found: list[Handin] = []
    together: dict[tuple[object, ...], list[tuple[str, Entry]]] = {}
    for entry in sorted(top, key=lambda entry: entry.name):
        owners = metadata.get(entry.name)
        for named in owners or [read_name(entry.name)]:
            student = matcher.find(named.keys, named.names)
            if named.file:  # a file of its own: what one student uploaded belongs together
                key = (student.id if student else named.keys or named.names, named.late)
                together.setdefault(key, []).append((named.file, entry))
                continue
            when = named.when or (times.get(entry.name) if entry.is_folder else None)
            found.append(Handin(entry.name, student, entry.open, when, named.late))
    for pieces in together.values():
        named = read_name(pieces[0][1].name)
        student = matcher.find(named.keys, named.names)
        place = pieces[0][1].name + (f" and {len(pieces) - 1} more" if len(pieces) > 1 else "")
        found.append(Handin(place, student, functools.partial(_joined, pieces), None, named.late))
    return found


def _joined(pieces: list[tuple[str, Entry]]) -> Tree:
    """One tree of what a platform hands over file by file. An archive among them is looked into."""
    readers: dict[str, Callable[[int], bytes]] = {}
    notes, problems = [], []
    for file, entry in pieces:
        tree = entry.open()
        problems.append(tree.problem)
        if trees.is_archive(file):
            notes.append(tree.note)
        single = len(tree.names) == 1 and not trees.is_archive(file)
        for name in tree.names:
            readers[as_handed_in(file) if single else name] = functools.partial(tree.read, name)
    note, problem = (" ".join(dict.fromkeys(filter(None, said))) for said in (notes, problems))
    return Tree(readers, lambda name, limit: readers[name](limit), note, problem)


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
    if path.is_dir() and not path.is_symlink():
        return Entry(path.name, True, lambda: trees.of_folder(path))
    if trees.is_archive(path.name) and path.is_file() and not path.is_symlink():
        return Entry(path.name, False, lambda: trees.of_archive(path))
    return Entry(path.name, False, lambda: Tree([path.name], lambda name, limit: files.read(path.parent, name, limit)))


def _zipped(tree: Tree, name: str) -> Entry:
    """An entry of a zip: a folder in it, a zip in the zip, or a file."""
    if name not in tree.names:
        return Entry(name, True, lambda: tree.below(name))

    def inner() -> Tree:
        if not trees.is_archive(name):
            return Tree([name], lambda _, limit: tree.read(name, limit))
        try:
            return trees.of_archive(tree.read(name, trees.MOST_ARCHIVE), name)
        except files.NotUsable as error:
            return trees.nothing(f"{name} {error}.")

    return Entry(name, False, inner)


def collected(source: Path) -> dict[str, tuple[str, ...]]:
    """Return folder -> what `collect` had to say of it; what could not be fetched is the first of it."""
    found: dict[str, tuple[str, ...]] = {}
    for name, row in _rows(source).items():
        lost = [f"The repository could not be fetched: {row['problem']}."] if row.get("problem") else []
        if texts := (*lost, *map(str, row.get("remarks", ()))):
            found[name] = texts
    return found


def _rows(source: Path) -> dict[str, dict[str, Any]]:
    try:
        rows = json.loads(files.read(source, COLLECTED))["folders"] if source.is_dir() else {}
        return {str(name): dict(row) for name, row in rows.items()}
    except (files.NotUsable, ValueError, AttributeError, TypeError, KeyError):
        return {}


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
