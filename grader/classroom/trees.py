"""What a student handed in, as a tree of names that can be read: a folder, a zip, or single files.

Nothing is unpacked to a disk and no link is followed; each read has a limit, so a zip bomb costs that limit.
"""

from __future__ import annotations

import io
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import IO

from grader.files import NotThere, NotUsable, read

MOST_NAMES = 20_000  # in one submission; somebody may have handed in a whole environment
MOST_ZIP = 64 * 1024 * 1024  # bytes of a zip in a submission
_SKIPPED = ("__pycache__", "node_modules", "site-packages", "__MACOSX")


class Tree:
    """Names with forward slashes, and a function that reads one of them. Raises NotUsable."""

    def __init__(self, names: Iterable[str], reader: Callable[[str, int], bytes], note: str = "") -> None:
        self.names = frozenset(names)
        self.note = note  # a sentence about what is wrong with the whole of it; "" for nothing
        self._reader = reader

    def read(self, name: str, limit: int) -> bytes:
        """Return the content of a name. Raises NotThere, and NotUsable for all but a plain file within `limit`."""
        if name not in self.names:
            raise NotThere
        return self._reader(name, limit)

    def below(self, folder: str) -> Tree:
        """The part of the tree below a folder."""
        start = f"{folder}/"
        names = [name.removeprefix(start) for name in self.names if name.startswith(start)]
        return Tree(names, lambda name, limit: self._reader(start + name, limit))


def of_folder(folder: Path) -> Tree:
    """The tree of a folder: a plain one, or a checkout, whose .git is not looked into."""
    names: list[str] = []
    for where, folders, found in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _SKIPPED)
        links = [name for name in folders if Path(where, name).is_symlink()]
        names += [Path(where, name).relative_to(folder).as_posix() for name in sorted([*found, *links])]
        if len(names) > MOST_NAMES:
            return Tree(names[:MOST_NAMES], lambda name, limit: read(folder, name, limit), _too_many())
    return Tree(names, lambda name, limit: read(folder, name, limit))


def of_zip(source: Path | bytes) -> Tree:
    """The tree of a zip. One that cannot be read is an empty tree with a note."""
    try:
        if isinstance(source, Path) and source.stat().st_size > MOST_ZIP:
            return _nothing(f"The zip is larger than {MOST_ZIP // 1024**2} MiB.")
        archive = zipfile.ZipFile(source if isinstance(source, Path) else io.BytesIO(source))
        entries = {info.filename: info for info in archive.infolist() if not info.is_dir()}
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, UnicodeDecodeError):
        return _nothing("The zip is damaged, or is none.")
    inside = {name: info for name, info in entries.items() if _is_inside(name)}
    note = "" if len(inside) == len(entries) else "Names in the zip that lead out of it are ignored."
    if len(inside) > MOST_NAMES:
        inside, note = dict(list(inside.items())[:MOST_NAMES]), _too_many()
    return Tree(inside, lambda name, limit: _read_entry(archive, inside[name], limit), note)


def unzipped(tree: Tree) -> Tree:
    """Return the tree; where it holds no Python but zips, what is in the first of them."""
    zips = sorted(name for name in tree.names if name.lower().endswith(".zip"))
    if not zips or any(name.endswith(".py") for name in tree.names):
        return tree
    try:
        return of_zip(tree.read(zips[0], MOST_ZIP))
    except NotUsable as error:
        return _nothing(f"{zips[0]} {error}.")


def _read_entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if stat.S_ISLNK(kind):
        raise NotUsable("is a link, and links are not followed")
    if kind and not stat.S_ISREG(kind):
        raise NotUsable("is a pipe, a socket or a device, and a plain file is needed in its place")
    if info.flag_bits & 1:
        raise NotUsable("is encrypted. Hand it in without a password")
    try:
        stream: IO[bytes]
        with archive.open(info) as stream:
            data = stream.read(limit + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError):
        raise NotUsable("is damaged in the zip. Make the zip again") from None
    if len(data) > limit:
        raise NotUsable(f"is larger than {limit // 1024} KiB")
    return data


def _is_inside(name: str) -> bool:
    parts = PurePosixPath(name).parts
    hidden = any(part.startswith(".") or part in _SKIPPED for part in parts[:-1])
    return not (hidden or not parts or ".." in parts or name.startswith("/") or "\\" in name or ":" in name)


def _nothing(note: str) -> Tree:
    return Tree((), lambda name, limit: b"", note)


def _too_many() -> str:
    return f"It holds more than {MOST_NAMES:,} files: only the first ones were looked at."
