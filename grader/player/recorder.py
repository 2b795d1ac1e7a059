"""The recorder: sees what only the player can see, reports it over the wire, and never raises.

Everything here is *reported* evidence. Files and lines are the learner's; times are the judge's, who stamps
each message as it comes (no time passes between two waits).
"""

from __future__ import annotations

import asyncio
import concurrent.futures.thread
import gc
import itertools
import os
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from grader.player import generators, shims, standstill
from grader.player.computing import Steps
from grader.player.lanes import Lanes
from grader.player.lines import Lines
from grader.player.places import (
    Place,
    born,
    describe,
    learner_frames,
    learner_function,
    learner_or_task_place,
    learner_place,
    place,
    runs,
    task_number,
)
from grader.player.scheduler import Scheduler, frames_of
from grader.wire import TooLong, Wire, pack

_EAGER_COLLECTIONS = 16  # garbage is collected before time moves: each time at first, then ever more rarely
_MOST_ALIKE = 20  # coroutines of one line that are told one by one
_MOST_EXPIRED = 200  # time-outs that are told
_ASYNCIO = str(Path(asyncio.__file__).parent)  # its own coroutines come from here


class Recorder:
    """One for a match. Every method that is called from a stand-in records and returns."""

    def __init__(self, wire: Wire, output_bytes: int, step_cpu_seconds: float = 1.0) -> None:
        self.wire = wire
        self.scheduler: Scheduler | None = None
        self.output_left = output_bytes
        self.tasks: weakref.WeakSet[Any] = weakref.WeakSet()
        self.loops: weakref.WeakSet[Any] = weakref.WeakSet()
        self.lanes = Lanes(self)
        self.steps = Steps(self, step_cpu_seconds)
        self.over = False
        self.stage_makes_a_loop = False
        self._polled: set[Place] = set()
        self._waits = 0
        self._untimed: set[str] = set()
        self._never_awaited: dict[tuple[str, Place], int] = {}
        self._expired = 0
        self.lines: Lines | None = None  # in a play that is there for the lines
        self._real_calls: set[tuple[str, Place]] = set()
        self._blocking: list[tuple[int, str, Place, Any]] = []
        self._loop_serials = itertools.count()

    learner_or_task_place = staticmethod(learner_or_task_place)

    def event(self, kind: str, **fields: Any) -> None:
        """Report one fact."""
        self.wire.put("event", kind=kind, **fields)

    def say(self, verb: str, **fields: Any) -> None:
        """Send what holds a value of the learner's. One that is too long ends the match, here."""
        try:
            self.wire.put(verb, **fields)
        except (TooLong, MemoryError) as error:
            size = error.size if isinstance(error, TooLong) else 0
        else:
            return
        self.finish("too_long", what=verb, size=size, at=learner_place())

    def finish(self, kind: str, **fields: Any) -> NoReturn:
        """End the match here, with this result."""
        self._tell_lines()
        self.wire.put("result", kind=kind, **fields)
        self.wire.put("end")
        try:
            self.wire.flush()
        finally:
            os._exit(0)

    def returned(self, value: object) -> None:
        """The scenario has returned. What it still costs to close its loop is not the answer's time."""
        self._look()
        self.say("result", kind="returned", value=pack(value))
        self._after_the_result()

    def raised(self, error: BaseException) -> None:
        """The scenario has raised."""
        self._look()
        self.wire.put("result", kind="raised", error=describe(error), born=born(error))
        error.__traceback__ = None
        self._after_the_result()

    def _after_the_result(self) -> None:
        generators.report_what_is_open(self)
        self.over = True
        self._cancelled_and_not_done()
        for actor in list(self.scheduler.actors.values()) if self.scheduler else ():  # on the real clock threads go on
            idle = actor.thread in concurrent.futures.thread._threads_queues
            at = place(shims.learner_frame(frames_of(actor))) or actor.work_from or (None if idle else actor.started_at)
            if actor.serial and at is not None:
                self.event("thread_left", name=standstill.thread_name(actor), why=actor.why or "", at=at)

    def finish_cleanly(self) -> NoReturn:
        """The scenario is over and its loop closed: collect what nothing holds any more, and leave."""
        gc.collect()
        self._wait_for_threads()
        for task in self._in_order():  # Python tells of an unread error only when the task is collected
            if task.done() and not task.cancelled() and task._log_traceback:
                message = "Task exception was never retrieved"
                self.loop_context({"message": message, "task": task, "exception": task._exception})
        self._tell_lines()
        self.wire.put("end")
        self.wire.flush()
        os._exit(0)

    def _tell_lines(self) -> None:
        if self.lines is not None:
            self.event("lines", ran=self.lines.told())

    def _wait_for_threads(self) -> None:
        """As Python does when it ends. If one never does, the judge knows: then nothing is due any more."""
        others = [thread for thread in threading.enumerate() if getattr(thread, "_awaitlings_actor", None) is not None]
        if others:
            concurrent.futures.thread._python_exit()  # idle threads of pools go now
        for thread in others:
            if not thread.daemon:
                thread.join()

    # --- called by the scheduler and the stand-ins ---------------------------------------------------

    def before_time_moves(self) -> None:
        """Collect garbage, so that a task that nothing holds is lost now and not by chance."""
        self._waits += 1
        if self._waits <= _EAGER_COLLECTIONS or self._waits & (self._waits - 1) == 0:
            gc.collect()
        if not self.over:
            self._look()

    def _look(self) -> None:
        self.lanes.look()
        self.steps.look()

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
        task = asyncio.current_task() if shims.running_loop() is not None else None
        self._blocking.append((threading.get_ident(), call, place(frame), task))

    def blocked(self, call: str, frame: FrameType | None, start: int, end: int) -> None:
        """A call that held a loop has ended."""
        self._blocking = [entry for entry in self._blocking if entry[0] != threading.get_ident()]
        if end > start and not self.over:
            self._held(call, frame, start, end)

    def real_call(self, call: str, frame: FrameType) -> None:
        """A call in the thread of a running loop that waits for something real: a file, a name, a process."""
        key = (call, place(frame))
        if key not in self._real_calls and not self.over and self.scheduler is not None:
            self._real_calls.add(key)
            self._held(call, frame, self.scheduler.now, self.scheduler.now)

    def _held(self, call: str, frame: FrameType | None, start: int, end: int) -> None:
        loop = getattr(shims.running_loop(), "_awaitlings_serial", -1)
        self.event("blocked", start=start, end=end, call=call, at=place(frame), loop=loop, task=task_number())

    def waiting(self, why: str) -> NoReturn:
        """End the match, which will never end by itself: say who waits for what, with lines."""
        assert self.scheduler is not None
        self._cancelled_and_not_done()
        self._failed_and_not_read()
        self._look()
        holding = {thread: task for thread, _, _, task in self._blocking}
        waiting = standstill.who_waits(
            self.scheduler.actors.values(), (task for task in self._in_order() if not task.done()), holding
        )
        self.finish(why, waiting=waiting)

    def _in_order(self) -> list[Any]:
        """The tasks that are left, in the order in which they were made."""
        return sorted(self.tasks, key=lambda task: int(task._awaitlings_serial))

    def _failed_and_not_read(self) -> None:
        """Report tasks that ended with an unread error: another task may be waiting for them in vain."""
        for task in self._in_order():
            if task.done() and not task.cancelled() and task._log_traceback:
                found = describe(task._exception)
                at = found["frames"][-1][:2] if found["frames"] else getattr(task, "_awaitlings_place", None)
                self.event("task_failed", of=standstill.task_label(task), at=at, error=found)

    def _cancelled_and_not_done(self) -> None:
        """Report tasks that were asked to end and have not: they clean up, or go on as if nothing had happened."""
        for task in self._in_order():
            if not task.done() and task._awaitlings_asked_to_end:
                self.event(
                    "not_ended",
                    of=runs(task),
                    at=task._awaitlings_cancelled_at,
                    told=was_told(task),
                    frames=[place(frame) for frame in shims.suspended_frames(task.get_coro())],
                )

    # --- called by asyncio ---------------------------------------------------------------------------

    def task_made(self, task: Any, loop: Any) -> None:
        self.tasks.add(task)
        if self.scheduler is not None:
            self.scheduler.moved()
        number = getattr(loop, "_awaitlings_serial", -1)
        made = {"id": task._awaitlings_serial, "of": runs(task), "at": task._awaitlings_place}
        self.event("task", **made, loop=number, by=task_number())
        if not self.over:
            self.lanes.task_made(task)

    def loop_made(self, loop: Any) -> None:
        loop._awaitlings_place = learner_or_task_place()
        loop._awaitlings_serial = next(self._loop_serials)
        of_the_stage, self.stage_makes_a_loop = self.stage_makes_a_loop, False
        self.event(
            "loop",
            id=loop._awaitlings_serial,
            of_the_stage=of_the_stage,
            at=loop._awaitlings_place,
            beside_a_loop=self._a_loop_runs_here() or self._in_a_thread_beside_a_loop(),
        )
        self.loops.add(loop)

    def _a_loop_runs_here(self) -> bool:
        """Whether a loop runs in this thread, even if other code has hidden it from asyncio."""
        return any(loop._thread_id == threading.get_ident() for loop in self.loops)

    def _in_a_thread_beside_a_loop(self) -> bool:
        return self.scheduler is not None and self.scheduler.current.beside_a_loop

    def loop_closed(self, loop: Any) -> None:
        number = getattr(loop, "_awaitlings_serial", -1)
        self.event("loop_closed", id=number, at=getattr(loop, "_awaitlings_place", None))

    def left_over(self, tasks: list[Any]) -> None:
        """The main coroutine has returned and these tasks still run."""
        for task in sorted(tasks, key=lambda task: getattr(task, "_awaitlings_serial", 0)):
            if getattr(task, "_awaitlings_place", None) is not None:  # else it is the scenario's own
                self.event("left_over", of=runs(task), at=task._awaitlings_place)
                self._left_in_a_shield(task)

    def _left_in_a_shield(self, task: Any) -> None:
        if getattr(task, "_awaitlings_shielded_at", None) is not None:
            self.event("shield_left", of=runs(task), at=task._awaitlings_shielded_at)

    def cancellation_swallowed(self, task: Any) -> None:
        self.event("swallowed", of=runs(task), at=getattr(task, "_awaitlings_place", None))

    def cancelled_again(self, task: Any, spot: Place) -> None:
        """A task is cancelled once more while it cleans up. Only if a learner's line does it."""
        if spot is not None and not self.over:
            self.event("cancelled_again", of=runs(task), at=spot)

    def cancellation_turned(self, task: Any, error: BaseException) -> None:
        """A task was cancelled, and ended with an error of another kind instead."""
        if not self.over:
            of = runs(task) if task is not None else learner_function()
            self.event("turned", of=of, at=getattr(task, "_awaitlings_place", None), error=describe(error))

    def expired(self, what: str, spot: Place, number: int = -1) -> None:
        """A wait of the learner's code has ended because its time was up. `number`: of the task that waited."""
        self._expired += 1
        if spot is not None and not self.over and self._expired <= _MOST_EXPIRED:
            self.event("expired", what=what, at=spot, task=number)

    def deadline_ignored(self) -> None:
        """A timeout has cancelled what it was around, and that went on to its end as if nothing had happened."""
        self.event("swallowed", of=learner_function(), at=learner_place())

    def loop_context(self, context: dict[str, Any]) -> None:
        """What the loop would have told its exception handler."""
        owner = context.get("task") or context.get("future")
        error = context.get("exception")
        if isinstance(error, asyncio.CancelledError) and not isinstance(owner, asyncio.Task):
            # A future of asyncio's own, such as gather's or that of a wait_for: what it was for was cancelled, and who
            # waited for it has gone. Nothing is lost.
            return
        if error is None:  # it was destroyed while it still had to run
            self._left_in_a_shield(owner)
        spot = getattr(owner, "_awaitlings_place", None)
        frames = learner_frames(error.__traceback__) if isinstance(error, BaseException) else []
        self.event(
            "loop_context",
            message=str(context.get("message", ""))[:500],
            of=runs(owner),
            at=frames[-1][:2] if frames else spot,
            made_at=spot,
            error=describe(error) if isinstance(error, BaseException) else None,
        )

    def never_awaited(self, coroutine: Any) -> None:
        origin = coroutine.cr_origin or ()
        at = next(((file, line) for file, line, _ in origin if file in shims.WORLD.files), None)
        code = coroutine.cr_code
        ours = code.co_filename in {*shims.WORLD.files, shims.WORLD.services}
        # One of asyncio itself, such as Queue.put: made in place of a function that waits for nothing.
        theirs = code.co_filename.startswith(_ASYNCIO) and not code.co_name.startswith("shutdown_")
        if at is not None or ours or theirs:
            key = (str(coroutine.__qualname__), at)
            seen = self._never_awaited[key] = self._never_awaited.get(key, 0) + 1
            if seen <= _MOST_ALIKE:
                self.event("never_awaited", of=key[0], at=at)
            if seen == 1:  # told at once: a loop without end that makes them is stopped by the kernel
                self.wire.flush()

    def thread_died(self, error: BaseException | None, name: str) -> None:
        """A thread has ended with an error, which Python only prints."""
        if error is not None and not isinstance(error, SystemExit) and not self.over:
            found = describe(error)
            at = found["frames"][-1][:2] if found["frames"] else learner_or_task_place()
            self.event("thread_died", of=name, at=at, error=found)

    def ignored(self, error: BaseException | None) -> None:
        """An exception that Python can only ignore, in a finalizer for example."""
        if error is not None:
            self.event("loop_context", message="ignored", of="", at=None, made_at=None, error=describe(error))

    def printed(self, text: str) -> None:
        if self.over:
            return
        if self.scheduler is not None:
            self.scheduler.moved()
        self.output_left -= len(text)
        if self.output_left < 0:
            self.finish("flooded", at=learner_place())
        self.event("printed", text=text)


def was_told(task: Any) -> bool:
    """Whether the CancelledError of a task that was cancelled has reached its code yet."""
    waits_for = task._fut_waiter
    if task._must_cancel or waits_for is None or waits_for.done():
        return False
    return not (getattr(waits_for, "cancelling", int)() or getattr(waits_for, "_cancel_requested", False))
