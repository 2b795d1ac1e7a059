"""The fork server: the clean process that players are forked from.

The judge starts it before any hidden file is opened, as its own interpreter with a clean environment; it
imports the player and the wire, nothing else of the project, freezes its garbage collector, has no threads,
and forks on request. It also sees to it that nothing of a player is left when a match ends, children that
changed their session included (if Linux lets it adopt orphans).

Control messages: the judge sends b"F" with two descriptors (the player's end of the wire, a file for what
is written to descriptors 1 and 2) and gets the player's pid; it sends b"S" to learn whether a silent player sleeps
and have it write down its stacks; it sends b"E", or b"W" if the player has hung up by itself and its exit
status matters. Each is answered by one line of JSON. The pids are of this process's own namespace.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import socket
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.sandbox.processes import PROCESSES, adopt_orphans, count_in_a_namespace, end_player, one_arena, where

if TYPE_CHECKING:
    from grader.sandbox.confine import Confinement

STACK_BYTES = 2 * 1024**2  # of each thread, so that honest answers may have many within a player's memory
# What learners' code commonly imports is imported once, here, instead of in each player.
COMMON = (
    "asyncio", "collections", "concurrent.futures", "contextlib", "contextvars", "dataclasses", "datetime", "enum",
    "functools", "graphlib", "inspect", "itertools", "logging", "math", "operator", "queue", "random", "re",
    "threading", "traceback", "typing", "uuid", "weakref",
)  # fmt: skip


def serve(control: socket.socket, options: dict[str, Any]) -> None:
    """Fork players for the judge until it closes `control`. `options`: "confine" them or not, and their "limits"."""
    from grader.sandbox.confine import Confinement

    confinement = Confinement() if options["confine"] else None
    adopts = adopt_orphans()
    hello = _trial(confinement, options["limits"])
    hello["layers"] += ["child subreaper"] * adopts
    hello["layers"] += [PROCESSES] * (confinement is not None and count_in_a_namespace(options["limits"]["processes"]))
    control.sendall((json.dumps(hello) + "\n").encode())
    player = 0
    while True:
        request, descriptors, _, _ = socket.recv_fds(control, 1, 2)
        reply: dict[str, object] = {}
        if request == b"F":
            wire, spill = descriptors
            player = _fork(control, wire, spill, confinement)
            for descriptor in descriptors:
                os.close(descriptor)
            reply = {"pid": player}
        elif request == b"S":
            reply = {"sleeping": where(player)}
        else:
            reply = end_player(player, patient=request == b"W") if player else {}
            player = 0
            if not request:
                return
        control.sendall((json.dumps(reply) + "\n").encode())


def _trial(confinement: Confinement | None, limits: dict[str, int]) -> dict[str, list[str]]:
    """What is in force in a player of this machine, tried in a process that never sees a learner's code."""
    from grader.sandbox import confine

    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            layers = confinement.enter() if confinement is not None else []
            missing = confine.limit(limits)
            os.write(writing, json.dumps({"layers": layers, "missing": missing}).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        found: dict[str, list[str]] = json.loads(pipe.read() or b'{"layers": [], "missing": ["all resource limits"]}')
    os.waitpid(pid, 0)
    found["layers"] += [] if found["missing"] else ["rlimits"]
    return found


def _fork(control: socket.socket, wire: int, spill: int, confinement: Confinement | None) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        from grader.player import stage

        control.close()
        os.setsid()
        os.dup2(spill, 1)
        os.dup2(spill, 2)
        os.close(spill)
        if confinement is not None:
            confinement.enter()
        stage.main(wire, wire)
    finally:
        os._exit(70)  # never back into the loop above


def prepare(*, real: bool = False) -> None:
    """Import what players need, with the stand-ins in place first: those of the `real` clock, or of the judge's."""
    from grader.player import real_time, shims

    sys.modules["ssl"] = None  # type: ignore[assignment]  # asyncio does without, and forks a seventh less memory
    (real_time if real else shims).install()
    importlib.import_module("asyncio")
    del sys.modules["ssl"]
    one_arena()
    threading.stack_size(STACK_BYTES)
    for name in COMMON:
        importlib.import_module(name)
    from grader.player import generators, hooks, loop_threads

    importlib.import_module("grader.player.stage")
    hooks.install()
    loop_threads.install()
    generators.install()


def main(arguments: list[str]) -> None:
    """`fork FD TERMS`: serve forks on a control socket. `spawn TERMS`: be one player.

    That is played on descriptors 0 and 1. `trial TERMS`: print what would be in force in it.
    """
    prepare(real=json.loads(arguments[-1])["real"])
    root = str(Path(__file__).resolve().parent.parent.parent)
    sys.path[:] = [entry for entry in sys.path if entry != root]
    if arguments[0] == "spawn":
        from grader.player import stage

        read_fd, write_fd = os.dup(0), os.dup(1)
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, 0)
        os.dup2(2, 1)
        if json.loads(arguments[1])["confine"]:
            from grader.sandbox.confine import Confinement

            Confinement().enter()
        gc.disable()
        gc.freeze()
        stage.main(read_fd, write_fd)
    if arguments[0] == "trial":
        options = json.loads(arguments[1])
        from grader.sandbox.confine import Confinement

        print(json.dumps(_trial(Confinement() if options["confine"] else None, options["limits"])))
        return
    control = socket.socket(fileno=int(arguments[1]))
    options = json.loads(arguments[2])
    importlib.import_module("grader.sandbox.confine")
    gc.collect()
    gc.disable()
    gc.freeze()
    with contextlib.suppress(OSError):
        serve(control, options)
    os._exit(0)
