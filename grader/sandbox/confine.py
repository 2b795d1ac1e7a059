"""What a player gives up before it sees a line of the learner's: files, the network, other processes, its rights.

Each of these is a rule that the kernel keeps and that a process cannot take off again. Where one cannot be had, the
match is played without it, and whoever asks is told: `Confinement.enter` returns what is in force.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Mapping

from grader.sandbox import landlock, seccomp

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
    except OSError:
        return False
    return True


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
