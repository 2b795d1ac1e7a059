"""The picture of a match, as data: a lane for each loop, task, thread and call of a service, from the evidence.

Bounded, because a verdict is kept: so many lanes of a kind, so many stretches in all; what is left out is counted.
Whatever held a loop is kept first.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

from grader.judge import lanes as seen
from grader.judge.critical_path import in_words
from grader.judge.evidence import Blocked, Evidence, Place
from grader.judge.words import show
from grader.judge.world import ServiceCall
from grader.verdict import Lane, Stretch, Timeline

MOST = {"loop": 6, "task": 14, "thread": 6, "service": 14}
MOST_STRETCHES = 240
MOST_BLOCKED = 100  # that are looked at
NAME, TEXT = 40, 60  # characters


def timeline(evidence: Evidence) -> Timeline | None:
    """Return the picture of a match; None if there is nothing to see, because no simulated time went by."""
    end = evidence.seconds
    if end <= 0 or not evidence.lanes.of("loop") + evidence.lanes.of("thread"):
        return None
    told = in_words(evidence)
    evidence = dataclasses.replace(evidence, blocked=evidence.blocked[:MOST_BLOCKED])
    drawn: list[Lane] = []
    left_out = 0
    numbers: dict[int, int] = {}  # of a loop -> its place among the lanes
    loops, more = _first("loop", evidence.lanes.of("loop"), {blocked.loop for blocked in evidence.blocked})
    left_out += more
    tasks = [task for task in evidence.lanes.of("task") if not task.name.startswith("BaseEventLoop.shutdown_")]
    tasks, more = _first("task", tasks, {blocked.task for blocked in evidence.blocked})
    left_out += more
    names = _names(loops)
    for loop in loops:
        numbers[loop.number] = len(drawn)
        drawn.append(_loop(loop, names[loop.number], evidence))
        drawn += [_task(task, numbers[loop.number], evidence) for task in tasks if task.loop == loop.number]
    # The main thread is of interest if plain code waits in it; that a loop runs there is seen as it is.
    threads = [thread for thread in evidence.lanes.of("thread") if thread.number or thread.spans]
    threads, more = _first("thread", threads, set())
    left_out += more
    drawn += [_thread(thread, [(loop, names[loop.number]) for loop in loops], end) for thread in threads]
    calls = evidence.calls[: MOST["service"]]
    left_out += len(evidence.calls) - len(calls)
    drawn += [_call(call, end) for call in calls]
    return Timeline(end, tuple(_within_bounds(drawn)), left_out, told)


def _first(kind: str, found: list[seen.Lane], important: set[int]) -> tuple[list[seen.Lane], int]:
    """As many as there is room for, those that matter most, in their own order; and how many are left out."""
    chosen = sorted(found, key=lambda lane: (lane.number not in important, lane.start))[: MOST[kind]]
    numbers = {lane.number for lane in chosen}
    return [lane for lane in found if lane.number in numbers], len(found) - len(chosen)


def _names(loops: list[seen.Lane]) -> dict[int, str]:
    own = [loop for loop in loops if loop.at is not None]
    several = {loop.number: f"event loop {place}" for place, loop in enumerate(own, 1)} if len(own) > 1 else {}
    return {loop.number: several.get(loop.number, loop.name) for loop in loops}


def _loop(loop: seen.Lane, name: str, evidence: Evidence) -> Lane:
    held = [_blocked(blocked) for blocked in evidence.blocked if blocked.loop == loop.number]
    runs = [
        Stretch(span.start, _until(span.end, evidence.seconds), "running", "runs", *_split(span.at))
        for span in loop.spans
    ]
    return _lane("loop", name, loop, evidence.seconds, [*_around(runs, held), *held])


def _task(task: seen.Lane, inside: int, evidence: Evidence) -> Lane:
    end = evidence.seconds
    in_this_loop = [
        blocked for blocked in evidence.blocked if blocked.loop == task.loop and blocked.end > blocked.start
    ]
    own = [_blocked(blocked) for blocked in in_this_loop if blocked.task == task.number]
    others = [
        Stretch(max(blocked.start, task.start), min(blocked.end, _until(task.end, end)), "held up", "could not run")
        for blocked in in_this_loop
        if blocked.task != task.number and blocked.start < _until(task.end, end) and blocked.end > task.start
    ]
    waits = [
        Stretch(span.start, _until(span.end, end), "waiting", span.what, *_split(span.at or task.at))
        for span in task.spans
    ]
    the_caller = task.number == 0 and task.at is None
    name = "the caller" if the_caller else f"{task.name}()"
    if the_caller and evidence.end in ("returned", "raised"):
        task = dataclasses.replace(task, how=evidence.end)
    return _lane("task", name, task, end, [*_around(waits, [*own, *others]), *own, *_joined(others)], inside)


def _thread(thread: seen.Lane, loops: list[tuple[seen.Lane, str]], end: float) -> Lane:
    waits = [
        Stretch(span.start, _until(span.end, end), "waiting", span.what, *_split(span.at or thread.at))
        for span in thread.spans
    ]
    waits += [
        Stretch(span.start, _until(span.end, end), "running", f"runs {name}", *_split(span.at))
        for loop, name in loops
        if loop.thread == thread.number
        for span in loop.spans
    ]
    return _lane("thread", thread.name if thread.number == 0 else f"thread {thread.name}", thread, end, waits)


def _call(call: ServiceCall, end: float) -> Lane:
    name = _cut(f"{call.name}({'' if call.first is None else show(call.first)})", NAME)
    until = _until(call.end, end)
    bar = Stretch(call.start, until, "in flight", call.outcome, *_split(call.at))
    ended = "" if call.end is None else call.outcome
    return Lane("service", name, None, *_split(call.at), call.start, until, ended, (bar,))


def _lane(
    kind: str, name: str, lane: seen.Lane, end: float, stretches: Iterable[Stretch], inside: int | None = None
) -> Lane:
    inner = sorted(stretches, key=lambda stretch: (stretch.start, stretch.end))
    return Lane(
        kind, _cut(name, NAME), inside, *_split(lane.at), lane.start, _until(lane.end, end), lane.how, tuple(inner)
    )


def _blocked(blocked: Blocked) -> Stretch:
    return Stretch(blocked.start, blocked.end, "blocked", _cut(blocked.call, TEXT), *_split(blocked.at))


def _around(stretches: list[Stretch], held: list[Stretch]) -> Iterator[Stretch]:
    """The stretches without what lies under those that held the loop."""
    held = sorted(held, key=lambda hole: hole.start)
    for stretch in stretches:
        start = stretch.start
        for hole in held:
            if start < hole.start < stretch.end:
                yield _between(stretch, start, hole.start)
            if hole.start < stretch.end and hole.end > start:
                start = hole.end
        if start < stretch.end:
            yield _between(stretch, start, stretch.end)


def _joined(stretches: list[Stretch]) -> list[Stretch]:
    """The stretches with those that touch made one."""
    joined: list[Stretch] = []
    for stretch in sorted(stretches, key=lambda stretch: stretch.start):
        if joined and joined[-1].kind == stretch.kind and stretch.start <= joined[-1].end:
            joined[-1] = _between(joined[-1], joined[-1].start, stretch.end)
        else:
            joined.append(stretch)
    return joined


def _between(stretch: Stretch, start: float, end: float) -> Stretch:
    return Stretch(start, end, stretch.kind, stretch.text, stretch.file, stretch.line)


def _within_bounds(drawn: list[Lane]) -> Iterator[Lane]:
    """The same lanes with so many stretches in all, shared out fairly."""
    share = max(4, MOST_STRETCHES // max(1, len(drawn)))
    for lane in drawn:
        inner = lane.stretches
        if len(inner) > share:
            inner = (*inner[: share - 1], _and_so_on(inner[share - 1 :]))
        yield Lane(lane.kind, lane.name, lane.inside, lane.file, lane.line, lane.start, lane.end, lane.ended, inner)


def _and_so_on(stretches: tuple[Stretch, ...]) -> Stretch:
    """One stretch for many: of the kind that most of them are, in seconds."""
    seconds: dict[str, float] = {}
    for stretch in stretches:
        seconds[stretch.kind] = seconds.get(stretch.kind, 0.0) + stretch.end - stretch.start
    most = max(seconds, key=lambda kind: seconds[kind])
    return Stretch(stretches[0].start, max(stretch.end for stretch in stretches), most, "and so on")


def _split(at: Place | None) -> tuple[str | None, int | None]:
    return (_cut(at[0], 200), at[1]) if at is not None and at[1] > 0 else (None, None)


def _until(end: float | None, last: float) -> float:
    return last if end is None else min(end, last)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
