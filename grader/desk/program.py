"""`run`: the learner's own file as a program, on the real clock, with whatever it needs."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from grader.errors import UserError
from grader.exercise.catalogue import Exercise
from grader.exercise.extras import missing

_TRACED = Path(__file__).with_name("traced.py")


def run(exercise: Exercise, arguments: Sequence[str] = ()) -> int:
    """Run it in the foreground and return its exit code. Raises UserError if something is not installed."""
    with subprocess.Popen(command(exercise, arguments), cwd=exercise.folder) as process:

        def end(*_: object) -> None:
            process.terminate()
            threading.Timer(1.0, process.kill).start()

        signal.signal(signal.SIGTERM, end)
        try:
            return process.wait()
        except KeyboardInterrupt:  # the same Ctrl-C has reached the program: it says how it ends
            return process.wait()


def command(exercise: Exercise, arguments: Sequence[str] = ()) -> list[str]:
    """Return what to start in the exercise's folder.

    A program whose services are simulated in a check runs traced: at its end it says how long it took, and why.
    """
    if modules := missing(exercise.extra):
        raise UserError(f"It needs {', '.join(modules)}. To install them:  nox -s run -- {exercise.number}")
    if exercise.clock == "simulated":
        return [sys.executable, str(_TRACED), exercise.files[0], *arguments]
    own = [exercise.files[0]] if "/" not in exercise.files[0] else ["-m", exercise.module]
    return [sys.executable, *own, *arguments]


async def output(words: Sequence[str], folder: Path) -> AsyncIterator[str]:
    """Run a program and yield what it prints, a line at a time. Who leaves the loop ends the program with all of it."""
    process = await asyncio.create_subprocess_exec(
        *words,
        cwd=folder,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        limit=1 << 22,
        start_new_session=True,
    )
    assert process.stdout is not None
    try:
        async for line in process.stdout:
            yield line.decode("utf-8", "replace").rstrip("\r\n")
        if code := await process.wait():
            yield f"It ended with exit code {code}."
    finally:
        if process.returncode is None:
            with contextlib.suppress(OSError):
                if hasattr(os, "killpg"):
                    os.killpg(process.pid, signal.SIGKILL)
                else:
                    process.kill()
            await process.wait()
