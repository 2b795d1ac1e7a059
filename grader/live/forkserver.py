"""The live fork server: the clean process that real programs are forked from.

An exercise with the real clock is judged by running the learner's program. Importing the libraries it stands
on (a web framework, LangGraph) costs more than the rest of a check, so this process imports them once and then
forks: the child leaves the loop below, returns to the top of the interpreter and runs the program there as
`python program.py`, `python -m package` or `uvicorn module:app` would, exit code and signals included. Nothing
is on the judge's clock, and nothing of the judge's is in here.

Control messages are lines of JSON, each with the descriptors that it needs; every one is answered by a line.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import importlib
import io
import json
import os
import runpy
import signal
import socket
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from grader.sandbox.confine import enter_as_program

Plan = dict[str, Any]
MESSAGE_BYTES = 65_536
CPU_SECONDS = 10  # of one program; the judge looks before that
DATA_BYTES = 1024**3  # of memory of its own, of one process of a program
FILE_BYTES = 64 * 1024**2
TEMPORARY = ".tmp"  # in the program's own folder


def obey(control: socket.socket) -> Plan | None:
    """Serve the judge until it hangs up (None), or until this is a child that has a program to run (its plan)."""
    from grader.sandbox.processes import adopt_orphans, end_player

    adopts = adopt_orphans()
    others = (os.getpid(), os.getppid())
    control.sendall((json.dumps({"adopts_orphans": adopts, "layers": _trial(others)}) + "\n").encode())
    program = 0
    while True:
        request, descriptors, _, _ = socket.recv_fds(control, MESSAGE_BYTES, 8)
        message = json.loads(request) if request else {"verb": "end"}
        reply: dict[str, Any] = {}
        if message["verb"] == "import":
            for name in message["libraries"]:
                with contextlib.suppress(ImportError):
                    importlib.import_module(name)
            gc.freeze()
        elif message["verb"] == "start":
            program = os.fork()
            if not program:
                control.close()
                return {**message, "descriptors": descriptors, "others": others}
            for descriptor in descriptors:
                os.close(descriptor)
            reply = {"pid": program}
        elif message["verb"] == "look":
            gone = program and os.waitid(os.P_PID, program, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
            reply = {"gone": bool(gone)}
        else:
            reply = end_player(program, patient=bool(message.get("patient"))) if program else {}
            program = 0
            if not request:
                return None
        control.sendall((json.dumps(reply) + "\n").encode())


def run(plan: Plan) -> None:
    """Be the program: its descriptors, folder, environment and limits, then its first line."""
    os.setsid()
    stdin, stdout, stderr, *rest = plan["descriptors"]
    for number, descriptor in enumerate((stdin, stdout, stderr)):
        os.dup2(descriptor, number)
        os.close(descriptor)
    _limit()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have us ignore it
    faulthandler.register(signal.SIGUSR2, file=2, all_threads=False)  # the judge may ask for the program's stack
    os.chdir(plan["folder"])
    if (
        "multiprocessing.process" in sys.modules
    ):  # it took note of the folder when it was imported, in the live fork server
        sys.modules["multiprocessing.process"].ORIGINAL_DIR = plan["folder"]  # type: ignore[attr-defined]
    os.environ.update(plan["variables"])
    os.environ["TMPDIR"] = str(Path(plan["folder"], TEMPORARY))
    if plan["layers"] and set(plan["layers"]) - set(enter_as_program(plan["folder"], plan["others"])):
        sys.exit("The layers around this program, which could be had a moment ago, cannot be had now.")
    if os.environ.get("PYTHONUNBUFFERED"):  # this interpreter has started without it
        sys.stdout = io.TextIOWrapper(io.FileIO(1, "wb", closefd=False), "utf-8", write_through=True)
    arguments: list[str] = plan["arguments"]
    if "serve" in plan:
        sys.path.insert(0, plan["folder"])
        _serve(plan["serve"], socket.socket(fileno=rest[0]))
    elif arguments[0] == "-m":
        sys.path.insert(0, plan["folder"])
        sys.argv[:] = arguments[1:]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        path = Path(plan["folder"], arguments[0])
        sys.path.insert(0, str(path.parent))
        sys.argv[:] = arguments
        runpy.run_path(arguments[0], run_name="__main__")


def _serve(application: str, listening: socket.socket) -> None:
    """What `uvicorn module:app` does, on a socket that the judge has bound already."""
    import uvicorn

    config = uvicorn.Config(application, log_level="warning", use_colors=False, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    server.run(sockets=[listening])
    if not server.started:
        sys.exit(3)


def _trial(others: tuple[int, ...]) -> list[str]:
    """What is in force around a program on this machine, tried in a process of ours."""
    reading, writing = os.pipe()
    folder = tempfile.mkdtemp()
    tempfile.tempdir = None  # each program looks for its own anew
    child = os.fork()
    if not child:
        try:
            os.write(writing, json.dumps(enter_as_program(folder, others)).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        found: list[str] = json.loads(pipe.read() or b"[]")
    os.waitpid(child, 0)
    os.rmdir(folder)  # noqa: PTH106
    return found


def _limit() -> None:
    import resource

    for name, soft in (
        ("RLIMIT_CPU", CPU_SECONDS), ("RLIMIT_FSIZE", FILE_BYTES), ("RLIMIT_DATA", DATA_BYTES), ("RLIMIT_CORE", 0),
    ):  # fmt: skip
        with contextlib.suppress(OSError, ValueError, AttributeError):
            number = getattr(resource, name)
            hard = resource.getrlimit(number)[1]
            resource.setrlimit(number, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def main(arguments: Sequence[str]) -> None:
    """`FD`: obey on a control socket; in a child, come back and run what it was forked for."""
    root = str(Path(__file__).resolve().parent.parent.parent)
    plan = None
    with contextlib.suppress(OSError):
        plan = obey(socket.socket(fileno=int(arguments[0])))
    if plan is None:
        os._exit(0)
    # The program finds what is installed and what is in its folder, as it would if a person started it.
    sys.path[:] = [entry for entry in sys.path if entry not in ("", root)]
    run(plan)
