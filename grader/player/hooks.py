"""Hooks into asyncio and warnings that tell the recorder: tasks, loops, deadlines, what a loop complains about."""

from __future__ import annotations

import asyncio
import asyncio.base_events
import asyncio.events
import asyncio.runners
import asyncio.tasks
import functools
import itertools
import sys
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from grader.player import audit, console, shims
from grader.player.places import Place, awaits, learner_or_task_place, learner_place, place, runs_as_people_say
from grader.player.recorder import Recorder, was_told

_serials = itertools.count()


class Task(asyncio.Task):  # type: ignore[type-arg]
    """asyncio.Task with a seeded hash, so that sets of tasks iterate reproducibly, and known to the recorder."""

    def __init__(self, coro: Any, **options: Any) -> None:
        self._awaitlings_serial = next(_serials)
        self._awaitlings_hash = shims.seeded_hash(self._awaitlings_serial)
        self._awaitlings_place = learner_place()
        self._awaitlings_watched = False
        self._awaitlings_asked_to_end = 0  # like cancelling(), without what a TaskGroup asks of the task it is in
        self._awaitlings_cancelled_at: Place = None  # the learner's line that asked it to end
        self._awaitlings_shielded_at: Place = None  # the learner's line that put it into a shield
        # Kept, for 3.12 crashes when it is asked for the coroutine of an eager task that has ended.
        self._awaitlings_runs = runs_as_people_say(coro)
        recorder, eager = shims.WORLD.recorder, bool(options.get("eager_start")) and asyncio.iscoroutine(coro)
        if recorder is not None and eager:  # it begins to run at once, and may have ended below
            recorder.task_made(self, options.get("loop"))
        super().__init__(coro, **options)
        if recorder is not None and not eager:
            recorder.task_made(self, self._loop)
        if trace := getattr(self, "_source_traceback", None):  # debug mode: without this line
            del trace[-1]

    def __hash__(self) -> int:
        return self._awaitlings_hash

    def __del__(self) -> None:
        recorder = shims.WORLD.recorder
        if recorder is not None:
            recorder.lanes.task_gone(self)
        super().__del__()

    def cancel(self, msg: Any = None) -> bool:
        recorder, caller = shims.WORLD.recorder, sys._getframe(1)
        # By its own line, and not by asyncio's: what a timeout or a gather asks of others is in no line.
        by_learner = place(caller) if caller.f_code.co_filename in shims.WORLD.files else None
        if recorder is not None and self._awaitlings_asked_to_end and not self.done() and was_told(self):
            recorder.cancelled_again(self, by_learner)
        asked = super().cancel(msg)
        if not asked or _called_by_a_group("_on_task_done", "__aexit__"):
            return asked
        self._awaitlings_asked_to_end += 1
        if not self._awaitlings_watched:
            self._awaitlings_watched = True
            self._awaitlings_cancelled_at = by_learner
            self.add_done_callback(_see_how_it_took_the_cancellation)
        return asked

    def uncancel(self) -> int:
        if self._awaitlings_asked_to_end and not _called_by_a_group("__aexit__"):
            self._awaitlings_asked_to_end -= 1
        return super().uncancel()


Task.__module__ = "_asyncio"
Task.__qualname__ = "Task"


def _see_how_it_took_the_cancellation(task: Any) -> None:
    recorder = shims.WORLD.recorder
    asked = task._awaitlings_asked_to_end
    if recorder is None or not asked or task.cancelled():
        return
    if task._exception is None:
        recorder.cancellation_swallowed(task)
    else:
        recorder.cancellation_turned(task, task._exception)


def _expired(task: Any) -> None:
    spot, what = awaits(task)
    if sys.version_info < (3, 12) and what == "wait_for()":  # which waits in a task of its own there
        frames = map(shims.frame_of, shims.awaited_chain(task.get_coro()))
        inner = next((frame.f_locals.get("fut") for frame in frames if frame.f_code.co_name == "wait_for"), None)
        what = awaits(inner)[1] if isinstance(inner, Task) else what
    shims.WORLD.recorder.expired(what, spot, task._awaitlings_serial)


def _called_by_a_group(*functions: str) -> bool:
    """Whether a TaskGroup itself is calling. Before 3.13 it may cancel the task it is in and never take that back."""
    code, names = sys._getframe(2).f_code, sys._getframe(2).f_globals
    return names.get("__name__") == "asyncio.taskgroups" and code.co_name in functions


