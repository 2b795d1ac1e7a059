"""What a player gives up before it sees a line of the learner's: files, the network, other processes, its rights.

Each of these is a rule that the kernel keeps and that a process cannot take off again. If one cannot be had, the
match is played without it, and the caller is told: `Confinement.enter` returns what is in force.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Mapping

from grader.sandbox import landlock, mounts, seccomp

if sys.platform != "win32":
    import resource

# Every layer that can come of this, in the order in which they are told.
LAYERS = ("landlock files", "landlock network", "landlock signals", "no capabilities", "seccomp")
_SINCE = {"landlock files": 1, "landlock network": 4, "landlock signals": 6}  # the version of Landlock


class Confinement:
    """The rules for players, prepared once in the fork server and put on in each player."""

    def __init__(self) -> None:
        self._version, self._rules = 0, -1
        with contextlib.suppress(OSError):
            if version := landlock.available():
                self._rules = landlock.prepare(version)
                self._version = version
        seccomp.prepare()

    def enter(self) -> list[str]:
        """Put on every rule that there is, for good, and return their names."""
        layers: list[str] = []
        if self._version and _works(lambda: landlock.enter(self._rules)):
            layers += [name for name, version in _SINCE.items() if self._version >= version]
        if self._rules >= 0:
            os.close(self._rules)
        if seccomp.available():
            layers += ["no capabilities"] * _works(seccomp.drop_capabilities)
            layers += ["seccomp"] * _works(seccomp.enter)
        return layers


def _works(step: Callable[[], None]) -> bool:
    try:
        step()
    except (OSError, LookupError):  # the second: of a machine whose numbers of calls are not known
        return False
    return True


# The same for programs on the real clock, and more: they make processes and reach the network.
TEMPORARY = "own /dev/shm and /tmp, around programs"
AROUND_PROGRAMS = (
    TEMPORARY, "landlock files, around programs", "no capabilities, around programs", "seccomp, around programs",
)  # fmt: skip


def enter_as_program(folder: str, others: tuple[int, ...]) -> list[str]:
    """Put on every rule for a program that there is, for good, and return their names.

    It reads Python and its packages, writes in `folder`, and nothing else. `others`: processes that it must not signal.
    """

    def landlock_files() -> None:
        rules = landlock.prepare_for_program(landlock.available(), folder)
        landlock.enter(rules)
        os.close(rules)

    needed = (sys.prefix, sys.base_prefix, sys.executable, *filter(None, sys.path), __file__)
    steps = (
        lambda: mounts.own_temporary_folders(folder, needed),
        landlock_files,
        seccomp.drop_capabilities,
        lambda: seccomp.enter_as_program(others),
    )
    return [layer for layer, step in zip(AROUND_PROGRAMS, steps, strict=True) if _works(step)]


def limit(limits: Mapping[str, int]) -> list[str]:
    """Set the limits that the kernel keeps, and return the names of those that it does not keep here."""
    if sys.platform == "win32":
        return ["all resource limits"]
    missing = []
    for name, *values in (
        ("RLIMIT_CPU", limits["cpu_seconds"], limits["cpu_seconds"] + 1),
        ("RLIMIT_AS", limits["memory_bytes"], limits["memory_bytes"]),
        ("RLIMIT_FSIZE", limits["file_bytes"], limits["file_bytes"]),
        ("RLIMIT_NOFILE", limits["open_files"], limits["open_files"]),
        ("RLIMIT_CORE", 0, 0),
    ):
        try:
            number = getattr(resource, name)
            wanted, already = values, resource.getrlimit(number)[1]
            if already != resource.RLIM_INFINITY:  # a machine may be stricter than we are
                wanted = [min(value, already) for value in wanted]
            resource.setrlimit(number, (wanted[0], wanted[1]))
        except (AttributeError, ValueError, OSError):
            missing.append(name)
    return missing
