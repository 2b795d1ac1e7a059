"""The nursery: the clean process that players are forked from.

The judge starts it before any hidden file is opened, as its own interpreter with a clean environment; it
imports the player and the wire, nothing else of the project, freezes its garbage collector, has no threads,
and forks on request. It also sees to it that nothing of a player is left when a match ends, children that
changed their session included (where Linux lets it adopt orphans).

Control messages: the judge sends b"F" with two descriptors (the player's end of the wire, a file for what
is written to descriptors 1 and 2) and gets the player's pid; it sends b"E", or b"W" where the player has
hung up by itself and its exit status matters, and gets one line of JSON.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import sys
import time
from pathlib import Path

# What learners' code commonly imports is imported once, here, instead of in each player.
COMMON = (
    "asyncio", "collections", "concurrent.futures", "contextlib", "contextvars", "dataclasses", "datetime", "enum",
    "functools", "inspect", "itertools", "logging", "math", "operator", "queue", "random", "re", "threading",
    "traceback", "typing", "weakref",
)  # fmt: skip
PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


def serve(control: socket.socket) -> None:
    """Fork players for the judge until it closes `control`."""
    version, rules = _landlock()
    hello = {"adopts_orphans": adopt_orphans(), "landlock": version}
    control.sendall((json.dumps(hello) + "\n").encode())
    player = 0
    while True:
        request, descriptors, _, _ = socket.recv_fds(control, 1, 2)
        if request == b"F":
            wire, spill = descriptors
            player = _fork(control, wire, spill, rules)
            for descriptor in descriptors:
                os.close(descriptor)
            control.sendall(f"{player}\n".encode())
        else:
            report = end_player(player, patient=request == b"W") if player else {}
            player = 0
            if not request:
                return
            control.sendall((json.dumps(report) + "\n").encode())


def _landlock() -> tuple[int, int | None]:
    """The version of Landlock here, 0 for none, and a descriptor of the rules for players."""
    from grader.player import landlock

    try:
        version = landlock.available()
        return version, landlock.prepare(version) if version else None
    except OSError:
        return 0, None


def _fork(control: socket.socket, wire: int, spill: int, rules: int | None) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        from grader.player import landlock, stage

        control.close()
        os.setsid()
        os.dup2(spill, 1)
        os.dup2(spill, 2)
        os.close(spill)
        missing = []
        if rules is not None:
            try:
                landlock.enter(rules)
            except OSError:
                missing.append("landlock")
            os.close(rules)
        stage.main(wire, wire, missing)
    finally:
        os._exit(70)  # never back into the loop above


def end_player(player: int, *, patient: bool) -> dict[str, object]:
    """Kill what is left of a player and reap it. Returns its exit status and CPU seconds."""
    for _ in range(500 if patient else 0):
        if os.waitid(os.P_PID, player, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            break
        time.sleep(0.001)
    left = _descendants(player)
    for pid in (player, *left):
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(OSError):
        os.killpg(player, signal.SIGKILL)
    _, status, usage = os.wait4(player, 0)
    orphans = 0
    for _ in range(1000):  # whoever was orphaned is ours now; killing one may orphan the next
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
        "left_processes": len(left) + orphans,
    }


def _children(pid: int) -> list[int]:
    """Pids of the children of a process, [] where the system does not tell."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (thread / "children").read_text().split())
    return found


def _descendants(pid: int) -> list[int]:
    found = _children(pid)
    for child in found:  # the list grows while it is walked
        found += _children(child)
    return found


def adopt_orphans() -> bool:
    """Become the parent of orphaned descendants. Linux only; elsewhere it is reported as not in force."""
    if sys.platform != "linux":
        return False
    try:
        import ctypes

        return bool(ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)
    except (ImportError, OSError, AttributeError):
        return False


def prepare() -> None:
    """Import what players need, with the stand-ins in place first, and freeze it."""
    from grader.player import shims

    shims.install()
    for name in COMMON:
        importlib.import_module(name)
    from grader.player import hooks, loop_threads

    importlib.import_module("grader.player.stage")
    hooks.install()
    loop_threads.install()


def main(arguments: list[str]) -> None:
    """`fork FD`: serve forks on a control socket. `spawn`: be one player, on descriptors 0 and 1."""
    prepare()
    root = str(Path(__file__).resolve().parent.parent)
    sys.path[:] = [entry for entry in sys.path if entry != root]
    if arguments[0] == "spawn":
        from grader.player import stage

        read_fd, write_fd = os.dup(0), os.dup(1)
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, 0)
        os.dup2(2, 1)
        gc.disable()
        gc.freeze()
        stage.main(read_fd, write_fd)
    control = socket.socket(fileno=int(arguments[1]))
    gc.collect()
    gc.disable()
    gc.freeze()
    with contextlib.suppress(OSError):
        serve(control)
    os._exit(0)
