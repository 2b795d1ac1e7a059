"""The recorder: sees what only the player can see, reports it over the wire, and never raises.

Everything here is *reported* evidence. Files and lines are the learner's; times are the judge's, who stamps
each message as it comes (no time passes between two waits).
"""

from __future__ import annotations

import asyncio
import asyncio.base_events
import asyncio.runners
import asyncio.tasks
import functools
import gc
import io
import itertools
import os
import sys
import threading
import warnings
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import FrameType, TracebackType
from typing import Any, NoReturn

from grader.player import shims
from grader.player.scheduler import Scheduler, frames_of
from grader.wire import Wire, pack

Place = tuple[str, int] | None

_EAGER_COLLECTIONS = 16  # garbage is collected before time moves: each time at first, then ever more rarely


def place(frame: FrameType | None) -> Place:
    """File and line of a frame, as they go over the wire."""
    return (frame.f_code.co_filename, frame.f_lineno) if frame is not None else None


def learner_place() -> Place:
    """File and line of the innermost learner frame that is running now."""
    return place(shims.learner_frame(sys._getframe(1)))


def learner_or_task_place() -> Place:
    """Like `learner_place`; where no learner frame runs, where the running task was made.

    For a service or `to_thread(…)` that was handed straight to gather or create_task. In a thread of a pool: where
    its work was handed over.
    """
    frame = learner_place()
    if frame is not None:
        return frame
    scheduler = shims.WORLD.scheduler
    if scheduler is not None and scheduler.current.work_from is not None:
        return scheduler.current.work_from
    try:
        task: Any = asyncio.current_task()
    except RuntimeError:
        return None
    origin = getattr(task.get_coro() if task else None, "cr_origin", None) or ()
    made = next(((file, line) for file, line, _ in origin if file in shims.WORLD.files), None)
    return made or getattr(task, "_awaitlings_place", None)


