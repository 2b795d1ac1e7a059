"""The warm process of the watch screen: pytest and the judge imported once, one fork for each verdict.

It reads a line of JSON for each wish and writes one for each verdict; a new wish ends the run before it, and so does
`{"cancel": true}`. A run is a forked judge with a fork server that was started beforehand: ending it is killing it,
and its fork server, which reads the end of its socket, ends whatever plays. Without fork, this process
serves one wish itself and ends; the screen has the next one started by then. No thread may ever run in here.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import sys
from typing import Any

from grader.errors import UserError
from grader.judge.players import ForkServer, Players


def prepare() -> None:
    """Import everything that a verdict needs, so that a fork begins with it."""
    for name in ("pytest_asyncio.plugin", "pytest_timeout", "grader.desk.judging", "grader.grading.plugin"):
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


def judge(wish: dict[str, Any], fork_server: Players | None) -> str:
    """Serve one wish and return the answer as a line of JSON. Whatever goes wrong is said in it."""
    from grader.desk.judging import verdict_on

    try:
        answer = verdict_on(wish, fork_server)
    except UserError as error:
        answer = {"problem": str(error)}
    except Exception as error:  # the screen must live on, whatever is wrong with us
        answer = {"problem": f"The grader itself failed ({type(error).__name__}: {error}). Please report it."}
    return json.dumps({"run": wish.get("run"), **answer}) + "\n"


class Run:
    """A forked judge at work."""

    def __init__(self, wish: dict[str, Any], fork_server: ForkServer) -> None:
        self.number = wish.get("run")
        self.answer = b""
        self.pipe, theirs = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            _in_the_child(wish, fork_server, theirs)
        os.close(theirs)

    def end(self) -> None:
        """Kill it, if it is not over, and clean up behind it."""
        with contextlib.suppress(OSError):
            os.kill(self.pid, signal.SIGKILL)
        os.close(self.pipe)
        os.waitpid(self.pid, 0)


def _in_the_child(wish: dict[str, Any], fork_server: ForkServer, answer: int) -> None:
    """Judge and leave. Never returns."""
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        with os.fdopen(answer, "w", encoding="utf-8") as pipe:
            pipe.write(judge(wish, fork_server))
    finally:
        os._exit(0)


def serve() -> None:
    """Fork a judge for each wish, until the screen closes its end."""
    spare: ForkServer | None = ForkServer()
    run: Run | None = None
    used: list[ForkServer] = []  # they end with their judge, and are looked after here
    heard = b""
    while True:
        ready = select.select([0, run.pipe] if run else [0], [], [])[0]
        if run and run.pipe in ready:
            if part := os.read(run.pipe, 1 << 16):
                run.answer += part
            else:
                _tell(run)
                run = None
        if 0 in ready:
            part = os.read(0, 1 << 16)
            if not part:
                break
            *lines, heard = (heard + part).split(b"\n")
            for wish in map(json.loads, lines):
                if run:
                    run.end()
                    run = None
                if "cancel" not in wish:
                    spare = spare or ForkServer()
                    run = Run(wish, spare)
                    spare.abandon()
                    used.append(spare)
                    spare = None
        if not run:  # now, and not beside a run, which wants the processors for itself
            used = [fork_server for fork_server in used if not fork_server.is_over()]
            spare = spare or ForkServer()
    if run:
        run.end()
    if spare:
        spare.close()


def _tell(run: Run) -> None:
    """Hand the answer of a run on: all of it, or that it crashed."""
    run.end()
    sentence = "The judge ended without a word. Please save once more; if it happens again, report it."
    lost = {"run": run.number, "problem": sentence}
    answer = run.answer if run.answer.endswith(b"\n") else (json.dumps(lost) + "\n").encode()
    while answer:
        answer = answer[os.write(1, answer) :]


def main() -> None:
    """Say when it is warm, then serve."""
    prepare()
    if hasattr(os, "fork"):
        serve()
        return
    line = sys.stdin.readline()
    if line:
        sys.stdout.write(judge(json.loads(line), None))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
