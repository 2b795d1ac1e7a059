"""Nothing will ever happen again: which tasks and threads wait, what each waits for, and at which line."""

from __future__ import annotations

import concurrent.futures.thread
import inspect
from collections.abc import Iterable, Iterator
from typing import Any

from grader.player import shims
from grader.player.places import Place, awaits, place, runs
from grader.player.scheduler import Actor, frames_of

MOST = 50  # that are named


def who_waits(actors: Iterable[Actor], tasks: Iterable[Any], holding: dict[int, Any]) -> list[dict[str, Any]]:
    """Return threads, then tasks. `holding`: for each thread that holds a loop, the task that is at it (or None)."""
    held = {id(task) for task in holding.values()}
    found = [*_threads(actors, holding), *_tasks(task for task in tasks if id(task) not in held)]
    return found[:MOST]


def thread_name(actor: Any) -> str:
    """What a person calls a thread."""
    return "the main thread" if not actor.serial else f"thread {getattr(actor.thread, 'name', actor.serial)}"


def task_label(task: Any) -> str:
    """What a person calls a task: the scenario's own is the one that called the learner's code."""
    if task._awaitlings_serial == 0 and task._awaitlings_place is None:
        return "the caller"
    return f"task {runs(task)}()"


def _threads(actors: Iterable[Actor], holding: dict[int, Any]) -> Iterator[dict[str, Any]]:
    for actor in actors:
        spot = place(shims.learner_frame(frames_of(actor)))
        if actor.why == "select" or _is_idle(actor, spot):
            continue  # the tasks of a loop are named by themselves
        holds = actor.ident in holding
        task = holding.get(actor.ident)
        who = task_label(task) if task is not None else thread_name(actor)
        if task is not None and actor.serial:
            who += f" in {thread_name(actor)}"
        yield _entry(who, actor.why or "", spot or actor.work_from or actor.started_at, holds)


def _is_idle(actor: Actor, spot: Place) -> bool:
    """A worker of a pool that has nothing to do."""
    of_a_pool = actor.thread in concurrent.futures.thread._threads_queues
    return of_a_pool and spot is None and actor.work_from is None


def _tasks(tasks: Iterable[Any]) -> Iterator[dict[str, Any]]:
    for task in tasks:
        waiter, coroutine = task._fut_waiter, task.get_coro()  # none of them is done
        if inspect.iscoroutine(coroutine) and inspect.getcoroutinestate(coroutine) == inspect.CORO_CREATED:
            yield _entry(task_label(task), "its first turn", task._awaitlings_place)
        elif waiter is None or waiter.done():
            yield _entry(task_label(task), "its turn", awaits(task)[0] or task._awaitlings_place)
        else:
            spot, what = awaits(task)
            yield _entry(task_label(task), what, spot or task._awaitlings_place)


def _entry(who: str, why: str, at: Place, holds: bool = False) -> dict[str, Any]:
    return {"who": who, "why": why, "at": at, "blocks_a_loop": holds}
