"""What a student handed in, as a tree of names that can be read: a folder, an archive, or single files.

Nothing is unpacked to a disk, no link is followed, and each read has a limit. Archives are opened in a process of
their own (`unpacking`), which may die of one. A tree that could not be read in full says so in `problem`: whatever is
missing in it is ungradable, and no zero.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import Any

from grader.exercise import unpacking
from grader.exercise.unpacking import MOST_NAMES, NOT_READ, TOO_MANY
from grader.files import NotThere, NotUsable, read

MOST_ARCHIVE = 64 * 1024 * 1024  # bytes of an archive in a submission
MOST_DEPTH = 40  # folders inside each other
PATIENCE = 60.0  # real seconds for one answer of the process that unpacks; its CPU time ends it long before
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst")
NOT_OURS = (".rar", ".7z", ".zipx", ".gz", ".bz2", ".xz", ".zst", ".lz", ".ace", ".arj", ".cab", ".dmg", ".iso")
_SKIPPED = ("__pycache__", "node_modules", "site-packages", "__MACOSX")


class Tree:
    """Names with forward slashes, and a function that reads one of them. Raises NotUsable."""

    def __init__(
        self, names: Iterable[str], reader: Callable[[str, int], bytes], note: str = "", problem: str = ""
    ) -> None:
        self.names = frozenset(names)
        self.note = note  # a sentence about what in it does not count; "" for nothing
        self.problem = problem  # a sentence that says why it could not be read in full; "" if it was
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
        if len(names) > MOST_NAMES:
            return nothing(f"{TOO_MANY}.")
        return Tree(names, lambda name, limit: self._reader(start + name, limit))


def is_archive(name: str) -> bool:
    """Whether a file is called like an archive, of a kind that is read or of another."""
    return name.lower().endswith((*ARCHIVES, *NOT_OURS))


def of_folder(folder: Path) -> Tree:
    """The tree of a folder: a plain one, or a checkout, whose .git is not looked into."""
    names: list[str] = []
    pending = [("", 1)]
    while pending:  # no recursion: a submission may nest folders by the thousand
        below, depth = pending.pop()
        if depth > MOST_DEPTH:
            return nothing(f"Folders lie in it more than {MOST_DEPTH} deep. Hand in the files of the exercises alone.")
        with contextlib.suppress(OSError), os.scandir(folder / below) as found:
            for entry in found:
                if not entry.is_dir(follow_symlinks=False):
                    names.append(below + entry.name)
                elif not entry.name.startswith(".") and entry.name not in _SKIPPED:
                    pending.append((f"{below}{entry.name}/", depth + 1))
                if len(names) + len(pending) > MOST_NAMES:
                    return nothing(f"{TOO_MANY}.")
    return Tree(names, lambda name, limit: read(folder, name, limit))


def of_archive(source: Path | bytes, name: str = "") -> Tree:
    """The tree of an archive. `name` is what it is called, if `source` does not say it."""
    name = name or (source.name if isinstance(source, Path) else "")
    if name.lower().endswith(NOT_OURS) and not name.lower().endswith(ARCHIVES):
        return nothing(f"Archives of the kind {PurePosixPath(name).suffix} are not read. Hand in a zip.")
    if (source.stat().st_size if isinstance(source, Path) else len(source)) > MOST_ARCHIVE:
        return nothing(f"The archive is larger than {MOST_ARCHIVE // 1024**2} MiB.")
    if isinstance(source, Path):
        return _of_file(source.resolve())
    with tempfile.NamedTemporaryFile(prefix="awaitlings-", delete=False) as copy:
        copy.write(source)
    return _of_file(Path(copy.name), keep=_Removed(copy.name))


def _of_file(path: Path, keep: object = None) -> Tree:
    """The tree of an archive on disk; `keep` lives as long as the tree does."""
    answer, _ = UNPACKER.ask(str(path))
    if answer["problem"]:
        return nothing(f"{answer['problem']}.")

    def reader(name: str, limit: int, keep: object = keep) -> bytes:
        said, data = UNPACKER.ask(str(path), name, limit + 1)
        if said["problem"]:
            raise NotUsable(said["problem"])
        return _within(data, limit)

    return _inside(answer["names"], reader)


def of_class(path: Path) -> Tree:
    """The tree of the zip that a learning platform gives: its own work, of any size, so it is opened right here."""
    try:
        archive = zipfile.ZipFile(path)
        infos = [info for info in archive.infolist() if not info.is_dir()]
    except (*unpacking.BROKEN, MemoryError):
        return nothing("The zip is damaged, or is not a zip.")

    def read_one(info: zipfile.ZipInfo, limit: int) -> bytes:
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # others unpack without a limit
            raise NotUsable("is packed in an uncommon way. Make the zip again, with ordinary compression")
        try:
            return _within(unpacking.from_zip(archive, info, limit + 1), limit)
        except unpacking.Refused as refused:
            raise NotUsable(str(refused)) from None
        except unpacking.BROKEN:
            raise NotUsable("is damaged in the zip. Make the zip again") from None

    readers: dict[str, list[unpacking.Reader]] = {}
    for info in infos:
        readers.setdefault(info.filename, []).append(functools.partial(read_one, info))
    return _inside(readers, lambda name, limit: _the_one_of(readers[name], limit))


def nothing(problem: str) -> Tree:
    """The tree of what cannot be read."""
    return Tree((), lambda name, limit: b"", problem=problem)


def _within(data: bytes, limit: int) -> bytes:
    if len(data) > limit:
        raise NotUsable(f"is larger than {limit // 1024} KiB")
    return data


def _inside(names: Iterable[str], reader: Callable[[str, int], bytes]) -> Tree:
    """A tree of those names that lie in the archive. What a Mac or an editor put there is left out without a word."""
    given: dict[str, list[unpacking.Reader]] = {}
    for name in names:
        given.setdefault(_with_slashes(name), []).append(functools.partial(reader, name))
    inside = [name for name in given if not _leads_out(name)]
    note = "" if len(inside) == len(given) else "Names in the archive that lead out of it are ignored."
    deep = any(name.count("/") >= MOST_DEPTH for name in inside)
    if deep:
        return nothing(f"Folders lie in it more than {MOST_DEPTH} deep. Hand in the files of the exercises alone.")
    visible = [name for name in inside if not _is_hidden(name)]
    return Tree(visible, lambda name, limit: _the_one_of(given[name], limit), note)


def _the_one_of(readers: list[unpacking.Reader], limit: int) -> bytes:
    try:
        return unpacking.the_one_of(readers, limit)
    except unpacking.Refused as refused:
        raise NotUsable(str(refused)) from None


def _with_slashes(name: str) -> str:
    """A name as it should be, although some programs on Windows write its folders and disk as Windows does."""
    return re.sub(r"^[A-Za-z]:/+", "", name.replace("\\", "/")) if "\\" in name else name


def _leads_out(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return not parts or ".." in parts or name.startswith("/") or "\\" in name or ":" in name


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") or part in _SKIPPED for part in name.split("/")[:-1])


class _Removed:
    """Removes a file that is no longer needed."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __del__(self) -> None:
        with contextlib.suppress(OSError):
            os.unlink(self._path)  # noqa: PTH108 - at the end of the interpreter, when little else is left


