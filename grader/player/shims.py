"""What stands in for `time`, the one lock of `threading`, thread start and `select`.

`install` runs in the fork server before asyncio and concurrent.futures are imported, so that names bound early
(`from time import sleep`, `from time import monotonic as time` in queue) are these. Until a match begins
(`WORLD.scheduler` is None) every stand-in does what the original does in a program with one thread.

Events, conditions, queues, semaphores, barriers, futures and pools are plain Python above that one lock, so
they follow the clock without a stand-in of their own. Private names that are used stand in `private.py`.
"""

from __future__ import annotations

import _imp
import _thread
import contextlib
import faulthandler
import gc
import importlib.machinery
import itertools
import math
import operator
import os
import select
import selectors
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

from grader.player.scheduler import LATE_BY_DATETIME, LATE_BY_TIME, SECOND, Actor, Scheduler


class World:
    """What the stand-ins know of the match that is on."""

    scheduler: Scheduler | None = None
    recorder: Any = None
    monotonic_origin = 0  # ns that the simulated clocks read at the start of the match
    wall_origin = 0
    hash_seed = 0
    files: frozenset[str] = frozenset()  # co_filename of the learner's code
    services = ""  # co_filename of services.py
    turns = 0  # that loops have made
    trace: Callable[..., Any] | None = None  # before Python 3.12, in a play that is there for the lines


WORLD = World()
STAGE = str(Path(__file__).with_name("stage.py"))  # co_filename of who plays the scenario
WITNESSES = "grader.player.witness"  # the module of the services' stand-ins
SCENARIO = "<scenario>"  # co_filename of a check's scenario: its frames are cut from what a learner sees

_real_sleep = time.sleep
_allocate_lock, _real_lock, _rlock_in_c = _thread.allocate_lock, _thread.LockType, _thread.RLock
_a_real_lock = _allocate_lock()


def learner_frame(frame: FrameType | None, beyond: bool = False) -> FrameType | None:
    """The innermost frame of the learner's code at or above `frame`; None if the scenario comes first.

    `beyond`: look above the scenario's frames too. The learner's code may have called what the scenario gave it.
    """
    while frame is not None and frame.f_code.co_filename not in WORLD.files:
        frame = frame.f_back if beyond or frame.f_code.co_filename != SCENARIO else None
    return frame


def blocking(scheduler: Scheduler, until: int | None, call: str) -> bool:
    """Block the calling thread until woken or `until`; a loop that stands still meanwhile is recorded."""
    started = scheduler.now
    if running_loop() is None:
        timed_out = scheduler.block(until, call)
        if timed_out and WORLD.recorder is not None and not call.startswith("time.sleep"):
            frame = learner_frame(sys._getframe(1))
            WORLD.recorder.expired(call, (frame.f_code.co_filename, frame.f_lineno) if frame else None)
        return timed_out
    frame = learner_frame(sys._getframe(1), beyond=True)
    WORLD.recorder.blocking(call, frame)
    try:
        return scheduler.block(until, call)
    finally:
        WORLD.recorder.blocked(call, frame, started, scheduler.now)


def running_loop() -> Any:
    """The loop that runs in this thread, None if none does."""
    import asyncio

    return asyncio._get_running_loop()


# --- time ------------------------------------------------------------------------------------------------


def _sleep(_: Any, seconds: float, /) -> None:
    """Stand-in for `time.sleep`: waits on the judge's clock."""
    scheduler = WORLD.scheduler
    if scheduler is None:
        _real_sleep(seconds)
        return
    seconds = _number(seconds)
    if not 0 <= seconds <= threading.TIMEOUT_MAX:
        _real_sleep(seconds)  # raises, likewise
    if seconds == 0:
        scheduler.look("sleep", lambda: sys._getframe(2))
        scheduler.rest()
    else:
        blocking(scheduler, scheduler.ends(seconds), f"time.sleep({seconds:g})")


def _number(seconds: Any) -> float:
    """The seconds that a function in C was given. Raises, in Python's own words, what that raises for no number."""
    return seconds if isinstance(seconds, float) else operator.index(seconds)