_original_shield = asyncio.shield


@functools.wraps(_original_shield)
def _shield(arg: Any) -> Any:
    inner = asyncio.ensure_future(arg)
    if isinstance(inner, Task):
        inner._awaitlings_shielded_at = learner_place()
    return _original_shield(inner)


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
    """Put the hooks in place, for good. Called once, in the fork server."""
    shims.replace(ThreadPoolExecutor, "submit", _submit)
    base = asyncio.base_events.BaseEventLoop
    shims.replace(asyncio, "Task", Task)
    shims.replace(asyncio.tasks, "Task", Task)
    for module in (asyncio, asyncio.tasks):
        shims.replace(module, "shield", _shield)
    if hasattr(asyncio, "create_eager_task_factory"):
        factory = asyncio.create_eager_task_factory(Task)
        for module in (asyncio, asyncio.tasks):
            shims.replace(module, "eager_task_factory", factory)
    original_init, original_close = base.__init__, base.close
    original_handler = base.call_exception_handler
    original_cancel_all = vars(asyncio.runners)["_cancel_all_tasks"]
    original_timeout_exit = asyncio.Timeout.__aexit__

    original_on_timeout = asyncio.Timeout._on_timeout  # type: ignore[attr-defined]
    original_release = vars(asyncio.tasks)["_release_waiter"]

    async def timeout_exit(self: Any, kind: Any, error: Any, traceback: Any) -> Any:
        recorder = shims.WORLD.recorder
        if recorder is not None and self.expired():
            if kind is None:
                recorder.deadline_ignored()
            elif not issubclass(kind, asyncio.CancelledError):
                recorder.cancellation_turned(None, error)
        return await original_timeout_exit(self, kind, error, traceback)

    def on_timeout(self: Any) -> None:
        if shims.WORLD.recorder is not None:
            _expired(self._task)
        original_on_timeout(self)

    def release_waiter(waiter: Any, *args: Any) -> None:
        """What `asyncio.wait`, and before Python 3.12 `wait_for`, have called when their time is up."""
        recorder = shims.WORLD.recorder
        if recorder is not None and not waiter.done():
            for task in recorder.tasks:
                if task._fut_waiter is waiter:
                    _expired(task)
        original_release(waiter, *args)

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

    original_set_running = asyncio.events._set_running_loop

    def set_running_loop(loop: Any) -> None:
        if shims.WORLD.recorder is not None:
            ending = shims.running_loop()
            shims.WORLD.recorder.lanes.loop_runs(ending if loop is None else loop, loop is not None)
        original_set_running(loop)

    shims.replace(asyncio.events, "_set_running_loop", set_running_loop)
    shims.replace(base, "__init__", init)
    shims.replace(base, "close", close)
    shims.replace(base, "call_exception_handler", call_exception_handler)
    shims.replace(asyncio.Timeout, "__aexit__", timeout_exit)
    shims.replace(asyncio.Timeout, "_on_timeout", on_timeout)
    shims.replace(asyncio.tasks, "_release_waiter", release_waiter)
    shims.replace(asyncio.runners, "_cancel_all_tasks", cancel_all_tasks)


def begin(recorder: Recorder) -> None:
    """Switch the hooks on for this match."""
    shims.WORLD.recorder = recorder
    console.attach(recorder)
    audit.begin()
    sys.unraisablehook = lambda unraisable: recorder.ignored(unraisable.exc_value)
    sys.set_coroutine_origin_tracking_depth(shims.ORIGIN_DEPTH)
    warn_unawaited = vars(warnings)["_warn_unawaited_coroutine"]

    def never_awaited(coroutine: Any) -> None:
        recorder.never_awaited(coroutine)
        # The learner's code may be listening. What we have the interpreter remember is no part of it.
        if sys.get_coroutine_origin_tracking_depth() != shims.ORIGIN_DEPTH:
            warn_unawaited(coroutine)
        else:
            said = f"coroutine '{coroutine.__qualname__}' was never awaited"
            warnings.warn(said, RuntimeWarning, stacklevel=2, source=coroutine)

    shims.replace(warnings, "_warn_unawaited_coroutine", never_awaited)
    # Python would print a traceback, with the places of its own files on this machine; the learner's frames are said.
    threading.excepthook = lambda args: recorder.thread_died(args.exc_value, getattr(args.thread, "name", "A thread"))
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
