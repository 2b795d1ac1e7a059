"""The stub as it was handed out: is it untouched, and what was it?

A learner may have no git, an archive instead of a clone, and other line ends than the author. So each
exercise folder carries `.stub.json`: the text of its stub, and which other files belong to the exercise.
`nox -s check -- ID` records it; `nox -s prove` and a test fail when it is out of date.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from grader import files
from grader.exercise.catalogue import CatalogueError, Exercise

STAMP = ".stub.json"
_ABOUT = "The stub as handed out, line by line. `nox -s check` records it; do not edit."
# What lies in an exercise folder and never reaches a player.
_NOT_FOR_PLAYERS = frozenset({"exercise.toml", "README.md", "checks", "__pycache__"})


def is_visible(name: str) -> bool:
    """Whether a file or folder of that name may reach a player."""
    return name not in _NOT_FOR_PLAYERS and not name.startswith(".") and not name.endswith(".pyc")


def normal(data: bytes) -> bytes:
    """Return `data` without what editors and checkouts change unasked: line ends, BOM, last empty lines."""
    return data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").rstrip()


def same(one: bytes | None, other: bytes | None) -> bool:
    """Whether two files hold the same text; None is a file that is not there."""
    return one is other or (one is not None and other is not None and normal(one) == normal(other))


def handed_out(exercise: Exercise) -> dict[str, bytes]:
    """Return the stub's files as they were handed out; {} if that was never written down."""
    stub = {name: "\n".join(lines).encode() for name, lines in _read(exercise).get("files", {}).items()}
    return {name: text and text + b"\n" for name, text in stub.items()}


def is_untouched(exercise: Exercise, contents: Mapping[str, bytes] | None = None) -> bool:
    """Whether the stub is as it was handed out. `contents` is a submission; default: the learner's files.

    Line ends do not count. False if a file is missing or the stub was never recorded.
    """
    stub = handed_out(exercise)
    if set(stub) != set(exercise.files):
        return False
    try:
        return all(same(stub[name], _text(exercise, name, contents)) for name in exercise.files)
    except files.NotUsable:
        return False


def support(exercise: Exercise) -> dict[str, bytes]:
    """Return the other files that belong to the exercise, services.py first of all, as they are on disk.

    If the exercise is stamped, these are the stamped ones: a file that a learner put beside the stub is
    none of them, so that an answer means the same here and on the instructor's machine.
    """
    stamped = _read(exercise).get("support")
    found = {}
    for name in _on_disk(exercise) if stamped is None else stamped:
        try:
            found[name] = _beside(exercise, name)
        except files.NotUsable as error:
            raise CatalogueError(f"{exercise.folder.name}/{name} {error}. Fetch the exercise again.") from None
    return found


def put_given(exercises: Iterable[Exercise]) -> None:
    """Put the modules that an exercise is given beside its stub, if they are not there: then Python finds them.

    The judge never reads these copies. A folder that cannot be written to is left as it is.
    """
    for exercise in exercises:
        for path in exercise.given:
            if not (exercise.folder / path.name).exists():
                with contextlib.suppress(OSError):
                    files.put(exercise.folder / path.name, path.read_bytes())


def changed_support(exercise: Exercise) -> list[str]:
    """Return the names of the other files of the exercise that are not as they were handed out."""
    stamped: dict[str, str] = _read(exercise).get("support", {})
    return [name for name, data in support(exercise).items() if stamped.get(name, _hash(data)) != _hash(data)]


def stamp(exercises: Iterable[Exercise]) -> list[Exercise]:
    """Write down what is handed out, and return the exercises for which that was news.

    Raises CatalogueError when a file of a stub is missing, or when the solution stands in its place.
    """
    new = [(exercise, _stamp_of(exercise)) for exercise in exercises]  # all of them, before one is written
    fresh = [(exercise, text) for exercise, text in new if text != _stamped(exercise)]
    for exercise, text in fresh:
        files.put(exercise.folder / STAMP, text.encode())
    return [exercise for exercise, _ in fresh]