def _nanoseconds(scheduler: Scheduler, origin: str, frame: FrameType | None) -> int:
    """What a clock shows, read from `frame`. A look of the learner's counts, also one through `datetime` or a loop."""
    late = LATE_BY_TIME
    while frame is not None and (frame.f_code is _loop_time_code or frame.f_globals.get("__name__") == "datetime"):
        if frame.f_code is not _loop_time_code:
            late = LATE_BY_DATETIME
        frame = frame.f_back
    if frame is not None and frame.f_code.co_filename in WORLD.files:
        scheduler.reads_a_clock()
        scheduler.look("clock", lambda: frame, 2 if late == LATE_BY_DATETIME else 1)  # dates cost twice the CPU time
    elif frame is not None and frame.f_code is _run_once_code:  # a loop whose selector is none of ours may never wait
        scheduler.look("turn by itself", lambda: frame)
    if origin == "wall_origin":
        scheduler.was_read(late)
    return int(getattr(WORLD, origin)) + scheduler.now


def _clock(name: str, origin: str) -> Callable[[], Any]:
    original, nanoseconds = getattr(time, name), name.endswith("_ns")

    def read(_: Any) -> Any:
        if (scheduler := WORLD.scheduler) is None:
            return original()
        now = _nanoseconds(scheduler, origin, sys._getframe(1))
        return now if nanoseconds else now / SECOND

    return in_place_of(original, read)


def _gettime(name: str) -> Callable[[int], Any]:
    """Stand-in for `time.clock_gettime`: the clocks of the day and of the machine. Those of the CPU are real."""
    original, nanoseconds = getattr(time, name), name.endswith("_ns")
    origins = {
        getattr(time, f"CLOCK_{clock}"): origin
        for origin, clocks in (
            ("wall_origin", "REALTIME TAI"),
            ("monotonic_origin", "MONOTONIC MONOTONIC_RAW MONOTONIC_RAW_APPROX BOOTTIME HIGHRES UPTIME UPTIME_RAW"),
        )
        for clock in clocks.split()
        if hasattr(time, f"CLOCK_{clock}")
    }

    def read(_: Any, clock: int, /) -> Any:
        scheduler = WORLD.scheduler
        if scheduler is None or clock not in origins:
            return original(clock)
        now = _nanoseconds(scheduler, origins[clock], sys._getframe(1))
        return now if nanoseconds else now / SECOND

    return in_place_of(original, read)


def _of_now(name: str) -> Callable[..., Any]:
    """Stand-in for a function of `time` that means the present moment if it is told none."""
    original = getattr(time, name)
    needs = {"strftime": 2}.get(name, 1)  # arguments, to be told the moment

    def read(_: Any, *arguments: Any) -> Any:
        scheduler = WORLD.scheduler
        if scheduler is None or len(arguments) not in (needs - 1, needs) or arguments[needs - 1 :] not in ((), (None,)):
            return original(*arguments)
        now: Any = _nanoseconds(scheduler, "wall_origin", sys._getframe(1)) / SECOND
        if name in ("asctime", "strftime"):
            now = time.localtime(now)
        return original(*arguments[: needs - 1], now)

    return in_place_of(original, read)


def _times(_: Any) -> os.times_result:
    """Stand-in for `os.times`: the last of its figures is a clock."""
    found = _real_times()
    if (scheduler := WORLD.scheduler) is None:
        return found
    now = _nanoseconds(scheduler, "monotonic_origin", sys._getframe(1)) / SECOND
    return os.times_result((*found[:4], now))


def _not_timed(module: ModuleType, name: str) -> Callable[..., Any]:
    """Stand-in for what waits for a signal, or has something happen later: that is real time, and is said."""
    original = getattr(module, name)

    def later(_: Any, *arguments: Any, **keywords: Any) -> Any:
        of_the_cpu = name == "setitimer" and arguments[:1] != (signal.ITIMER_REAL,)
        if WORLD.recorder is not None and not of_the_cpu:
            WORLD.recorder.not_timed(f"{module.__name__}.{name}")
        return original(*arguments, **keywords)

    return in_place_of(original, later)


def in_place_of(original: Any, stand_in: Callable[..., Any]) -> Callable[..., Any]:
    """What is called instead of a function in C. Like that it becomes no method of a class that holds it.

    `stand_in` is called with what comes of this, and then with the arguments.
    """
    attributes = {
        "__slots__": (),
        "__module__": original.__module__,
        "__doc__": original.__doc__,
        "__call__": stand_in,
        "__getattr__": lambda _, name: getattr(original, name),
        "__repr__": lambda _: repr(original),
        "__reduce__": lambda _: original.__name__,
    }
    made: Callable[..., Any] = type("builtin_function_or_method", (), attributes)()
    return made


_real_times = os.times


