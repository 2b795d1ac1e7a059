"""Linux's Landlock: rules that a process puts on itself, without root or installation, and cannot take off.

A player may read the standard library and the system's shared libraries, and nothing else: no exercise, no
solution, no home folder. It may write no file, start no program, open no TCP port or connection, signal no process
outside, and reach no abstract socket. Numbers are from linux/landlock.h; what an older kernel does not know is
left out, and `available` says how much there is.
"""

from __future__ import annotations

import ctypes
import functools
import os
import stat
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture but alpha
_RULESET_VERSION = 1
_RULE_PATH_BENEATH = 1
_EXECUTE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 2, 1 << 3
_OF_A_FILE = 0x1 | 0x2 | 0x4 | 0x4000 | 0x8000  # the rights that make sense for one file: run, write, read, cut, ioctl
_FILES = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 4: 0x7FFF, 5: 0xFFFF}  # every right on files that a version knows
_TCP = 0b11  # bind and connect, from version 4
_SCOPES = 0b11  # abstract sockets and signals, from version 6
_PR_SET_NO_NEW_PRIVS = 38
# Libraries only. In a container, a project may well lie in /usr/src or /usr/local/share.
_READABLE = (
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo", "/nix/store",
    "/etc/localtime", "/etc/ld.so.cache", "/dev/urandom",
)  # fmt: skip


# What programs on the real clock need beside that: their interpreter's environment, and what libraries look up.
_FOR_PROGRAMS = (
    "/bin", "/usr/bin", "/usr/local/bin", "/usr/share", "/etc/ssl", "/etc/pki", "/etc/hosts", "/etc/resolv.conf",
    "/etc/nsswitch.conf", "/etc/gai.conf", "/etc/host.conf", "/etc/passwd", "/etc/mime.types", "/etc/ld.so.conf",
    "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/sys/kernel", "/proc/sys/vm", "/sys/devices/system/cpu",
)  # fmt: skip
_WRITABLE = ("/dev/null", "/dev/zero", "/dev/full", "/dev/shm")  # locks of process pools lie in the last one


def available() -> int:
    """The version of Landlock that this kernel has in force, 0 for none."""
    if sys.platform != "linux":
        return 0
    return max(0, _call(_CREATE_RULESET, None, 0, _RULESET_VERSION))


def prepare(version: int) -> int:
    """Return a descriptor of the rules. Raises OSError if the kernel refuses them."""
    rules = _ruleset(version, tcp=_TCP)
    for path in _readable():
        _allow(rules, path, _READ_FILE | _READ_DIR)
    return rules


def prepare_for_program(version: int, folder: str) -> int:
    """Return a descriptor of the rules for a program on the real clock. Raises OSError if the kernel refuses them.

    It reads what Python and its packages are made of, starts the programs that lie there, and has `folder` for
    itself. Nothing is said of TCP: servers and clients are what it is there for.
    """
    rules = _ruleset(version, tcp=0)
    for path in readable_by_programs():
        _allow(rules, path, _EXECUTE | _READ_FILE | _READ_DIR)
    for path in (folder, *_WRITABLE):
        _allow(rules, path, _files(version))
    return rules


def _files(version: int) -> int:
    return _FILES[min(version, 5)]


def _ruleset(version: int, *, tcp: int) -> int:
    """A descriptor of rules that refuse every right on files, these on TCP, and every scope that the version knows."""
    attributes = struct.pack("=QQQ", _files(version), tcp if version >= 4 else 0, _SCOPES if version >= 6 else 0)
    return _checked(_call(_CREATE_RULESET, attributes, 24 if version >= 6 else 16 if version >= 4 else 8, 0))


def _allow(rules: int, path: str, rights: int) -> None:
    """Allow these rights beneath a path, if it exists. Raises OSError if the kernel refuses the rule."""
    try:
        beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(beneath).st_mode):
            rights &= _OF_A_FILE
        _checked(_call(_ADD_RULE, rules, _RULE_PATH_BENEATH, struct.pack("=Qi", rights, beneath), 0))
    finally:
        os.close(beneath)


def readable_by_programs() -> tuple[str, ...]:
    """The folders that a program on the real clock may read, its own aside."""
    return (*_readable(), *_FOR_PROGRAMS, sys.prefix, os.path.join(sys.base_prefix, "bin"))  # noqa: PTH118


def _readable() -> tuple[str, ...]:
    return (*_READABLE, os.path.join(sys.base_prefix, "lib"), os.path.join(sys.base_prefix, "lib64"))  # noqa: PTH118


def readable_around(folder: Path, readable: Iterable[str] = ()) -> str:
    """Return which of the readable folders (default: those that a player may read) this one lies in, "" for none."""
    inside = os.path.realpath(folder)
    known = (path for path in readable or _readable() if os.path.isdir(path))  # noqa: PTH112
    return next((path for path in known if _within(inside, os.path.realpath(path))), "")


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def enter(rules: int) -> None:
    """Put the rules on this process, for good. Raises OSError if the kernel refuses."""
    _checked(libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    _checked(_call(_RESTRICT_SELF, rules, 0))


@functools.cache
def libc() -> ctypes.CDLL:
    """The C library of this process: made once, in the fork server, and not in each player."""
    return ctypes.CDLL(None, use_errno=True)


def _call(number: int, *arguments: object) -> int:
    wide = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    return int(libc().syscall(ctypes.c_long(number), *wide))


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
