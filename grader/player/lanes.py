"""What the picture of a match is drawn from: when each loop, task and thread was there, and what it waited for.

Nothing takes simulated time between two waits on the judge, so it is enough to look once before each of them, and
one message then says all that has changed. Only the first tasks and threads are followed, and only so many waits are
told: a picture of more could not be read, and a match with ten thousand tasks must not pay for it.
"""

from __future__ import annotations

import weakref
from typing import Any

from grader.player import shims
from grader.player.places import Place, awaits, learner_or_task_place, place, runs
from grader.player.scheduler import frames_of

MOST_FOLLOWED = 40  # tasks, and as many threads
MOST_WAITS = 400


class _Task:
    """A task that is followed: held weakly, or it would never be lost."""

    __slots__ = ("number", "task", "waiter")

    def __init__(self, task: Any) -> None:
        self.number: int = task._awaitlings_serial
        self.task = weakref.ref(task)
        self.waiter: Any = lambda: self  # nothing that a task could wait for


class Lanes:
    """Follows tasks, threads and loops. `look` before time moves; nothing here ever raises into a learner's code."""

    def __init__(self, recorder: Any) -> None:
        self._recorder = recorder
        self._tasks: list[_Task] = []
        self._followed = 0
        self._waits = 0
        self._gone: dict[int, str] = {}  # how tasks ended that nothing holds any more
        self._threads: dict[int, tuple[Any, int]] = {}  # serial -> its actor, its last wait
        self._changes: dict[str, list[list[Any]]] = {"runs": [], "began": [], "waits": [], "ended": []}

    # --- told by the hooks -----------------------------------------------------------------------------

    def task_made(self, task: Any) -> None:
        """Follow a task, if it is one of the first."""
        if self._followed < MOST_FOLLOWED and not runs(task).startswith("BaseEventLoop.shutdown_"):
            self._followed += 1
            self._tasks.append(_Task(task))

    def task_gone(self, task: Any) -> None:
        """Nothing holds a task any more: this is the last moment to see how it ended."""
        if len(self._gone) < MOST_FOLLOWED:
            self._gone[task._awaitlings_serial] = how_it_ended(task)

    def loop_runs(self, loop: Any, running: bool) -> None:
        """A loop begins to run in this thread, or stops. It may do so again and again."""
        changes = self._changes["runs"]
        scheduler = self._recorder.scheduler
        if scheduler is not None and len(changes) < MOST_WAITS:
            number = getattr(loop, "_awaitlings_serial", -1)
            changes.append([number, scheduler.current.serial, learner_or_task_place() if running else None, running])

    # --- once for each move of time --------------------------------------------------------------------

    def look(self) -> None:
        """Report what has changed since time moved last."""
        self._look_at_tasks()
        self._look_at_threads()
        if any(self._changes.values()):
            self._recorder.event("lanes", **self._changes)
            self._changes = {kind: [] for kind in self._changes}

    def _look_at_tasks(self) -> None:
        still = []
        for entry in self._tasks:
            task = entry.task()
            if task is None or task.done():
                how = self._gone.get(entry.number, "") if task is None else how_it_ended(task)
                self._changes["ended"].append(["task", entry.number, how])
                continue
            still.append(entry)
            waiter = task._fut_waiter
            if waiter is not None and entry.waiter() is not waiter:
                entry.waiter = weakref.ref(waiter)
                self._waits_for("task", entry.number, *awaits(task))
        self._tasks = still
        self._gone.clear()

    def _look_at_threads(self) -> None:
        actors = {actor.serial: actor for actor in list(self._recorder.scheduler.actors.values())}
        for number, (actor, _) in list(self._threads.items()):
            if number not in actors:
                self._changes["ended"].append(["thread", number, "ended"])
                del self._threads[number]
            elif actor.done:
                del actors[number]
        for number, actor in actors.items():
            if number not in self._threads:
                if len(self._threads) >= MOST_FOLLOWED or (not number and self._in_a_loop(actor)):
                    continue  # the main thread is of interest if it runs plain code
                name = getattr(actor.thread, "name", "") if number else "main thread"
                self._changes["began"].append([number, name, actor.started_at])
            elif self._threads[number][1] == actor.epoch:
                continue
            self._threads[number] = (actor, actor.epoch)
            if actor.why is None or actor.why == "select" or self._in_a_loop(actor):
                self._waits_for("thread", number, None, "")  # its loop has a lane of its own
            else:
                spot = place(shims.learner_frame(frames_of(actor))) or actor.work_from
                self._waits_for("thread", number, spot, actor.why if spot or not number else "")

    def _in_a_loop(self, actor: Any) -> bool:
        return any(loop._thread_id == actor.ident for loop in self._recorder.loops)

    def _waits_for(self, kind: str, number: int, spot: Place, what: str) -> None:
        self._waits += 1
        if self._waits <= MOST_WAITS:
            self._changes["waits"].append([kind, number, what, spot])


def how_it_ended(task: Any) -> str:
    """How a task ended, in a word; "lost" if it has not, and nothing holds it any more."""
    if not task.done():
        return "lost"
    if task.cancelled():
        return "cancelled"
    return "done" if task._exception is None else "failed"