_loop_time_code: Any = None
_run_once_code: Any = None


# --- the one lock ----------------------------------------------------------------------------------------


class Lock:
    """Stand-in for `_thread.lock`: a locked one is waited for on the judge's clock, first come first served."""

    __slots__ = ("__weakref__", "_locked", "_owner", "_waiters")

    def __init__(self) -> None:
        self._locked = False
        self._owner: Actor | None = None  # who took it
        self._waiters: deque[Actor] = deque()

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        if timeout != -1 and not (blocking and 0 <= _number(timeout) <= threading.TIMEOUT_MAX):
            _a_real_lock.acquire(blocking, timeout)  # raises, in Python's own words
        scheduler = WORLD.scheduler
        if not self._locked and scheduler is not None:
            scheduler.takes_a_free_lock(lambda: sys._getframe(2))  # others may go on meanwhile, and take it
        if not self._locked:
            self._locked = True
            self._owner = scheduler.current if scheduler is not None else None
            return True
        if scheduler is None:
            if blocking:
                raise RuntimeError("a lock that is held already was acquired outside a match")
            return False
        if not blocking or timeout == 0:
            scheduler.gave_way = True
            if self._owner is not scheduler.current:  # else a condition asks whether it holds its own lock
                scheduler.look("lock", lambda: sys._getframe(2))
                scheduler.rest()
            return False
        return self._wait(scheduler, None if timeout == -1 else scheduler.ends(timeout))

    def _wait(self, scheduler: Scheduler, until: int | None) -> bool:
        me = scheduler.current
        self._waiters.append(me)
        timed_out = _block_on_a_lock(scheduler, until)
        if timed_out:
            self._waiters.remove(me)
        else:
            self._owner = me
        return not timed_out  # the release handed it over: it is still locked, and ours

    def release(self) -> None:
        if not self._locked:
            raise RuntimeError("release unlocked lock")
        if self._waiters:
            assert WORLD.scheduler is not None
            WORLD.scheduler.wake(self._waiters.popleft())
        else:
            self._locked = False

    def locked(self) -> bool:
        if WORLD.scheduler is not None:
            WORLD.scheduler.look("lock", lambda: sys._getframe(2))
        return self._locked

    def _at_fork_reinit(self) -> None:
        self._locked = False
        self._waiters.clear()

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *exc: object) -> None:
        self.release()

    def __repr__(self) -> str:
        return f"<{'locked' if self._locked else 'unlocked'} _thread.lock object at {hex(id(self))}>"

    def __init_subclass__(cls) -> None:
        raise TypeError("type '_thread.lock' is not an acceptable base type")

    acquire_lock, release_lock, locked_lock = acquire, release, locked


def cannot_be_copied(self: Any, _: object = None) -> Any:
    """Stand-in for `__reduce_ex__` of what in life is made in C, and can be neither pickled nor copied."""
    raise TypeError(f"cannot pickle '{type(self).__module__}.{type(self).__qualname__}' object")


Lock.__module__, Lock.__qualname__, Lock.__name__ = "_thread", "lock", "lock"


def _rlock_repr(self: Any) -> str:
    state = f"owner={self._owner or 0} count={self._count} at {hex(id(self))}"
    return f"<{'locked' if self._count else 'unlocked'} _thread.RLock object {state}>"


_acquire_in_python: Any = vars(threading)["_PyRLock"].acquire


def _rlock_acquire(self: Any, blocking: bool = True, timeout: float = -1) -> bool:
    """Stand-in for `RLock.acquire`: the one in Python returns 1 to a thread that holds the lock already."""
    return bool(_acquire_in_python(self, blocking, timeout))


_real_notify = threading.Condition.notify


def _notify(self: threading.Condition, n: int = 1) -> None:
    """Stand-in for `Condition.notify`: what a queue, a semaphore or a future does when something moves."""
    if WORLD.scheduler is not None:
        WORLD.scheduler.moved()
    _real_notify(self, n)


# Modules whose functions wait for a lock of ours, and which of these functions a person knows as the one that waits.
_WAITING_MODULES = frozenset(("concurrent.futures._base", "concurrent.futures.thread", "queue", "threading"))
_WAITING_METHODS = frozenset(
    ("acquire", "as_completed", "exception", "get", "join", "put", "result", "shutdown", "start", "wait", "wait_for")
)


