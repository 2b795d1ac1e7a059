"""What a late moment hung on: the waits before it, walked backwards from task to task, as they were seen.

From the end of the scenario, or from the start of a call that came late: whatever its task waited for until then, then
what it waited for before that, and if the task had only just been made, what the task that made it waited for.
"""

from __future__ import annotations

import bisect
import dataclasses
import itertools
import re
from collections.abc import Iterator

from grader.judge.evidence import Evidence, Expired, Place
from grader.judge.lanes import Lane, Span
from grader.judge.world import ServiceCall

MOST_WAITS = 300
_SLEEPS = re.compile(r"^(sleep\(\)|time\.sleep\()")
_LIMITS = re.compile(r"^(Bounded)?(Lock|Semaphore)\.acquire\(\)|^(lock|RLock|Semaphore|Condition)\.")
_TASKS = re.compile(r"^(other tasks|the tasks of a TaskGroup|task .*|wait\(\)|wait_for\(\)|gather\(\))$")


@dataclasses.dataclass(frozen=True)
class Wait:
    """One wait. `kind`: "call", "sleep", "time-out", "limit" (a lock or a semaphore), or "other"."""

    kind: str
    start: float
    end: float
    what: str
    at: Place | None
    task: int
    call: ServiceCall | None = None
    awaited_at: Place | None = None  # the line at which the next task on the way to the end waited for this one

    @property
    def seconds(self) -> float:
        """How long it was."""
        return self.end - self.start


