"""A loop is touched from its own thread only: a touch from another thread is recorded, with the line.

asyncio looks for this in debug mode alone ("Non-thread-safe operation invoked on an event loop other than the
current one"), because it costs a little; without it the loop just sleeps on. Everything that makes a loop do
something, a future that gets its result or a task that is made, goes through `call_soon` or `call_at`. What
is meant for other threads, `call_soon_threadsafe`, does not.
"""

from __future__ import annotations

import asyncio
import asyncio.base_events
import asyncio.events
import functools
import itertools
import sys
import threading
from types import FrameType
from typing import Any

from grader.player import shims
from grader.player.places import learner_or_task_place
from grader.player.scheduler import SECOND


def install() -> None:
    """Put the watch in place, for good. Called once, in the fork server."""
    base = asyncio.base_events.BaseEventLoop
    call_soon, call_at = base.call_soon, base.call_at

    @functools.wraps(call_soon)
    def watched_call_soon(loop: Any, *args: Any, **kwargs: Any) -> Any:
        if loop._thread_id not in (None, threading.get_ident()) and shims.WORLD.recorder is not None:
            _report(shims.WORLD.recorder)
        if len(args) > 1 and shims.WORLD.scheduler is not None and hasattr(args[1], "_asyncio_future_blocking"):
            shims.WORLD.scheduler.moved()  # a future was set, and who waits for it is told
        return _without_us(call_soon(loop, *args, **kwargs))

    @functools.wraps(call_at)
    def watched_call_at(loop: Any, when: Any, *args: Any, **kwargs: Any) -> Any:
        if loop._thread_id not in (None, threading.get_ident()) and shims.WORLD.recorder is not None:
            _report(shims.WORLD.recorder)
        scheduler = shims.WORLD.scheduler
        if scheduler is not None and not scheduler.exact and shims.reads_the_clock(loop) and when <= loop.time():
            when -= scheduler.late / SECOND  # no wait at all is over at once
        return _without_us(call_at(loop, when, *args, **kwargs))

    for module in (asyncio, asyncio.events):
        shims.replace(module, "TimerHandle", TimerHandle)
    shims.replace(base, "call_soon", watched_call_soon)
    shims.replace(base, "call_at", watched_call_at)


class TimerHandle(asyncio.TimerHandle):
    """A timer. Those of one loop that are due at one instant run in the order in which they were set.

    So it is in real life: a moment goes by between two calls, so the later timer is due later. A heap leaves it open.
    """

    __slots__ = ("_serial",)
    _serial: int
    _when: float

    def __new__(cls, *_: Any, **__: Any) -> TimerHandle:  # "created at" would name an __init__ of this class
        self = super().__new__(cls)
        self._serial = next(_serials)
        return self

    def __lt__(self, other: Any) -> bool:
        in_a_heap = getattr(other, "_scheduled", False) and self._when == other._when
        return bool(self._serial < other._serial) if in_a_heap else super().__lt__(other)


TimerHandle.__module__ = "asyncio.events"
_serials = itertools.count()


def _without_us(handle: Any) -> Any:
    """A handle, whose "created at" in debug mode leaves our line out."""
    if handle._source_traceback:
        del handle._source_traceback[-1]
    return handle


def _report(recorder: Any) -> None:
    if not recorder.over and recorder.scheduler is not None:
        recorder.event("wrong_thread", call=_called(sys._getframe(2)), at=learner_or_task_place())


def _called(frame: FrameType | None) -> str:
    """What a person calls the thing that touched the loop: the outermost function of asyncio on the stack."""
    call = "a future or a task"  # futures and tasks are written in C, and have no frame
    while frame is not None and (frame.f_globals.get("__name__") or "").startswith(("asyncio", "grader.player")):
        name = frame.f_code.co_qualname.replace("BaseEventLoop.", "loop.")
        if frame.f_globals["__name__"].startswith("asyncio"):
            call = f"{name}()"
        frame = frame.f_back
    return call
