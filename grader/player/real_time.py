"""The player on the real clock: Python's own threads, locks and selectors; only the second is a shorter one.

There is no baton here, and no message asks the judge to move time. Everything that waits really waits, `scale` real
seconds for each second that the code asks for, and every clock that it can read goes faster by as much. So a
whole exercise is played in little time, and what differs from a simulated match is what simulation hides. Times
are ns on that faster clock, since the judge began.
"""

from __future__ import annotations

import _thread
import contextlib
import itertools
import os
import selectors
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from grader.player import shims
from grader.player.scheduler import SECOND, Actor, Scheduler
from grader.wire import Wire, WireClosed

A_MOMENT = SECOND // 10
_allocate_lock, _rlock, _start = _thread.allocate_lock, _thread.RLock, _thread.start_new_thread
_monotonic_ns, _sleep = time.monotonic_ns, time.sleep


class PromptWire(Wire):
    """Any thread may put a message on it. It is written at once, but for events: they wait until a thread waits."""

    def __init__(self, read_fd: int, write_fd: int) -> None:
        super().__init__(read_fd, write_fd)
        self._lock = _rlock()

    def put(self, verb: str, **fields: Any) -> None:
        """Write one message."""
        with self._lock:
            super().put(verb, **fields)
            if verb != "event":
                super().flush()

    def flush(self) -> None:
        """Write what was collected."""
        with self._lock:
            super().flush()


class Replies(dict[int, Callable[[list[Any]], None]]):
    """Who waits for the reply to which call. A reply may be here before a call's own thread gets to wait for it."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = _allocate_lock()
        self._early: dict[int, list[Any]] = {}

    def __setitem__(self, call: int, deliver: Callable[[list[Any]], None]) -> None:
        with self._lock:
            super().__setitem__(call, deliver)
            reply = self._early.pop(call, None)
        if reply is not None:
            deliver(reply)

    def arrived(self, call: int, reply: list[Any]) -> None:
        """Hand over a reply, or keep it until a thread waits for it."""
        with self._lock:
            deliver = self.get(call)
            if deliver is None:
                self._early[call] = reply
        if deliver is not None:
            deliver(reply)


class RealTime(Scheduler):
    """What the stand-ins, witnesses and the recorder ask, answered by real time."""

    def __init__(self, wire: Wire, recorder: Any, scale: float, origin: int) -> None:
        """`origin` is when the judge began, in ns of the system's monotonic clock."""
        self.wire, self.recorder = wire, recorder
        self.scale = scale
        self._origin = origin
        self.chance = None
        self.late, self.exact, self.looks = 0, True, {}
        self.replies: Replies = Replies()
        self.main = Actor(0)
        self.main.ident = _thread.get_ident()
        self.actors = {self.main.ident: self.main}
        self._serial = itertools.count(1)

    @property
    def now(self) -> int:  # type: ignore[override]
        """What the clock shows."""
        return round((_monotonic_ns() - self._origin) / self.scale)

    @property
    def current(self) -> Actor:  # type: ignore[override]
        """The thread that asks."""
        return self.actors.get(_thread.get_ident(), self.main)

    def listen(self) -> None:
        """Hand over the judge's replies as they come, in a thread of our own."""
        _start(self._listen, ())

    def _listen(self) -> None:
        while True:
            try:
                message = self.wire.get()
            except WireClosed:
                os._exit(0)  # the judge has seen enough
            for call, *reply in message["replies"]:
                self.replies.arrived(call, reply)

    # --- waiting -------------------------------------------------------------------------------------

    def ends(self, seconds: float) -> int:
        """When a wait of so many seconds is over. Real ones are never too short."""
        return self.now + round(seconds * SECOND)

    def was_read(self, late: int) -> None:
        """Real waits take longer than a step of any clock."""

    def moved(self) -> None:
        """Looks are not counted."""

    def reads_a_clock(self) -> None:
        """Nor are these."""

    def block(self, until: int | None, why: str) -> bool:
        """Sleep until `until`, or without one until this thread is woken."""
        me = self.current
        me.why = why
        self.wire.flush()
        if until is None:
            me.gate.acquire()
        else:
            _sleep(max(0.0, (until - self.now) * self.scale / SECOND))
        me.why = None
        return until is not None

    def wake(self, actor: Actor, *, timed_out: bool = False) -> None:
        """Let a thread go on that waits for a reply."""
        with contextlib.suppress(RuntimeError):
            actor.gate.release()

    def post(self, actor: Actor, deliver: Callable[[], None], loop: Any) -> None:
        """Have `deliver` called by a loop."""
        with contextlib.suppress(RuntimeError):  # it is closed
            loop.call_soon_threadsafe(deliver)

    def select(
        self, poll: Callable[..., list[Any]], timeout: float | None, where: Callable[[], Any], steps: int | None,
        why: str = "select",
    ) -> list[Any]:  # fmt: skip
        """Wait like `selector.select(timeout)`."""
        me = self.current
        me.why = why
        self.wire.flush()
        try:
            return poll(None if timeout is None else max(0.0, timeout) * self.scale)
        finally:
            me.why = None

    def rest(self) -> None:
        """Let others run, if Python likes to."""
        _sleep(0)

    def look(self, kind: str, where: Callable[[], Any], weight: int = 1) -> None:
        """Looks cost what they cost."""

    # --- threads -------------------------------------------------------------------------------------

    def enter(self, actor: Actor) -> None:
        """First thing in a new thread."""
        actor.ident = _thread.get_ident()
        self.actors[actor.ident] = actor

    def leave(self, actor: Actor) -> None:
        """Last thing in a thread."""
        actor.done = True
        self.actors.pop(actor.ident, None)

    def never_started(self, actor: Actor) -> None:
        """The system has not started a thread after all."""
        actor.done = True

    def started(self, thread: Any) -> Actor:
        """Make the actor of a thread that is about to start."""
        return Actor(next(self._serial), thread)


