"""A control group around a fork server: its processes and threads are counted, and their memory as well.

Nothing but this counts all threads of everybody that a process has started, and it needs a folder below /sys/fs/cgroup
that may be made: as root, or if a systemd session has handed one on. Both versions are known:
docs.kernel.org/admin-guide/cgroup-v2.html and cgroup-v1. If there is none, that is said, and the limits of each
process alone remain.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.sandbox.processes import PROCESSES

MEMORY = "memory counted"
LAYERS = (PROCESSES, MEMORY)
_NAME = "awaitlings-"
# The files that hold the limits, in both versions.
_FILES = {PROCESSES: ("pids.max",), MEMORY: ("memory.max", "memory.limit_in_bytes")}
_ENTER = 'IFS=:; for folder in $1; do echo $$ > "$folder/cgroup.procs"; done 2>/dev/null; unset IFS; shift; exec "$@"'


class Group:
    """The folders of one group. Without any, everything is as it was."""

    def __init__(self, folders: dict[str, Path]) -> None:
        self._folders = folders

    def layers(self, pid: int) -> tuple[str, ...]:
        """What it limits of a process that was started in it."""
        return tuple(layer for layer, folder in self._folders.items() if _holds(folder, pid))

    def around(self, command: Sequence[str]) -> list[str]:
        """The command that starts this command in the group, before its first own instruction."""
        if not self._folders:
            return list(command)
        return ["/bin/sh", "-c", _ENTER, "sh", ":".join(self._places()), *command]

    def close(self) -> None:
        """Take it away. Its processes have ended; the kernel may need a moment to see that."""
        for place in self._places():
            for _ in range(50):
                with contextlib.suppress(OSError):
                    os.rmdir(place)  # noqa: PTH106
                if not os.path.isdir(place):  # noqa: PTH112
                    break
                time.sleep(0.01)
        self._folders = {}

    def _places(self) -> list[str]:
        return list(dict.fromkeys(str(folder) for folder in self._folders.values()))


def open_group(processes: int, memory: int) -> Group:
    """Make a group with these limits: threads and processes together, and bytes. What cannot be had is left out."""
    if sys.platform != "linux":
        return Group({})
    wanted = {PROCESSES: processes, MEMORY: memory}
    found: dict[str, Path] = {}
    for parent in _parents():
        missing = {layer: limit for layer, limit in wanted.items() if layer not in found}
        if missing and (folder := _made_in(parent, missing)) is not None:
            set_here = [layer for layer in missing if any((folder / file).exists() for file in _FILES[layer])]
            found |= dict.fromkeys(set_here, folder)
    return Group(found)


def _made_in(parent: Path, limits: dict[str, int]) -> Path | None:
    """A new group below this one that sets some of the limits; None if there cannot be one."""
    folder = parent / f"{_NAME}{os.getpid()}-{time.monotonic_ns()}"
    _sweep(parent)
    try:
        folder.mkdir()
        files = [(folder / file, limit) for layer, limit in limits.items() for file in _FILES[layer]]
        there = [(file, limit) for file, limit in files if file.exists()]
        for file, limit in there:
            file.write_text(f"{limit}\n", "ascii")
        if there:
            return folder
    except OSError:
        pass
    with contextlib.suppress(OSError):
        folder.rmdir()
    return None


def _holds(folder: Path, pid: int) -> bool:
    with contextlib.suppress(OSError):
        return str(pid) in (folder / "cgroup.procs").read_text("ascii").split()
    return False


def _sweep(parent: Path) -> None:
    """Take away the empty groups of grading runs that were killed."""
    with contextlib.suppress(OSError):
        for folder in parent.glob(f"{_NAME}*"):
            pid = folder.name.removeprefix(_NAME).partition("-")[0]
            if not Path(f"/proc/{pid}").exists():
                with contextlib.suppress(OSError):
                    folder.rmdir()


def _parents() -> Iterator[Path]:
    """The folder in which a group may be made: our own group, or its parent."""
    with contextlib.suppress(OSError, ValueError):
        mounts = dict(_mounts())
        for line in Path("/proc/self/cgroup").read_text().splitlines():
            _, controllers, path = line.split(":", 2)
            names = controllers.split(",") if controllers else [""]
            for mount in {mounts[name] for name in names if name in mounts and name in ("", "pids", "memory")}:
                own = mount / path.lstrip("/")
                yield own
                if own != mount:
                    yield own.parent


def _mounts() -> Iterator[tuple[str, Path]]:
    """Controller ("" for version 2) and the mount point of its groups."""
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        before, _, after = line.partition(" - ")
        kind, _, options = after.split(" ", 2)
        if kind == "cgroup2":
            yield "", Path(before.split()[4])
        elif kind == "cgroup":
            for name in options.split(","):
                yield name, Path(before.split()[4])