class Recorder:
    """One for a match. Every method that is called from a stand-in records and returns."""

    def __init__(self, wire: Wire, output_bytes: int) -> None:
        self.wire = wire
        self.scheduler: Scheduler | None = None
        self.output_left = output_bytes
        self.tasks: weakref.WeakSet[Any] = weakref.WeakSet()
        self.loops: weakref.WeakSet[Any] = weakref.WeakSet()
        self.over = False
        self.stage_makes_a_loop = False
        self._polled: set[Place] = set()
        self._waits = 0
        self._untimed: set[str] = set()
        self._blocking: list[tuple[int, str, Place]] = []

    learner_or_task_place = staticmethod(learner_or_task_place)

    def event(self, kind: str, **fields: Any) -> None:
        """Report one fact."""
        self.wire.put("event", kind=kind, **fields)

    def finish(self, kind: str, **fields: Any) -> NoReturn:
        """End the match here, with this result."""
        self.wire.put("result", kind=kind, **fields)
        self.wire.put("end")
        try:
            self.wire.flush()
        finally:
            os._exit(0)

    def returned(self, value: object) -> None:
        """The scenario has returned. What it still costs to close its loop is not the answer's time."""
        self.wire.put("result", kind="returned", value=pack(value))
        self._after_the_result()

    def raised(self, error: BaseException) -> None:
        """The scenario has raised."""
        self.wire.put("result", kind="raised", error=describe(error))
        error.__traceback__ = None
        self._after_the_result()

    def _after_the_result(self) -> None:
        self.over = True
        for actor in self.scheduler.actors.values() if self.scheduler else ():
            frame = shims.learner_frame(frames_of(actor)) if actor.serial else None
            if frame is not None:
                self.event("thread_left", name=_thread_name(actor), why=actor.why or "", at=place(frame))

    def finish_cleanly(self) -> NoReturn:
        """The scenario is over and its loop closed: collect what nobody holds any more, and leave."""
        gc.collect()
        self.wire.put("end")
        self.wire.flush()
        os._exit(0)

    # --- called by the scheduler and the stand-ins ---------------------------------------------------

    def before_time_moves(self) -> None:
        """Collect garbage, so that a task that nobody owns is lost now and not by chance."""
        self._waits += 1
        if self._waits <= _EAGER_COLLECTIONS or self._waits & (self._waits - 1) == 0:
            gc.collect()

    def polling(self, where: Callable[[], FrameType | None]) -> None:
        frame = where()
        spot = place(shims.learner_frame(frame))
        if spot not in self._polled and (spot is not None or not self._polled):
            self._polled.add(spot)
            self.event("polling", at=spot)

    def not_timed(self, what: str) -> None:
        if what not in self._untimed:
            self._untimed.add(what)
            self.event("not_timed", what=what)

    def blocking(self, call: str, frame: FrameType | None) -> None:
        """A call that holds a loop begins."""
        self._blocking.append((threading.get_ident(), call, place(frame)))

    def blocked(self, call: str, frame: FrameType | None, start: int, end: int) -> None:
        """A call that held a loop has ended."""
        self._blocking = [entry for entry in self._blocking if entry[0] != threading.get_ident()]
        if end > start and not self.over:
            self.event("blocked", start=start, end=end, call=call, at=place(frame))

    def waiting(self, why: str) -> NoReturn:
        """End the match, which will never end by itself: say who waits for what, and where."""
        assert self.scheduler is not None
        waiting: list[dict[str, Any]] = []
        for actor in self.scheduler.actors.values():
            if actor.why == "select":
                continue  # its tasks are named below
            frame = shims.learner_frame(frames_of(actor))
            if frame is None and actor.serial:
                continue  # an idle worker of a pool
            holds = any(entry[0] == actor.ident for entry in self._blocking)
            waiting.append(
                {
                    "who": _thread_name(actor),
                    "why": actor.why or "",
                    "at": place(frame),
                    "blocks_a_loop": holds,
                }
            )
        for task in sorted(self.tasks, key=lambda task: int(task._awaitlings_serial)):
            if not task.done():
                frame = shims.suspended_frame(task.get_coro())
                waiting.append({"who": _task_label(task), "why": "await", "at": place(frame), "blocks_a_loop": False})
        self.finish(why, waiting=waiting)

    # --- called by asyncio ---------------------------------------------------------------------------

    def task_made(self, task: Any) -> None:
        self.tasks.add(task)
        self.event("task", id=task._awaitlings_serial, of=_runs(task), at=task._awaitlings_place)

    def loop_made(self, loop: Any) -> None:
        loop._awaitlings_place = learner_place()
        of_the_stage, self.stage_makes_a_loop = self.stage_makes_a_loop, False
        self.event(
            "loop",
            of_the_stage=of_the_stage,
            at=loop._awaitlings_place,
            beside_a_loop=self._a_loop_runs_here() or self._in_a_thread_beside_a_loop(),
        )
        self.loops.add(loop)

    def _a_loop_runs_here(self) -> bool:
        """Whether a loop runs in this thread, also where somebody has hidden it from asyncio."""
        return any(loop._thread_id == threading.get_ident() for loop in self.loops)

    def _in_a_thread_beside_a_loop(self) -> bool:
        return self.scheduler is not None and self.scheduler.current.beside_a_loop

    def loop_closed(self, loop: Any) -> None:
        self.event("loop_closed", at=getattr(loop, "_awaitlings_place", None))

    def left_over(self, tasks: list[Any]) -> None:
        """The main coroutine has returned and these tasks still run."""
        for task in sorted(tasks, key=lambda task: getattr(task, "_awaitlings_serial", 0)):
            if getattr(task, "_awaitlings_place", None) is not None:  # else it is the scenario's own
                self.event("left_over", of=_runs(task), at=task._awaitlings_place)

    def cancellation_swallowed(self, task: Any) -> None:
        self.event("swallowed", of=_runs(task), at=getattr(task, "_awaitlings_place", None))

    def deadline_ignored(self) -> None:
        """A timeout has cancelled what it was around, and that went on to its end as if nothing had happened."""
        self.event("swallowed", of=_runs(asyncio.current_task()), at=learner_place())

    def loop_context(self, context: dict[str, Any]) -> None:
        """What the loop would have told its exception handler."""
        owner = context.get("task") or context.get("future")
        error = context.get("exception")
        spot = getattr(owner, "_awaitlings_place", None)
        frames = learner_frames(error.__traceback__) if isinstance(error, BaseException) else []
        self.event(
            "loop_context",
            message=str(context.get("message", ""))[:500],
            of=_runs(owner),
            at=frames[-1][:2] if frames else spot,
            made_at=spot,
            error=describe(error) if isinstance(error, BaseException) else None,
        )

    def never_awaited(self, coroutine: Any) -> None:
        origin = coroutine.cr_origin or ()
        at = next(((file, line) for file, line, _ in origin if file in shims.WORLD.files), None)
        if at is not None or coroutine.cr_code.co_filename in {*shims.WORLD.files, shims.WITNESSES}:
            self.event("never_awaited", of=str(coroutine.__qualname__), at=at)

    def printed(self, text: str) -> None:
        if self.over:
            return
        self.output_left -= len(text)
        if self.output_left < 0:
            self.finish("flooded", at=learner_place())
        self.event("printed", text=text)


