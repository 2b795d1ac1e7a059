"""Processes that are not trusted: ending one with all its descendants, and asking for its stacks."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time
from pathlib import Path

PROCESSES = "processes counted"  # the name of the layer
_M_ARENA_MAX = -8  # malloc.h of the GNU C library; others know no such number, or no mallopt
PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


def where(player: int) -> bool:
    """Have a player write down its stacks, and return whether every thread of it waits in the kernel.

    It is looked at five times: a busy machine is not like that.
    """
    sleeping = all(_asleep(player) for _ in range(5))
    if hasattr(signal, "SIGUSR1"):
        with contextlib.suppress(OSError):
            os.kill(player, signal.SIGUSR1)
    return sleeping


def _asleep(pid: int) -> bool:
    try:
        threads = [(thread / "stat").read_text() for thread in Path(f"/proc/{pid}/task").iterdir()]
        states = {stat.rpartition(")")[2].split()[0] for stat in threads}
    except (OSError, IndexError):
        return False
    time.sleep(0.02)
    return states <= set("STtZ")  # asleep, stopped, or gone while a child of it holds the wire


def end_player(player: int, *, patient: bool) -> dict[str, object]:
    """Kill what is left of a player and reap it. Returns its exit status and CPU seconds."""
    if patient:
        _wait_for_the_end(player)
    waited, starved = waited_for_cpu(player)
    left = descendants(player)
    for pid in (player, *left):
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(OSError):
        os.killpg(player, signal.SIGKILL)
    if os.getpid() == 1:  # in a namespace of our own: every other process in it is the player's
        with contextlib.suppress(OSError):
            os.kill(-1, signal.SIGKILL)
    _, status, usage = os.wait4(player, 0)
    orphans = 0
    for _ in range(1000):  # orphans are our children now; killing one may orphan the next
        children = _children(os.getpid())
        if not children:
            break
        for pid in children:
            orphans += 1
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(OSError):
                os.waitpid(pid, 0)
    return {
        "code": os.waitstatus_to_exitcode(status),
        "cpu": usage.ru_utime + usage.ru_stime,
        "waited": waited,
        "starved": starved,
        "left_processes": len(left) + orphans,
    }


def _wait_for_the_end(pid: int, seconds: float = 0.5) -> None:
    """Wait until a child has ended, for so many real seconds at most. It stays to be reaped."""
    with contextlib.suppress(AttributeError, OSError):  # Linux tells at once
        descriptor = os.pidfd_open(pid)
        try:
            select.select([descriptor], [], [], seconds)
        finally:
            os.close(descriptor)
        return
    for _ in range(round(seconds * 1000)):
        if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            break
        time.sleep(0.001)


def waited_for_cpu(pid: int) -> tuple[float, float | None]:
    """Seconds that threads of a process could have run and got no CPU: all together, and the one that waited longest.

    The second is None if the system does not tell. Threads that compute side by side make the first large, but not the
    second: for that they would have to use up as many seconds of CPU on each processor.
    """
    with contextlib.suppress(OSError, IndexError, ValueError):
        found = [_run_delay(thread) for thread in Path(f"/proc/{pid}/task").iterdir()]
        return sum(found), max(found)
    return 0.0, None


def run_delays(pid: int) -> dict[int, float]:
    """What each descendant of a process has waited for a processor so far: pid -> seconds of its longest thread."""
    return {child: found for child in descendants(pid) if (found := waited_for_cpu(child)[1]) is not None}


def longest_run_delay(pid: int, before: dict[int, float]) -> float | None:
    """The longest of these, `before` taken off; None if the system does not tell."""
    found = [delay - before.get(child, 0.0) for child, delay in run_delays(pid).items()]
    return max(found, default=None)


def waited_here() -> float | None:
    """Seconds that this thread could have run and got no CPU; None if the system does not tell."""
    with contextlib.suppress(OSError, IndexError, ValueError):
        return _run_delay(Path("/proc/thread-self"))
    return None


def _run_delay(thread: Path) -> float:
    return int((thread / "schedstat").read_text().split()[1]) / 1e9  # docs.kernel.org/scheduler/sched-stats.html


def stolen() -> float:
    """Seconds that other guests of the same host have taken from this machine, one processor's; 0 if unknown."""
    with contextlib.suppress(OSError, IndexError, ValueError):
        ticks = int(Path("/proc/stat").read_text("ascii").split(maxsplit=9)[8])
        return ticks / os.sysconf("SC_CLK_TCK") / (os.cpu_count() or 1)
    return 0.0


def _children(pid: int) -> list[int]:
    """Pids of the children of a process, [] if the system does not tell."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (thread / "children").read_text().split())
    return found


def descendants(pid: int) -> list[int]:
    found = _children(pid)
    for child in found:  # the list grows while it is walked
        found += _children(child)
    return found


def one_arena() -> None:
    """Have threads share one heap, if the C library reserves 64 MiB of addresses for each otherwise."""
    with contextlib.suppress(ImportError, OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def count_in_a_namespace(most: int) -> bool:
    """Limit processes and threads, if this is a user namespace of its own: elsewhere RLIMIT_NPROC counts all of a user.

    The kernel never limits root, nor any user who is root outside the namespace.
    """
    with contextlib.suppress(OSError, ValueError, ImportError):
        import resource

        [(_, outside, count)] = [line.split() for line in Path("/proc/self/uid_map").read_text("ascii").splitlines()]
        if int(count) == 1 and int(outside) != 0:
            resource.setrlimit(resource.RLIMIT_NPROC, (most, most))
            return True
    return False


def adopt_orphans() -> bool:
    """Become the parent of orphaned descendants. Linux only; elsewhere it is reported as not in force."""
    if sys.platform != "linux":
        return False
    try:
        import ctypes

        return bool(ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)
    except (ImportError, OSError, AttributeError):
        return False