class _Unpacker:
    """The process that opens archives, started when it is needed, and again where it has died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._one_at_a_time = threading.Lock()

    def ask(self, path: str, name: str | None = None, limit: int = 0) -> tuple[dict[str, Any], bytes]:
        """Ask for the names of an archive, or for a name in it. A process that dies of it is an answer, too."""
        with self._one_at_a_time:
            process = self._process = self._running()
            assert process.stdin is not None
            assert process.stdout is not None
            timer = threading.Timer(PATIENCE, process.kill)
            timer.daemon = True
            timer.start()
            try:
                process.stdin.write(json.dumps({"path": path, "name": name, "limit": limit}).encode() + b"\n")
                process.stdin.flush()
                answer = json.loads(process.stdout.readline())
                return answer, process.stdout.read(answer["bytes"])
            except (OSError, ValueError):
                self._end()
                return {"problem": NOT_READ if name is not None else f"It {NOT_READ}", "names": []}, b""
            finally:
                timer.cancel()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        command = [sys.executable, "-I", "-S", "-B", unpacking.__file__]
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        )

    def close(self) -> None:
        """End it."""
        with self._one_at_a_time:
            self._end()

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            with self._process:
                self._process = None


UNPACKER = _Unpacker()
atexit.register(UNPACKER.close)