def _thread_name(actor: Any) -> str:
    return "the main thread" if not actor.serial else f"thread {getattr(actor.thread, 'name', actor.serial)}"


def _task_label(task: Any) -> str:
    return "the caller" if task._awaitlings_serial == 0 else f"task {_runs(task)}()"


def _runs(task: Any) -> str:
    """The name of the coroutine function that a task runs."""
    coroutine = getattr(task, "get_coro", lambda: None)()
    return str(getattr(coroutine, "__qualname__", ""))


def learner_frames(traceback: TracebackType | None) -> list[tuple[str, int, str]]:
    """The learner's own frames of a traceback, outermost first: file, line, function."""
    found: list[tuple[str, int, str]] = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename in shims.WORLD.files:
            found.append((code.co_filename, traceback.tb_lineno, code.co_qualname))
        traceback = traceback.tb_next
    return found[-20:]


def describe(error: BaseException, depth: int = 3) -> dict[str, Any]:
    """An exception as data: type, text, the learner's frames, and what a group holds."""
    try:
        text = str(error)
    except BaseException:  # a learner's __str__ may do anything
        text = "(its text could not be read)"
    inner: list[dict[str, Any]] = []
    if isinstance(error, BaseExceptionGroup) and depth:
        inner = [describe(child, depth - 1) for child in error.exceptions[:5]]
    names = [cls.__name__ for cls in type(error).__mro__ if issubclass(cls, BaseException)]
    return {
        "types": names,
        "text": text[:2000],
        "frames": learner_frames(error.__traceback__),
        "inner": inner,
    }


# --- hooks into asyncio ----------------------------------------------------------------------------------

_serials = itertools.count()


class Task(asyncio.Task):  # type: ignore[type-arg]
    """asyncio.Task with a seeded hash, so that sets of tasks iterate reproducibly, and known to the recorder."""

    def __init__(self, coro: Any, **options: Any) -> None:
        self._awaitlings_serial = next(_serials)
        self._awaitlings_hash = shims.seeded_hash(self._awaitlings_serial)
        self._awaitlings_place = learner_place()
        self._awaitlings_watched = False
        super().__init__(coro, **options)
        recorder = shims.WORLD.recorder
        if recorder is not None:
            recorder.task_made(self)

    def __hash__(self) -> int:
        return self._awaitlings_hash

    def cancel(self, msg: Any = None) -> bool:
        asked = super().cancel(msg)
        if asked and not self._awaitlings_watched:
            self._awaitlings_watched = True
            self.add_done_callback(_see_how_it_took_the_cancellation)
        return asked


Task.__module__ = "_asyncio"
Task.__qualname__ = "Task"


def _see_how_it_took_the_cancellation(task: Any) -> None:
    recorder = shims.WORLD.recorder
    if recorder is not None and not task.cancelled() and task.cancelling() and task._exception is None:
        recorder.cancellation_swallowed(task)