class Waits:
    """The waits of one match."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._near = max(evidence.tolerance, 1e-6)
        self._tasks = evidence.lanes.of("task")
        self._threads = evidence.lanes.of("thread")
        ends = ((when, number) for number, call in enumerate(evidence.calls) for when in (call.end, *call.item_ends))
        self._over = sorted((when, number) for when, number in ends if when is not None)  # or gave an item; which call

    def before_the_end(self) -> list[Wait]:
        """What the end of the scenario hung on, the latest wait first."""
        end = self._evidence.seconds
        there = [lane for lane in self._tasks if self._until(lane.end) >= end - self._near]
        caller = [lane for lane in there if lane.at is None] or there
        for lane in caller:
            if found := self.before(lane.number, end):
                return found
        return self.before(-1, end)

    def before_note(self, moment: float) -> list[Wait]:
        """What a moment at which the scenario noted something hung on: some task waited until then."""
        for lane in self._tasks:
            if self._span_until(lane, moment) is not None and (found := self.before(lane.number, moment)):
                return found
        return []

    def before(self, task: int, moment: float) -> list[Wait]:
        """What a moment in a task hung on, the latest wait first."""
        found: list[Wait] = []
        been: set[tuple[int, float]] = set()
        awaited_at: Place | None = None
        while moment > self._near and len(found) < MOST_WAITS and (task, round(moment, 6)) not in been:
            been.add((task, round(moment, 6)))
            lane = self._evidence.lanes.named("task", task)
            span = self._span_until(lane, moment) if lane is not None else None
            if lane is None:
                wait = self._in_a_thread(moment)
                if wait is None:
                    return found
                found.append(dataclasses.replace(wait, awaited_at=awaited_at))
                moment, task, awaited_at = wait.start, self._caller_of(wait), None
            elif span is None:
                before = self._ended_at(moment, lane) if lane.by < 0 else None  # in the loop before this one
                if not self._is_near(lane.start, moment) or (lane.by < 0 and before is None):
                    return found
                task = before.number if before is not None else lane.by  # it had just been made
            elif (
                self._expired(lane, moment) is None
                and _TASKS.match(span.what)
                and (other := self._ended_at(moment, lane)) is not None
            ):
                task, awaited_at = other.number, awaited_at or span.at
            else:
                wait = self._wait(span, lane, moment)
                told = wait.kind == "other" or (wait.call is not None and wait.call.outcome == "cancelled")
                if told and (other := self._at_work_until(moment, lane, cancelled=wait.kind == "call")) is not None:
                    task = other.number  # it was told, or cancelled, by one that had waited until then
                    continue
                found.append(dataclasses.replace(wait, awaited_at=awaited_at))
                moment, awaited_at = wait.start, None
        return found

    def at_limits(self) -> list[Wait]:
        """The waits of the task that waited longest for a lock or a semaphore."""
        waited = [
            [
                Wait("limit", span.start, self._until(span.end), span.what, span.at, lane.number)
                for span in lane.spans
                if span.at and _LIMITS.match(span.what)
            ]
            for lane in self._tasks
        ]
        return max(waited, key=lambda waits: sum(wait.seconds for wait in waits), default=[])

    def _caller_of(self, wait: Wait) -> int:
        """The task that waited for what a thread did, as far as that can be told."""
        for lane in self._tasks:
            if any(self._is_near(span.start, wait.start) for span in lane.spans):
                return lane.number
        return -1

    def _wait(self, span: Span, lane: Lane, moment: float) -> Wait:
        if expired := self._expired(lane, moment):
            return Wait("time-out", span.start, moment, expired.what, span.at, lane.number)
        for kind, pattern in (("sleep", _SLEEPS), ("limit", _LIMITS)):
            if pattern.match(span.what):
                return Wait(kind, span.start, moment, span.what, span.at, lane.number)
        if call := self._call_until(moment, lane.number, span):
            return Wait("call", call.start, moment, span.what, span.at, lane.number, call)
        inner = self._in_a_thread(moment)
        if inner is not None and inner.start >= span.start:
            return dataclasses.replace(inner, task=lane.number, at=inner.at or span.at)
        return Wait("other", span.start, moment, span.what, span.at, lane.number)

    def _expired(self, lane: Lane, moment: float) -> Expired | None:
        """The time limit of a task that was over then."""
        near = (seen for seen in self._evidence.expired if self._is_near(seen.when, moment))
        return next((seen for seen in near if seen.task == lane.number), None)

    def _in_a_thread(self, moment: float) -> Wait | None:
        """A call that a thread made, or a sleep of it, that ended then."""
        for call in self._over_at(moment):
            if call.task < 0 and call.start < moment:
                return Wait("call", call.start, moment, f"{call.name}()", call.at, -1, call)
        for lane in self._threads:
            span = self._span_until(lane, moment)
            if span is not None and _SLEEPS.match(span.what):
                return Wait("sleep", span.start, moment, span.what, span.at, -1)
        return None

    def _call_until(self, moment: float, task: int, span: Span) -> ServiceCall | None:
        """The call of a task that was over then. A thread's call counts too, if the task waited for the thread."""
        ended = [call for call in self._over_at(moment) if call.start < moment - self._near]
        own = [call for call in ended if call.task == task]
        handed = [call for call in ended if call.task < 0 and call.start >= span.start - self._near]
        return next(iter([*own, *handed]), None)

    def _over_at(self, moment: float) -> list[ServiceCall]:
        """The calls that were over then, in the order in which they were made."""
        first = bisect.bisect_left(self._over, (moment - self._near, -1))
        last = bisect.bisect_right(self._over, (moment + self._near, len(self._evidence.calls)))
        return [self._evidence.calls[number] for number in sorted(number for _, number in self._over[first:last])]

    def _span_until(self, lane: Lane, moment: float) -> Span | None:
        for span in reversed(lane.spans):
            if span.start < moment - self._near and self._is_near(self._until(span.end), moment):
                return span
        return None

    def _ended_at(self, moment: float, waiter: Lane) -> Lane | None:
        """The task that ended then, so that its waiter could go on: the last of them to be made."""
        ended = [lane for lane in self._tasks if lane.end is not None and self._is_near(lane.end, moment)]
        ended = [lane for lane in ended if lane is not waiter and lane.start < moment - self._near]
        ended = [lane for lane in ended if lane.how != "cancelled"] or ended
        return max(ended, key=lambda lane: (lane.start, lane.number), default=None)

    def _at_work_until(self, moment: float, waiter: Lane, *, cancelled: bool) -> Lane | None:
        for lane in self._tasks:
            span = self._span_until(lane, moment)
            if lane is waiter or span is None:
                continue
            kind = self._wait(span, lane, moment).kind
            if kind in ("sleep", "time-out") or not (cancelled or kind == "other"):
                return lane
        return None

    def _until(self, end: float | None) -> float:
        return self._evidence.seconds if end is None else end

    def _is_near(self, one: float, other: float) -> bool:
        return abs(one - other) <= self._near


def neighbours(found: list[Wait], evidence: Evidence) -> Iterator[tuple[Wait, Wait]]:
    """Pairs on a way (earlier, later) of calls: the later one began when the other ended, and did not need it."""
    near = max(evidence.tolerance, 1e-6)
    for later, earlier in itertools.pairwise(found):
        one, other = earlier.call, later.call
        if one is None or other is None or not earlier.kind == later.kind == "call":
            continue
        if abs(later.start - earlier.end) <= near and not needs(other, one, evidence):
            yield earlier, later


def needs(later: ServiceCall, earlier: ServiceCall, evidence: Evidence) -> bool:
    """Whether a call was made with something that another one had given, or asks the very same thing once more."""
    if later.name == earlier.name and repr(later.args) == repr(earlier.args):
        return True
    said, asked = repr([earlier.reply, earlier.items]), repr(later.args)
    return any(word in said and word in asked for word in evidence.words)
