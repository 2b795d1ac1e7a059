"""The process that opens the archives of a class. One that is a bomb costs this process, and nothing else.

It is run as a script, with the standard library alone, and reads one archive at a time: at most `MEMORY` bytes of
address space, and `CPU_SECONDS` for an archive. Where it gives up or dies, that archive is ungradable, and
`grader.classroom.trees` starts another process for the next one. Nothing is written to a disk.

A request is a line of JSON: the path of the archive, and a name in it with a limit of bytes, or no name for the list
of names. An answer is a line of JSON, and then the content.
"""

from __future__ import annotations

import contextlib
import json
import lzma
import os
import stat
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any

MEMORY = 176 * 1024**2  # bytes of address space, the interpreter's own 20 MiB among them
CPU_SECONDS = 1.5  # for one archive, all that is read from it together
MOST_NAMES = 20_000  # in one archive; a student may have handed in a whole environment
MOST_COPIES = 5  # of one name that are compared: each is read
TOO_MANY = f"It holds more than {MOST_NAMES:,} files. Hand in the files of the exercises alone"
NOT_READ = "cannot be unpacked within the limits of memory and time"
# What zipfile and tarfile raise for rubbish, which differs between versions of Python.
BROKEN = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError,
    NotImplementedError, LookupError, TypeError, AttributeError, OverflowError,
)  # fmt: skip

Reader = Callable[[int], bytes]  # reads so many bytes; raises Refused


class Refused(Exception):
    """An entry that is not read. The message goes on from its name."""


def entries(path: str) -> Iterator[tuple[str, Reader]]:
    """Yield name and reader of each file in an archive, whatever it is called. Raises one of BROKEN."""
    if zipfile.is_zipfile(path):
        archive = zipfile.ZipFile(path)
        for info in archive.infolist():
            if not info.is_dir():
                yield info.filename.removeprefix("./"), lambda limit, info=info: from_zip(archive, info, limit)  # type: ignore[misc]
        return
    bundle = tarfile.open(path)  # noqa: SIM115 - its entries are read later
    for member in bundle:
        if not member.isdir():
            name = member.name.removeprefix("./")
            yield name, lambda limit, member=member: _from_tar(bundle, member, limit)  # type: ignore[misc]


def from_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    """At most `limit` bytes of an entry. Raises Refused, or one of BROKEN."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if stat.S_ISLNK(kind):
        raise Refused("is a link, and links are not followed")
    if kind and not stat.S_ISREG(kind):
        raise Refused("is a pipe, a socket or a device, and a plain file is needed in its place")
    if info.flag_bits & 1:
        raise Refused("is encrypted. Hand it in without a password")
    stream: IO[bytes]
    with archive.open(info) as stream:
        return stream.read(limit)


def _from_tar(bundle: tarfile.TarFile, member: tarfile.TarInfo, limit: int) -> bytes:
    if member.issym() or member.islnk():
        raise Refused("is a link, and links are not followed")
    stream = bundle.extractfile(member) if member.isreg() else None
    if stream is None:
        raise Refused("is a pipe, a socket or a device, and a plain file is needed in its place")
    return stream.read(limit)


def the_one_of(readers: list[Reader], limit: int) -> bytes:
    """At most `limit` bytes of what has one name. Raises Refused if there are several that differ, or very many."""
    data = readers[0](limit)
    if len(readers) > MOST_COPIES or any(reader(limit) != data for reader in readers[1:]):
        raise Refused(f"is in the archive {len(readers)} times, and it is not clear which counts")
    return data


class _Archive:
    """The archive that is open now."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problem = ""  # a sentence without its full stop
        self.entries: dict[str, list[Reader]] = {}
        try:
            for number, (name, reader) in enumerate(entries(path)):
                self.entries.setdefault(name, []).append(reader)
                if number >= MOST_NAMES:
                    self.problem = TOO_MANY
                    break
        except (MemoryError, RecursionError):
            self.problem = f"It {NOT_READ}"
        except BROKEN:
            self.problem = "It is damaged, or no archive"

    def read(self, name: str, limit: int) -> tuple[str, bytes]:
        """Why a name cannot be read, "" if it can, and its content."""
        try:
            return "", the_one_of(self.entries[name], limit)
        except Refused as refused:
            return str(refused), b""
        except (MemoryError, RecursionError):
            return NOT_READ, b""
        except BROKEN:
            return "is damaged in the archive. Make it again", b""


def serve(requests: IO[bytes], replies: IO[bytes]) -> None:
    """Answer until no more questions come."""
    archive: _Archive | None = None
    for line in requests:
        ask: dict[str, Any] = json.loads(line)
        if archive is None or archive.path != ask["path"]:
            _limit_cpu()
            archive = _Archive(ask["path"])
        if ask["name"] is None:
            names = [] if archive.problem else list(archive.entries)
            _reply(replies, b"", problem=archive.problem, names=names)
        else:
            problem, data = archive.read(ask["name"], ask["limit"])
            _reply(replies, data, problem=problem)


def _reply(replies: IO[bytes], data: bytes, **said: Any) -> None:
    replies.write(json.dumps({**said, "bytes": len(data)}).encode() + b"\n" + data)
    replies.flush()


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _limit_cpu() -> None:
    """From now on: the signal of this timer ends the process, whatever it is doing."""
    with contextlib.suppress(ImportError, AttributeError):
        import signal

        signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)


if __name__ == "__main__":
    _limit_memory()
    serve(sys.stdin.buffer, os.fdopen(os.dup(1), "wb"))
