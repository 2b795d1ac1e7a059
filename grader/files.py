"""Files read without following a link, and replaced so that half a file is never seen.

Paths below a folder are texts with forward slashes, as `exercise.toml` writes them.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path, PurePosixPath

# If the system can open "this name in that open folder", no folder can be exchanged for a link between
# looking at it and opening what it holds. Elsewhere (Windows) the same steps are taken by path.
_BY_FOLDER = os.open in os.supports_dir_fd and os.stat in os.supports_dir_fd and hasattr(os, "O_DIRECTORY")
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)  # opening a pipe must not wait for a writer
_JUNCTION = 0xA0000003  # Windows' name for a folder that is really another one


class NotUsable(Exception):
    """A file cannot be used. The message goes on from its name: "is a folder; …"."""


class NotThere(NotUsable):
    """There is nothing of that name."""

    def __init__(self) -> None:
        super().__init__("is missing")


def read(folder: Path, file: str, limit: int | None = None) -> bytes:
    """Return what the regular file `file` below `folder` holds. No link below `folder` is followed.

    Raises NotThere, or NotUsable if it is anything but a readable regular file of at most `limit` bytes.
    """
    try:
        with os.fdopen(_open(folder, file), "rb") as stream:
            data = stream.read() if limit is None else stream.read(limit + 1)
    except FileNotFoundError:
        raise NotThere from None
    except OSError as error:
        raise NotUsable(f"cannot be read ({error.strerror})") from None
    if limit is not None and len(data) > limit:
        raise NotUsable(f"is larger than {limit // 1024} KiB")
    return data


def check_place(folder: Path, file: str) -> None:
    """Raise NotUsable unless a regular file may be put at `file` below `folder` (itself no link either)."""
    _refuse(folder.lstat(), folder.name, last=False)
    path = folder
    parts = _parts(file)
    for part in parts:
        path = path / part
        try:
            info = path.lstat()
        except FileNotFoundError:
            return
        except OSError as error:
            raise NotUsable(f"cannot be reached ({error.strerror})") from None
        _refuse(info, part, last=path == folder.joinpath(*parts))


def write_new(path: Path, data: bytes, mode: int | None = None) -> None:
    """Write a file that is not there yet, folders included, and wait until the disk has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | _BINARY, 0o666)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    if mode is not None:
        path.chmod(mode)


def put(path: Path, data: bytes, mode: int | None = None) -> None:
    """Write a file, whatever is there, in one step: at any instant the old or the new one is there, and whole."""
    aside = path.with_name(f"{path.name}.new")
    aside.unlink(missing_ok=True)
    write_new(aside, data, mode)
    move_over(aside, path)


def move_over(new: Path, target: Path) -> None:
    """Put the file `new` in the place of `target` in one step: at any instant one of the two is there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        new.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        # They lie on different disks, and only a file on the same disk can be moved in one step.
        aside = target.with_name(f".{target.name}.{os.getpid()}.new")
        aside.unlink(missing_ok=True)
        write_new(aside, new.read_bytes(), stat.S_IMODE(new.stat().st_mode))
        aside.replace(target)
        new.unlink()


def is_link(info: os.stat_result) -> bool:
    """Whether an lstat result is a symbolic link, or a junction on Windows."""
    return stat.S_ISLNK(info.st_mode) or getattr(info, "st_reparse_tag", 0) == _JUNCTION


def _open(folder: Path, file: str) -> int:
    """Open a regular file for reading, one folder after the other, and return its descriptor."""
    *folders, name = _parts(file)
    where = folder
    at = os.open(folder, _FOLDER) if _BY_FOLDER else None
    try:
        for part in folders:
            _refuse(_look(where, part, at), part, last=False)
            where = where / part
            if at is not None:
                outer, at = at, os.open(part, _FOLDER | _NO_LINK, dir_fd=at)
                os.close(outer)
        seen = _look(where, name, at)
        _refuse(seen, name, last=True)
        flags = os.O_RDONLY | _NO_LINK | _NO_WAIT | _BINARY
        handle = os.open(name if at is not None else where / name, flags, dir_fd=at)
    finally:
        if at is not None:
            os.close(at)
    opened = os.fstat(handle)
    if not stat.S_ISREG(opened.st_mode) or opened.st_ino != seen.st_ino:
        os.close(handle)
        raise NotUsable("was exchanged while it was being read")
    return handle


def _parts(file: str) -> tuple[str, ...]:
    parts = PurePosixPath(file).parts
    if not parts or ".." in parts or PurePosixPath(file).is_absolute() or "\\" in file or ":" in file:
        raise NotUsable("is not the name of a file inside the folder")
    return parts


def _look(where: Path, name: str, at: int | None) -> os.stat_result:
    return os.stat(name if at is not None else where / name, dir_fd=at, follow_symlinks=False)


def _refuse(info: os.stat_result, name: str, *, last: bool) -> None:
    """Raise NotUsable unless `info` is a regular file (`last`) or a folder on the way to it."""
    subject = "" if last else f"lies in {name}, which "
    if is_link(info):
        raise NotUsable(f"{subject}is a link, and links are not followed")
    if last and stat.S_ISDIR(info.st_mode):
        raise NotUsable("is a folder, and a file is needed in its place")
    if last and not stat.S_ISREG(info.st_mode):
        raise NotUsable("is a pipe, a socket or a device, and a plain file is needed in its place")
    if not last and not stat.S_ISDIR(info.st_mode):
        raise NotUsable(f"{subject}is a file, and a folder is needed in its place")