def stale(exercises: Iterable[Exercise]) -> list[str]:
    """Return a sentence for each exercise whose `.stub.json` is not what `stamp` would write now."""
    found = []
    for exercise in exercises:
        try:
            if _stamp_of(exercise) != _stamped(exercise):
                found.append(
                    f"{exercise.folder.name}: the stub, or a file beside it, is not what {STAMP} says was "
                    f"handed out. If it is as you want to hand it out: nox -s check -- {exercise.id}"
                )
        except CatalogueError as error:
            found.append(str(error))
    return found


def _text(exercise: Exercise, name: str, contents: Mapping[str, bytes] | None) -> bytes | None:
    return files.read(exercise.folder, name) if contents is None else contents.get(name)


def _stamp_of(exercise: Exercise) -> str:
    """Return what `.stub.json` must hold for the files as they are now."""
    stub: dict[str, list[str]] = {}
    alike = []
    for name in exercise.files:
        try:
            data = files.read(exercise.folder, name)
            stub[name] = normal(data).decode().split("\n")
        except files.NotUsable as error:
            raise CatalogueError(f"{exercise.folder.name}/{name} {error}.") from None
        except UnicodeDecodeError:
            raise CatalogueError(f"{exercise.folder.name}/{name} is not UTF-8 text. Save it as UTF-8.") from None
        try:
            alike.append(same(data, files.read(exercise.solution, name)))
        except files.NotUsable:
            alike.append(False)
    if all(alike):
        raise CatalogueError(
            f"{exercise.folder.name} holds the solution, not the stub. Bring that back first: nox -s restore"
        )
    beside = {name: _hash(_beside(exercise, name)) for name in _on_disk(exercise)}
    data_out = {"about": _ABOUT, "files": stub, "support": beside}
    return json.dumps(data_out, indent=1, ensure_ascii=False) + "\n"


def _stamped(exercise: Exercise) -> str:
    try:
        return files.read(exercise.folder, STAMP).decode(errors="replace").replace("\r\n", "\n")
    except files.NotThere:
        return ""


def _read(exercise: Exercise) -> dict[str, Any]:
    try:
        data = json.loads(files.read(exercise.folder, STAMP))
        lines = [line for text in data["files"].values() for line in text]
        if not all(isinstance(line, str) for line in [*lines, *data["support"], *data["support"].values()]):
            raise TypeError
    except files.NotThere:
        return {}
    except (files.NotUsable, ValueError, TypeError, LookupError, AttributeError):
        raise CatalogueError(
            f"{exercise.folder.name}/{STAMP} is damaged. Fetch it again; as an author: nox -s check -- {exercise.id}"
        ) from None
    return {"files": data["files"], "support": data["support"]}


def _on_disk(exercise: Exercise) -> list[str]:
    """Name every plain file in the folder that is neither listed, nor hidden, nor only for people to read.

    Those that it is given count as if they were there.
    """
    found = [path.name for path in exercise.given]
    for where, folders, names in os.walk(exercise.folder):
        folders[:] = sorted(name for name in folders if is_visible(name))
        for name in names:
            path = Path(where, name)
            below = path.relative_to(exercise.folder).as_posix()
            if is_visible(name) and below not in exercise.files and path.is_file() and not path.is_symlink():
                found.append(below)
    return sorted(set(found))


def _beside(exercise: Exercise, name: str) -> bytes:
    """Read a file that stands beside the stub, or is given: then the one place where it stands counts.

    Where only the exercise is, as with a worker of a class, it lies beside the stub.
    """
    given = next((path for path in exercise.given if path.name == name and path.is_file()), None)
    return files.read(given.parent, name) if given else files.read(exercise.folder, name)


def _hash(data: bytes) -> str:
    import hashlib  # only here: who looks whether a stub was touched does not wait for it

    return hashlib.sha256(normal(data)).hexdigest()
