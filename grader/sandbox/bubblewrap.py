"""Bubblewrap: a fork server with users, processes, a network and a file tree of its own, if `bwrap` is installed.

In it there are the interpreter, its libraries and the few files that a player is made of, all to be read only; no
exercise, no home folder, no /tmp; no network but a loopback of its own; no process but the fork server and its players.
The fork server is the first process in there: nothing in there can end it, and whatever is orphaned is its own.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

# Of the project, what a fork server imports. Nothing of the judge, no exercise.
PARTS = ("__init__.py", "wire.py", "player", "sandbox")
_SYSTEM = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo", "/nix/store",
           "/etc/ld.so.cache", "/etc/localtime")  # fmt: skip
_DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")


def why_not() -> str:
    """Why there is no bubblewrap here, "" if it is installed."""
    if sys.platform != "linux":
        return "it needs Linux"
    return "" if shutil.which("bwrap") else "bubblewrap is not installed"


def interpreter() -> str:
    """The interpreter itself: a virtual environment's is a link, whose target would be missing in there."""
    return os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)


def command(root: Path) -> list[str]:
    """What stands before the interpreter's own command."""
    return [
        str(shutil.which("bwrap")),
        *("--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"),
        *("--unshare-cgroup-try", "--die-with-parent", "--as-pid-1", "--cap-drop", "ALL"),
        *(word for path in _read_only(root) for word in ("--ro-bind-try", path, path)),
        *(word for path in _DEVICES for word in ("--dev-bind", path, path)),
        *("--proc", "/proc", "--remount-ro", "/", "--chdir", "/", "--"),
    ]


def _read_only(root: Path) -> Iterator[str]:
    yield from _SYSTEM
    for base in dict.fromkeys((sys.base_prefix, sys.base_exec_prefix)):
        yield from (os.path.join(base, folder) for folder in ("lib", "lib64"))  # noqa: PTH118
    yield interpreter()
    yield from (str(root / "grader" / part) for part in PARTS)