def what_waits(call: str, frame: FrameType | None) -> str:
    """What a person calls that which waits, `call` if nothing of the standard library stands around it."""
    while frame is not None and frame.f_code.co_filename not in WORLD.files:
        module, code = frame.f_globals.get("__name__", ""), frame.f_code
        if module in _WAITING_MODULES and code.co_name in _WAITING_METHODS:
            owner = code.co_qualname.rpartition(".")[0].lstrip("_")
            if module == "queue" or not owner:
                owner = module.removesuffix("._base")
            call = f"{owner}.{code.co_name}()"
        frame = frame.f_back
    return call


def _block_on_a_lock(scheduler: Scheduler, until: int | None) -> bool:
    return blocking(scheduler, until, what_waits("lock.acquire()", sys._getframe(3)))


# --- threads ---------------------------------------------------------------------------------------------


def _fork_server(original: Callable[..., Any]) -> Callable[..., Any]:
    def start(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        scheduler = WORLD.scheduler
        if scheduler is None:
            return original(function, *args, **kwargs)
        thread = getattr(function, "__self__", None)
        if not isinstance(thread, threading.Thread):
            thread = None
        actor = scheduler.started(thread)
        beside = running_loop() is not None or scheduler.current.beside_a_loop
        actor.started_at = WORLD.recorder.learner_or_task_place()
        actor.beside_a_loop = beside and actor.started_at is not None
        if thread is not None:
            thread.__dict__["_awaitlings_actor"] = actor

        def run(*inner: Any, **keywords: Any) -> Any:
            scheduler.enter(actor)
            WORLD.recorder.steps.thread_began()
            sys.set_coroutine_origin_tracking_depth(ORIGIN_DEPTH)
            if scheduler.chance is not None or WORLD.trace is not None:
                sys.settrace(_at_each_line)
            try:
                return function(*inner, **keywords)
            finally:
                sys.settrace(None)
                scheduler.leave(actor)

        try:
            started = original(run, *args, **kwargs)
        except BaseException:
            scheduler.never_started(actor)
            raise
        joins = hasattr(started, "join") and kwargs.get("handle") is None
        return Handle(started, actor) if joins else started

    return start


class Handle:
    """Stand-in for the handle of a joinable thread (from 3.13): its `join` waits on the judge's clock."""

    def __init__(self, handle: Any, actor: Actor) -> None:
        self._handle = handle
        self._actor = actor

    def join(self, timeout: float | None = None, /) -> None:
        itself = WORLD.scheduler is not None and WORLD.scheduler.current is self._actor
        if itself or _wait_for_its_end(self._actor, timeout, "join()"):
            self._handle.join()  # of itself: raises, in Python's own words

    def is_done(self) -> bool:
        return self._actor.done

    def __getattr__(self, name: str) -> Any:
        return getattr(self._handle, name)


def _at_each_line(frame: FrameType, event: str, _: object) -> Callable[..., Any] | None:
    """A trace function: under a schedule, another thread may go on before any line of the learner's.

    Python itself switches in more places, but within a line only at calls of functions and when a loop jumps back.
    """
    if frame.f_code.co_filename not in WORLD.files:
        return None
    if WORLD.trace is not None:
        WORLD.trace(frame, event, None)
    if event == "line" and WORLD.scheduler is not None:
        WORLD.scheduler.between_lines()
    return _at_each_line


ORIGIN_DEPTH = 2  # of the frames that made a coroutine: each costs every switch of a loop (see match_costs.py)

_real_join = threading.Thread.join
_real_is_alive = threading.Thread.is_alive


def _join(self: threading.Thread, timeout: float | None = None) -> None:
    """Stand-in for `Thread.join`: the wait is on the judge's clock, the rest is the original's."""
    actor: Actor | None = getattr(self, "_awaitlings_actor", None)
    if actor is None or self is threading.current_thread() or _wait_for_its_end(actor, timeout, "Thread.join()"):
        _real_join(self, timeout)


def _wait_for_its_end(actor: Actor, timeout: float | None, call: str) -> bool:
    """Wait for the end of a thread, on the judge's clock. Returns whether it has ended."""
    scheduler = WORLD.scheduler
    if scheduler is not None and not actor.done:
        until = None if timeout is None else scheduler.ends(timeout) if timeout > 0 else scheduler.now
        actor.joiners.append(scheduler.current)
        blocking(scheduler, until, what_waits(call, sys._getframe(2)))
        if not actor.done:
            actor.joiners.remove(scheduler.current)
    return actor.done


def _is_alive(self: threading.Thread) -> bool:
    actor: Actor | None = getattr(self, "_awaitlings_actor", None)
    if actor is None:
        return _real_is_alive(self)
    if not actor.done:
        if WORLD.scheduler is not None:
            WORLD.scheduler.look("thread", lambda: sys._getframe(2))
        return True
    _real_join(self)  # it has nothing more to do than to end, and then Python knows it as well
    return False


_real_thread_repr = threading.Thread.__repr__


def _thread_repr(self: threading.Thread) -> str:
    actor: Actor | None = getattr(self, "_awaitlings_actor", None)
    if actor is not None and actor.done and self is not threading.current_thread():
        _real_join(self)
    return _real_thread_repr(self)


_thread_serial = itertools.count()


def _thread_hash(self: threading.Thread) -> int:
    serial = self.__dict__.setdefault("_awaitlings_serial", None)
    if serial is None:
        serial = self.__dict__["_awaitlings_serial"] = next(_thread_serial)
    return seeded_hash(serial)


def seeded_hash(serial: int) -> int:
    """A hash that is the same in every play with this seed, in no order that could be relied on."""
    return ((serial + 1) * 0x9E3779B97F4A7C15 ^ WORLD.hash_seed) * 0xBF58476D1CE4E5B9 >> 7 & 0x7FFFFFFFFFFFFFF


# --- select ----------------------------------------------------------------------------------------------


def _waiting(base: type[Any]) -> type[Any]:
    class Selector(base):  # type: ignore[misc]
        """The system's selector, with the waiting on the judge's clock."""

        def select(self, timeout: float | None = None) -> list[Any]:
            scheduler = WORLD.scheduler
            if scheduler is None:
                return super().select(timeout)  # type: ignore[no-any-return]
            poll = lambda wait=0: super(Selector, self).select(wait)  # noqa: E731
            return _loop_waits(scheduler, poll, timeout, len(self.get_map()))

    Selector.__name__ = Selector.__qualname__ = base.__name__
    return Selector


def _loop_waits(scheduler: Scheduler, poll: Callable[..., list[Any]], timeout: float | None, watched: int) -> list[Any]:
    """A loop, or who uses a selector like one, waits for files; `watched`: how many."""
    WORLD.turns += 1
    scheduler.looks.pop("turn by itself", None)
    scheduler.current.foreign = watched > 1  # more than the loop's own wake-up pipe
    steps = len(getattr(loop := running_loop(), "_ready", ()))
    if timeout is not None and timeout <= 0 and not steps and _is_early(loop):
        timeout = A_LITTLE
    return scheduler.select(poll, timeout, _ready_frame, steps)


def _waits_for_files(
    scheduler: Scheduler, poll: Callable[..., list[Any]], timeout: float | None, watched: int, call: str
) -> list[Any]:
    """The same by a function of `select`: from a selector of the learner's own, or in the middle of their code."""
    import asyncio

    if (loop := running_loop()) is not None and asyncio.current_task(loop) is None:
        return _loop_waits(scheduler, poll, timeout, watched)
    frame = learner_frame(sys._getframe(2))
    started, blocks = scheduler.now, loop is not None and (timeout is None or timeout > 0)
    scheduler.current.foreign = watched > 0
    if blocks:
        WORLD.recorder.blocking(call, frame)
    try:
        return scheduler.select(poll, timeout, lambda: frame, None, call)
    finally:
        scheduler.current.foreign = False
        if blocks:
            WORLD.recorder.blocked(call, frame, started, scheduler.now)


def _select(original: Any) -> Callable[..., Any]:
    """Stand-in for `select.select`."""

    def wait(_: Any, read: Any, write: Any, other: Any, timeout: float | None = None, /) -> Any:
        scheduler = WORLD.scheduler
        if scheduler is None or (timeout is not None and timeout < 0):  # which raises
            return original(read, write, other, timeout)
        files = list(read), list(write), list(other)

        def poll(wait: float | None = 0) -> list[Any]:
            return [found] if any(found := original(*files, wait)) else []

        watched = len({*map(id, itertools.chain(*files))})
        return next(iter(_waits_for_files(scheduler, poll, timeout, watched, "select.select()")), ([], [], []))

    return in_place_of(original, wait)


class Poll:
    """Stand-in for what `select.poll` and `select.epoll` make. Times of these are in ms and in s."""

    def __init__(self, real: Any, call: str, unit: float) -> None:
        self._real, self._call, self._unit = real, call, unit
        self._watched: set[int] = set()

    def register(self, file: Any, *mask: int) -> None:
        self._real.register(file, *mask)
        self._watched.add(file if isinstance(file, int) else file.fileno())

    def unregister(self, file: Any) -> None:
        self._real.unregister(file)
        self._watched.discard(file if isinstance(file, int) else file.fileno())

    def poll(self, timeout: float | None = None, *most: int) -> list[Any]:
        if (scheduler := WORLD.scheduler) is None:
            return list(self._real.poll(timeout, *most))
        seconds = None if timeout is None or timeout < 0 else timeout * self._unit

        def look(wait: float | None = 0) -> list[Any]:
            return list(self._real.poll(wait and wait / self._unit, *most))

        return _waits_for_files(scheduler, look, seconds, len(self._watched), self._call)

    def __enter__(self) -> Any:
        self._real.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._real.__exit__(*exc)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


def _makes_a_poll(name: str, unit: float) -> Callable[..., Any]:
    original = getattr(select, name)
    return in_place_of(original, lambda _, *arguments: Poll(original(*arguments), f"{name}.poll()", unit))


A_LITTLE = 1e-12  # seconds


def _is_early(loop: Any) -> bool:
    """Whether the next timer of a loop is due by its clock, and a little must go by until all clocks say so."""
    timers: Sequence[Any] = getattr(loop, "_scheduled", ())
    return bool(timers) and not loop._stopping and timers[0]._when >= loop.time() + loop._clock_resolution


def reads_the_clock(loop: Any) -> bool:
    """Whether the time of a loop is the clock's, and none of the learner's own."""
    return getattr(loop.time, "__code__", None) is _loop_time_code


def resolution(self: Any) -> float:
    """Stand-in for `BaseEventLoop._clock_resolution`: a timer runs if it is due before the loop's time and this.

    So a loop that something else has woken runs no timer that would find its wait too short.
    """
    scheduler = WORLD.scheduler
    if scheduler is None or not scheduler.late or not reads_the_clock(self):
        return float(self.__dict__["_clock_resolution"])
    return math.ulp(self.time()) if scheduler.exact else (0.75 - scheduler.late) / SECOND


def _ready_frame() -> FrameType | None:
    """The learner's line that makes the running loop turn and turn."""
    loop = running_loop()
    for handle in list(getattr(loop, "_ready", ())):
        owner = getattr(getattr(handle, "_callback", None), "__self__", None)
        coroutine = getattr(owner, "get_coro", lambda: None)()
        if (frame := suspended_frame(coroutine)) is not None:
            return frame
    return None


def suspended_frame(coroutine: Any) -> FrameType | None:
    """The innermost learner frame of a suspended coroutine."""
    return next(reversed(suspended_frames(coroutine)), None)


def suspended_frames(coroutine: Any) -> list[FrameType]:
    """The learner's frames of a suspended coroutine, outermost first, found along what it awaits."""
    frames = map(frame_of, awaited_chain(coroutine))
    return [frame for frame in frames if frame.f_code.co_filename in WORLD.files]


def awaited_chain(coroutine: Any) -> Iterator[Any]:
    """A suspended coroutine, what it awaits, what that awaits, and so on, as far as these have frames."""
    for _ in range(100):
        if frame_of(coroutine) is not None:
            yield coroutine
        coroutine = _first(coroutine, "cr_await", "ag_await", "gi_yieldfrom")
        if type(coroutine).__name__ in ("async_generator_asend", "async_generator_athrow"):  # it hides its generator
            coroutine = next((thing for thing in gc.get_referents(coroutine) if hasattr(thing, "ag_frame")), None)
        if coroutine is None:
            return


def frame_of(coroutine: Any) -> Any:
    """The frame of a coroutine or generator, None if it has none."""
    return _first(coroutine, "cr_frame", "ag_frame", "gi_frame")


def _first(thing: Any, *names: str) -> Any:
    """The first of these attributes that a thing has, None without any. Asked of every task whenever time moves."""
    for name in names:
        if (found := getattr(thing, name, _first)) is not _first:
            return found
    return None


def _enter(self: Any, delay: float, priority: Any, action: Any, *more: Any, **named: Any) -> Any:
    """Stand-in for `sched.scheduler.enter`: what is entered later is due a little later, whatever its priority.

    In life a clock moves between two calls. Here it does not, and then priorities would decide.
    """
    due = self.timefunc() + delay
    if self.timefunc in (time.monotonic, time.perf_counter, time.time):
        taken = vars(self).setdefault("_taken", {})
        free = math.nextafter(taken[due], math.inf) if due in taken else due
        taken[due], due = free, free
    return self.enterabs(due, priority, action, *more, **named)


# --- putting it all in place -----------------------------------------------------------------------------


def install() -> None:
    """Put every stand-in in place, for good. Called once, in the fork server."""
    install_clocks()
    in_python: Any = vars(threading)["_PyRLock"]
    in_python.__module__, in_python.__qualname__, in_python.__name__ = "_thread", "RLock", "RLock"
    for module, name, stand_in in (
        (_thread, "allocate_lock", Lock),
        (_thread, "lock", Lock),
        (threading, "_allocate_lock", Lock),
        (threading, "Lock", Lock),
        (_thread, "LockType", Lock),
        (threading, "_CRLock", in_python),  # it stands above our lock
        (threading, "_time", time.monotonic),
        (threading.Thread, "join", _join),
        (threading.Thread, "is_alive", _is_alive),
        (threading.Thread, "__hash__", _thread_hash),
        (threading.Thread, "__repr__", _thread_repr),
    ):
        replace(module, name, stand_in)
    install_starters()
    install_selectors()
    bind_early()
    instead_of_locks_in_c()


class _QueueAnew:
    """Finds `_queue` if it is loaded once more: with the queue that waits on the clock in it."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> Any:
        return importlib.machinery.ModuleSpec(name, self) if name == "_queue" else None  # type: ignore[arg-type]

    def create_module(self, spec: object) -> None:
        return None

    def exec_module(self, module: Any) -> None:
        import queue

        module.SimpleQueue, module.Empty = queue.SimpleQueue, queue.Empty


def instead_of_locks_in_c() -> None:
    """Put ours in the place of locks and queues in C, wherever a module has bound one before: they know no baton."""
    import queue

    in_python = vars(threading)["_PyRLock"]
    queue.SimpleQueue.__module__ = "_queue"
    queue.SimpleQueue.__name__ = queue.SimpleQueue.__qualname__ = "SimpleQueue"
    for kind in (Lock, in_python, queue.SimpleQueue):
        replace(kind, "__reduce_ex__", cannot_be_copied)
    replace(in_python, "__repr__", _rlock_repr)
    for name in ("acquire", "__enter__"):
        replace(in_python, name, _rlock_acquire)
    importing = in_python()  # the one lock of all imports, for what is done in no time
    replace(_imp, "acquire_lock", importing.acquire)
    replace(_imp, "release_lock", importing.release)
    replace(_imp, "lock_held", importing._is_owned)
    ours = {_rlock_in_c: in_python, _real_lock: Lock, _allocate_lock: Lock}
    with contextlib.suppress(ImportError):
        import _queue

        ours[_queue.SimpleQueue] = queue.SimpleQueue
        sys.meta_path.insert(0, _QueueAnew())
    for module in list[Any](sys.modules.values()):
        if not isinstance(module, ModuleType) or module.__name__.startswith("grader."):
            continue
        for name, value in list(vars(module).items()):
            if callable(value) and type(value).__hash__ is not None and value in ours:
                replace(module, name, ours[value])


# What the datetime in Python says of dates with a zone and without one, and what the one in C says.
AS_IN_C = {
    "cannot compare naive and aware datetimes": "can't compare offset-naive and offset-aware datetimes",
    "cannot compare naive and aware times": "can't compare offset-naive and offset-aware times",
    "cannot mix naive and timezone-aware time": "can't subtract offset-naive and offset-aware datetimes",
}


def install_clocks() -> None:
    """Put the functions of `time` in place."""
    for name, origin in (
        ("monotonic", "monotonic_origin"),
        ("perf_counter", "monotonic_origin"),
        ("time", "wall_origin"),
    ):
        replace(time, name, _clock(name, origin))
        replace(time, f"{name}_ns", _clock(f"{name}_ns", origin))
    for name in ("clock_gettime", "clock_gettime_ns"):
        if hasattr(time, name):
            replace(time, name, _gettime(name))
    for name in ("localtime", "gmtime", "ctime", "asctime", "strftime"):
        replace(time, name, _of_now(name))
    replace(time, "sleep", in_place_of(time.sleep, _sleep))
    replace(os, "times", in_place_of(os.times, _times))
    replace(faulthandler, "dump_traceback_later", _not_timed(faulthandler, "dump_traceback_later"))
    for name in ("alarm", "pause", "setitimer", "sigtimedwait", "sigwait", "sigwaitinfo"):
        if hasattr(signal, name):
            replace(signal, name, _not_timed(signal, name))
    # The datetime in C asks the system. The one in Python asks `time`; zones in C would know the types of the other.
    # So does the uuid1 in C.
    sys.modules["_datetime"] = sys.modules["_zoneinfo"] = sys.modules["_uuid"] = None  # type: ignore[assignment]
    for name in ("datetime", "zoneinfo", "uuid"):
        sys.modules.pop(name, None)
    import datetime
    import zoneinfo

    vars(sys.modules[datetime.date.__module__])["__name__"] = "datetime"
    week = type(datetime.date.min.isocalendar())
    replace(
        week, "__repr__", lambda self: f"datetime.IsoCalendarDate(year={self[0]}, week={self[1]}, weekday={self[2]})"
    )
    named = vars(zoneinfo.ZoneInfo)["__repr__"]
    replace(
        zoneinfo.ZoneInfo,
        "__repr__",
        lambda self: f"{'zoneinfo.' * (type(self) is zoneinfo.ZoneInfo)}{named(self)}",
    )
    for owner, name in ((datetime.datetime, "_cmp"), (datetime.datetime, "__sub__"), (datetime.time, "_cmp")):
        function: Any = vars(owner)[name]
        said = [AS_IN_C.get(one, one) if type(one) is str else one for one in function.__code__.co_consts]
        function.__code__ = function.__code__.replace(co_consts=tuple(said))
    for kind in (
        week,
        datetime.date,
        datetime.datetime,
        datetime.time,
        datetime.timedelta,
        datetime.timezone,
        datetime.tzinfo,
    ):
        replace(kind, "__module__", "datetime")


def install_starters() -> None:
    """Put the start of threads in place."""
    for module in (_thread, threading):
        for name in ("start_new_thread", "start_joinable_thread", "_start_new_thread", "_start_joinable_thread"):
            if hasattr(module, name):
                replace(module, name, _fork_server(getattr(module, name)))


def install_selectors() -> None:
    """Put the selectors in place."""
    for name in ("EpollSelector", "KqueueSelector", "DevpollSelector", "PollSelector", "SelectSelector"):
        if hasattr(selectors, name):
            original = getattr(selectors, name)
            replace(selectors, name, _waiting(original))
            if selectors.DefaultSelector is original:
                replace(selectors, "DefaultSelector", getattr(selectors, name))
    if sys.platform != "win32":  # selectors look it up each time there
        replace(select, "select", _select(select.select))
    for name, unit in (("poll", 0.001), ("epoll", 1.0)):
        if hasattr(select, name):
            replace(select, name, _makes_a_poll(name, unit))


def bind_early() -> None:
    """Import what binds names of the above, now that they are stand-ins."""
    global _loop_time_code, _run_once_code
    import queue
    import sched

    replace(queue, "SimpleQueue", vars(queue)["_PySimpleQueue"])
    replace(sched.scheduler, "enter", _enter)
    import asyncio.base_events
    import concurrent.futures.thread  # noqa: F401  (binds its lock now, a stand-in)

    loop = asyncio.base_events.BaseEventLoop
    _loop_time_code, _run_once_code = loop.time.__code__, vars(loop)["_run_once"].__code__
    set_resolution = lambda self, seconds: self.__dict__.update(_clock_resolution=seconds)  # noqa: E731
    replace(loop, "_clock_resolution", property(resolution, set_resolution))
    replace(threading.Condition, "notify", _notify)


def replace(owner: Any, name: str, stand_in: Any) -> None:
    """Put a stand-in in the place of an attribute that type checkers rightly think is fixed."""
    setattr(owner, name, stand_in)


A_NETWORK_CARD = 0x02_00_00_00_00_01  # the address that uuid1 has of it; a real one is looked for in other programs


def pretend_machine(cpus: int) -> None:
    """Tell the learner's code of one machine, whatever this one is."""
    for name in ("cpu_count", "process_cpu_count"):
        if hasattr(os, name):
            replace(os, name, in_place_of(getattr(os, name), lambda _: cpus))
    if hasattr(os, "sched_getaffinity"):
        replace(os, "sched_getaffinity", in_place_of(os.sched_getaffinity, lambda *_: set(range(cpus))))
    import uuid

    replace(uuid, "_node", A_NETWORK_CARD)
