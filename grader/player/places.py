"""Places in the learner's code: files, lines, routes and tracebacks, as they go over the wire."""

from __future__ import annotations

import asyncio
import itertools
import sys
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

from grader.player import shims

Place = tuple[str, int] | None

MOST_FRAMES = 20


def place(frame: FrameType | None) -> Place:
    """File and line of a frame, as they go over the wire."""
    return (frame.f_code.co_filename, frame.f_lineno) if frame is not None else None


def learner_place() -> Place:
    """File and line of the innermost learner frame that is running now."""
    return place(shims.learner_frame(sys._getframe(1)))


def task_number() -> int:
    """The number of the task that is running in this thread, as the lanes have it; -1 if none is."""
    loop = shims.running_loop()
    return int(getattr(asyncio.current_task(loop) if loop is not None else None, "_awaitlings_serial", -1))


def learner_function() -> str:
    """The innermost function of the learner's that is running now; empty if none is."""
    frame = shims.learner_frame(sys._getframe(1))
    return _as_people_say(frame.f_code.co_qualname) if frame is not None else ""


def learner_or_task_place() -> Place:
    """Like `learner_place`; if no learner frame runs, the line that made the running task.

    For a service or `to_thread(…)` that was handed straight to gather or create_task. In a thread of a pool:
    the line that handed its work over; in another thread: the line that started it.
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
        return scheduler.current.started_at if scheduler is not None else None
    origin = getattr(task.get_coro() if task else None, "cr_origin", None) or ()
    made = next(((file, line) for file, line, _ in origin if file in shims.WORLD.files), None)
    return made or getattr(task, "_awaitlings_place", None)


def learner_route() -> list[Place]:
    """How the learner's code got here: the line that made the running task, then each running frame, innermost last."""
    route: list[Place] = []
    frame: FrameType | None = sys._getframe(1)
    while (frame := shims.learner_frame(frame)) is not None and len(route) < MOST_FRAMES:
        route.append(place(frame))
        frame = frame.f_back
    try:
        made = getattr(asyncio.current_task(), "_awaitlings_place", None)
    except RuntimeError:  # no loop in this thread
        made = None
    return [*([made] if made else []), *reversed(route)] or [learner_or_task_place()]


_NOT_TOLD = (shims.SCENARIO, shims.STAGE)  # our own files: no learner has seen their names


def awaits(task: Any) -> tuple[Place, str]:
    """The learner's line at which a suspended task waits, and for what: "Lock.acquire()", "fetch()", "other tasks".

    A call is told by a name that people know: `async with lock` waits in `Lock.acquire()`.
    """
    spot: Place = None
    name = ""
    for coroutine in shims.awaited_chain(task.get_coro()):
        frame = shims.frame_of(coroutine)
        code = frame.f_code
        if code.co_filename in shims.WORLD.files:
            spot, name = place(frame), ""
        elif frame.f_globals.get("__name__") == shims.WITNESSES:
            name = coroutine.__qualname__
            break
        elif code.co_filename in _NOT_TOLD:
            continue
        else:
            known = str(coroutine.__qualname__)
            owner, _, method = known.rpartition(".")
            if not method.startswith("_") and name in ("", "wait_for"):
                name = known
            elif not owner.startswith("_") and not name:
                name = owner  # TaskGroup.__aexit__
    if name == "TaskGroup":
        return spot, "the tasks of a TaskGroup"
    if not name and (name := _waited_for(task._fut_waiter)):
        return spot, name
    return spot, f"{name}()" if name else ""


def _waited_for(future: Any) -> str:
    """In words, a future that is awaited directly."""
    if isinstance(future, asyncio.tasks._GatheringFuture):  # type: ignore[attr-defined]
        return "other tasks"
    if isinstance(future, asyncio.Task):
        return f"task {runs(future)}()"
    return "a future" if future is not None else ""


def runs(task: Any) -> str:
    """The name of the coroutine function that a task runs."""
    return str(getattr(task, "_awaitlings_runs", ""))


def runs_as_people_say(coroutine: Any) -> str:
    """The name of the function whose call made a coroutine or a generator."""
    return _as_people_say(str(getattr(coroutine, "__qualname__", "")))


def _as_people_say(qualified: str) -> str:
    """The name of a function without the functions that it is defined in."""
    return qualified.rpartition("<locals>.")[2]


def learner_frames(traceback: TracebackType | None) -> list[tuple[str, int, str]]:
    """The learner's own frames of a traceback, outermost first: file, line, function."""
    found: list[tuple[str, int, str]] = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename in shims.WORLD.files:
            found.append((code.co_filename, traceback.tb_lineno, code.co_qualname))
        traceback = traceback.tb_next
    return found[-20:]


_OURS = tuple(
    str(Path(__file__).with_name(f"{name}.py")) for name in ("stage", "witness", "recorder", "lanes", "places")
)


def born(error: BaseException) -> dict[str, Any] | None:
    """Where an exception was born, if in no code of the learner's: on a line of the check, or in ours."""
    traceback = error.__traceback__
    if traceback is None or not isinstance(error, Exception) or isinstance(error, (RecursionError, MemoryError)):
        return None
    if type(error) is RuntimeError and "ignored GeneratorExit" in str(error):
        return None  # what Python says of a generator of the learner's, on the line that closes it
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    code = traceback.tb_frame.f_code
    if code.co_filename == shims.SCENARIO:
        span = next(itertools.islice(code.co_positions(), traceback.tb_lasti // 2, None))
        kinds = [
            (name, "None" if value is None else f"of type {type(value).__name__}")
            for name, value in list(traceback.tb_frame.f_locals.items())[:MOST_FRAMES]
        ]
        return {"span": span, "kinds": kinds}
    ours = code.co_filename in _OURS and not getattr(error, "_awaitlings_meant", False)
    return {"span": None, "kinds": []} if ours else None


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