@contextlib.contextmanager
def held(call: str) -> Iterator[float]:
    """Around a call that blocks its thread; a loop that stands still meanwhile is recorded. Gives the scale.

    A thread that starts lets its maker wait for a moment, and every lock is held for one: that is not worth a word.
    """
    scheduler, recorder = shims.WORLD.scheduler, shims.WORLD.recorder
    if scheduler is None or shims.running_loop() is None:
        yield getattr(scheduler, "scale", 1.0)
        return
    started, frame = scheduler.now, shims.learner_frame(sys._getframe(3))
    recorder.blocking(call, frame)
    try:
        yield getattr(scheduler, "scale", 1.0)
    finally:
        if (ended := scheduler.now) - started > A_MOMENT and call != "Thread.start()":
            recorder.blocked(call, frame, started, ended)
        else:
            recorder.blocked(call, frame, ended, ended)


class RealTimeLock:
    """A real lock, whose time-outs are as short as everything else."""

    __slots__ = ("__weakref__", "_lock")

    def __init__(self) -> None:
        self._lock = _allocate_lock()

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Acquire the lock, as Python's own does."""
        if not blocking or timeout == 0 or (timeout < 0 and timeout != -1):
            return self._lock.acquire(blocking, timeout)
        if self._lock.acquire(False):
            return True
        with held(shims.what_waits("lock.acquire()", sys._getframe(1))) as scale:
            return self._lock.acquire(True, timeout if timeout == -1 else timeout * scale)

    def release(self) -> None:
        """Release it."""
        self._lock.release()

    def locked(self) -> bool:
        """Whether it is held."""
        return self._lock.locked()

    def _at_fork_reinit(self) -> None:
        self._lock = _allocate_lock()

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *exc: object) -> None:
        self.release()

    acquire_lock, release_lock, locked_lock = acquire, release, locked


_join = threading.Thread.join


def _join_sooner(self: threading.Thread, timeout: float | None = None) -> None:
    with held("Thread.join()") as scale:
        _join(self, None if timeout is None else timeout * scale)


def install() -> None:
    """Put everything in place, for good. Called once, in the fork server, instead of `shims.install`."""
    shims.install_clocks()
    for module, name, stand_in in (
        (_thread, "allocate_lock", RealTimeLock),
        (threading, "_allocate_lock", RealTimeLock),
        (threading, "Lock", RealTimeLock),
        (threading, "_CRLock", None),
        (threading, "_time", time.monotonic),
        (threading.Thread, "join", _join_sooner),
    ):
        shims.replace(module, name, stand_in)
    shims.install_starters()
    # Others round a time-out up to a whole millisecond, which is much here.
    shims.replace(selectors, "DefaultSelector", selectors.SelectSelector)
    shims.install_selectors()
    shims.bind_early()
