"""Heavy computing in one step of a loop, seen by the CPU clock of the thread that computes.

The kernel ticks whenever the process has used a little CPU time, never because time went by, so a busy machine makes
no difference. A tick that finds the same step of the same loop as the one before adds up; if that comes to more
than the limit, the step is reported. Between two ticks nothing is done at all. The handler only looks and adds: it may
come in the middle of anything, so what it found is reported later, at a place at which that is safe.

A step is what a loop runs of one task (or callback) in one turn. Without `setitimer` (Windows) nothing is seen.
"""

from __future__ import annotations

import asyncio
import inspect
import signal
import sys
import time
from types import FrameType
from typing import Any

from grader.player import shims
from grader.player.places import Place, place

TICKS = 8  # in the time that one step may take
MOST_LINES = 20
_AWAITS = inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


class Steps:
    """Watches the steps of all loops of a match. `seconds` of CPU time are the limit of one step."""

    def __init__(self, recorder: Any, seconds: float) -> None:
        self._recorder = recorder
        self._limit = seconds
        self._marks: dict[int, float] = {}  # the CPU clock of a thread when it was looked at last
        self._step: tuple[Any, ...] = ()
        self._used = 0.0
        self._lines: set[tuple[str, int]] = set()
        self._told = False
        self._heavy: list[dict[str, Any]] = []

    def begin(self) -> None:
        """Watch from now on."""
        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGPROF, self._tick)
            signal.setitimer(signal.ITIMER_PROF, self._limit / TICKS, self._limit / TICKS)

    def thread_began(self) -> None:
        """The kernel gives a tick to the thread that computes, and Python answers in the main thread: lead it there."""
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGPROF,))

    def look(self) -> None:
        """Report what was found. Time is about to move, so whatever this thread computes next is another step."""
        heavy, self._heavy = self._heavy, []
        for found in heavy:
            self._recorder.event("computed", **found)
        if self._recorder.scheduler is not None:
            self._marks[self._recorder.scheduler.current.ident] = time.thread_time()
        self._step = ()

    def _tick(self, number: int, frame: FrameType | None) -> None:
        try:
            self._add(frame)
        except Exception:  # never into the learner's code
            self._step = ()

    def _add(self, frame: FrameType | None) -> None:
        actor = self._recorder.scheduler.current
        if actor is not self._recorder.scheduler.main:
            frame = sys._current_frames().get(actor.ident)
        used, self._marks[actor.ident] = self._since_the_mark(actor.ident)
        loop = next((loop for loop in self._recorder.loops if loop._thread_id == actor.ident), None)
        if loop is None or self._recorder.over:
            self._step = ()
            return
        task = asyncio.current_task(loop)
        step = (actor.ident, shims.WORLD.turns, getattr(task, "_awaitlings_serial", -1))
        if step != self._step:
            self._step, self._used, self._lines, self._told = step, 0.0, set(), False
        self._used += used
        if (spot := _where_it_computes(frame)) is not None and len(self._lines) < MOST_LINES:
            self._lines.add(spot)
        if self._used >= self._limit and not self._told:
            self._told = True
            file = min(self._lines)[0] if self._lines else None
            self._heavy.append(
                {
                    "loop": getattr(loop, "_awaitlings_serial", -1),
                    "task": step[-1],
                    "file": file,
                    "lines": sorted(line for of, line in self._lines if of == file),
                }
            )

    def _since_the_mark(self, thread: int) -> tuple[float, float]:
        clock = getattr(time, "pthread_getcpuclockid", None)
        # One thread computes at a time, the one that has the baton: elsewhere the process's clock does as well.
        now = time.clock_gettime(clock(thread)) if clock is not None else time.process_time()
        return now - self._marks.get(thread, 0.0), now


def _where_it_computes(frame: FrameType | None) -> Place:
    """The line in the innermost coroutine of the learner's, which could have awaited there; else the outermost line."""
    found: Place = None
    while frame is not None and frame.f_code.co_name != "_run_once":
        if frame.f_code.co_filename in shims.WORLD.files:
            found = place(frame)
            if frame.f_code.co_flags & _AWAITS:
                return found
        frame = frame.f_back
    return found