class Printed(io.TextIOBase):
    """`sys.stdout` and `sys.stderr` of the player: what is printed is reported, with its simulated time."""

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def writable(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._recorder.printed(str(text))
        return len(text)


class NoInput(io.TextIOBase):
    """`sys.stdin` of the player: nobody sits there, so asking ends the match."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def readable(self) -> bool:
        return True

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]
        self._recorder.finish("asked_for_input", call="input()", at=learner_place())

    def read(self, size: int | None = -1, /) -> str:
        self._recorder.finish("asked_for_input", call="sys.stdin.read()", at=learner_place())


def _submit(self: Any, function: Any, /, *args: Any, **kwargs: Any) -> Any:
    """Stand-in for `ThreadPoolExecutor.submit`: the thread that does the work knows whose it is."""
    return _original_submit(self, functools.partial(_work, learner_or_task_place(), function), *args, **kwargs)


def _work(handed_over: Place, function: Any, /, *args: Any, **kwargs: Any) -> Any:
    actor = shims.WORLD.scheduler.current if shims.WORLD.scheduler is not None else None
    if actor is None:
        return function(*args, **kwargs)
    actor.work_from = handed_over
    try:
        return function(*args, **kwargs)
    finally:
        actor.work_from = None


_original_submit = ThreadPoolExecutor.submit
_submit.__name__ = _submit.__qualname__ = "submit"


def install() -> None:
    """Put the hooks in place, for good. Called once, in the nursery."""
    ThreadPoolExecutor.submit = _submit  # type: ignore[assignment, method-assign]
    base = asyncio.base_events.BaseEventLoop
    asyncio.Task = asyncio.tasks.Task = Task  # type: ignore[misc]
    if hasattr(asyncio, "create_eager_task_factory"):
        factory = asyncio.create_eager_task_factory(Task)
        for module in (asyncio, asyncio.tasks):
            vars(module)["eager_task_factory"] = factory
    original_init, original_close = base.__init__, base.close
    original_handler = base.call_exception_handler
    original_cancel_all = asyncio.runners._cancel_all_tasks  # type: ignore[attr-defined]

    original_timeout_exit = asyncio.Timeout.__aexit__

    async def timeout_exit(self: Any, kind: Any, error: Any, traceback: Any) -> Any:
        if kind is None and self.expired() and shims.WORLD.recorder is not None:
            shims.WORLD.recorder.deadline_ignored()
        return await original_timeout_exit(self, kind, error, traceback)

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        original_init(self, *args, **kwargs)
        if shims.WORLD.recorder is not None:
            shims.WORLD.recorder.loop_made(self)

    def close(self: Any) -> None:
        if shims.WORLD.recorder is not None and not self.is_closed():
            shims.WORLD.recorder.loop_closed(self)
        original_close(self)

    def call_exception_handler(self: Any, context: dict[str, Any]) -> None:
        if shims.WORLD.recorder is not None:
            shims.WORLD.recorder.loop_context(context)
        original_handler(self, context)

    def cancel_all_tasks(loop: Any) -> None:
        if shims.WORLD.recorder is not None:
            shims.WORLD.recorder.left_over([task for task in asyncio.all_tasks(loop) if not task.done()])
        original_cancel_all(loop)

    base.__init__ = init  # type: ignore[method-assign]
    base.close = close  # type: ignore[method-assign]
    base.call_exception_handler = call_exception_handler  # type: ignore[method-assign]
    asyncio.Timeout.__aexit__ = timeout_exit  # type: ignore[assignment, method-assign]
    asyncio.runners._cancel_all_tasks = cancel_all_tasks  # type: ignore[attr-defined]


def begin(recorder: Recorder) -> None:
    """Switch the hooks on for this match."""
    shims.WORLD.recorder = recorder
    sys.stdout = Printed(recorder)
    sys.stderr = Printed(recorder)
    sys.stdin = NoInput(recorder)
    sys.breakpointhook = lambda *args, **kwargs: recorder.finish(
        "asked_for_input", call="breakpoint()", at=learner_place()
    )
    sys.set_coroutine_origin_tracking_depth(shims.ORIGIN_DEPTH)
    warnings._warn_unawaited_coroutine = recorder.never_awaited  # type: ignore[attr-defined]
    warnings.simplefilter("always")
    warnings.showwarning = lambda message, category, filename, lineno, file=None, line=None: recorder.event(
        "warning",
        category=category.__name__,
        text=str(message)[:500],
        at=(filename, lineno) if filename in shims.WORLD.files else None,
    )
    import logging

    # What asyncio would print for want of a handler is recorded as loop_context already.
    logging.getLogger("asyncio").addHandler(logging.NullHandler())
