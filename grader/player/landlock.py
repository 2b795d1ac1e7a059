"""Linux's Landlock: rules that a process puts on itself, without root or installation, and cannot take off.

A player may read the standard library and the system's shared libraries, and nothing else: no exercise, no
solution, no home folder. It may write no file, start no program, open no TCP port or connection, signal nobody
outside, and reach no abstract socket. Numbers are from linux/landlock.h; what an older kernel does not know is
left out, and `available` says how much there is.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
import sys
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture but alpha
_RULESET_VERSION = 1
_RULE_PATH_BENEATH = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_FILES = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 4: 0x7FFF, 5: 0xFFFF}  # every right on files that a version knows
_TCP = 0b11  # bind and connect, from version 4
_SCOPES = 0b11  # abstract sockets and signals, from version 6
_PR_SET_NO_NEW_PRIVS = 38
# Libraries only. In a container, a project may well lie in /usr/src or /usr/local/share.
_READABLE = (
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo", "/nix/store",
    "/etc/localtime", "/etc/ld.so.cache", "/dev/urandom",
)  # fmt: skip


def available() -> int:
    """The version of Landlock that this kernel has in force, 0 for none."""
    if sys.platform != "linux":
        return 0
    return max(0, _call(_CREATE_RULESET, None, 0, _RULESET_VERSION))


def prepare(version: int) -> int:
    """Return a descriptor of the rules. Raises OSError where the kernel refuses them."""
    files = _FILES[min(version, 5)]
    attributes = struct.pack("=QQQ", files, _TCP if version >= 4 else 0, _SCOPES if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    rules = _checked(_call(_CREATE_RULESET, attributes, size, 0))
    for path in _readable():
        with contextlib.suppress(OSError):
            beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
            rights = _READ_FILE | _READ_DIR if os.path.isdir(path) else _READ_FILE  # noqa: PTH112
            rule = struct.pack("=Qi", rights, beneath)
            _checked(_call(_ADD_RULE, rules, _RULE_PATH_BENEATH, rule, 0))
            os.close(beneath)
    return rules


def _readable() -> tuple[str, ...]:
    return (*_READABLE, os.path.join(sys.base_prefix, "lib"), os.path.join(sys.base_prefix, "lib64"))  # noqa: PTH118


def readable_around(folder: Path) -> str:
    """Return which of the folders that a player may read this one lies in, "" for none."""
    inside = os.path.realpath(folder)
    return next((path for path in _readable() if os.path.isdir(path) and _within(inside, os.path.realpath(path))), "")  # noqa: PTH112


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def enter(rules: int) -> None:
    """Put the rules on this process, for good. Raises OSError where the kernel refuses."""
    libc = ctypes.CDLL(None, use_errno=True)
    _checked(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    _checked(_call(_RESTRICT_SELF, rules, 0))


def _call(number: int, *arguments: object) -> int:
    wide = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    return int(ctypes.CDLL(None, use_errno=True).syscall(ctypes.c_long(number), *wide))


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
