"""When each loop, task and thread of a match was there and what it waited for, as the player reported it.

Times are simulated seconds, stamped by the judge. What the picture makes of it stands in `timeline`.
"""

from __future__ import annotations

import dataclasses

Place = tuple[str, int]

MOST_LANES = 400  # that are kept; a picture shows far fewer
MOST_SPANS = 400  # in each of them


@dataclasses.dataclass
class Span:
    """A stretch of a lane: a wait for `what`, or a run of a loop. It goes on until the next one begins."""

    start: float
    what: str
    at: Place | None
    end: float | None = None


@dataclasses.dataclass
class Lane:
    """A loop, a task or a thread. `end` is None, and `how` empty, while it is there."""

    kind: str
    number: int
    name: str
    at: Place | None  # the learner's line that made it
    start: float
    loop: int = -1  # of a task: the number of its loop
    by: int = -1  # of a task: the number of the task that made it
    thread: int = -1  # of a loop: the number of the thread that it ran in last
    end: float | None = None
    how: str = ""
    spans: list[Span] = dataclasses.field(default_factory=list)


class Lanes:
    """All lanes of a match, in the order in which they began."""

    def __init__(self) -> None:
        self._lanes: dict[tuple[str, int], Lane] = {}

    def __repr__(self) -> str:
        return f"Lanes({list(self._lanes.values())!r})"

    def of(self, kind: str) -> list[Lane]:
        """All lanes of a kind: "loop", "task" or "thread"."""
        return [lane for lane in self._lanes.values() if lane.kind == kind]

    def named(self, kind: str, number: int) -> Lane | None:
        """One lane, None if it was not seen."""
        return self._lanes.get((kind, number))

    def begin(self) -> None:
        """The scenario begins now: what ended before, while the module was imported, is no part of the picture."""
        self._lanes = {key: lane for key, lane in self._lanes.items() if lane.end is None}
        for lane in self._lanes.values():
            lane.start, lane.spans = 0.0, []

    def add(self, kind: str, number: object, name: object, at: Place | None, now: float, loop: object = -1) -> None:
        """A lane begins."""
        if len(self._lanes) < MOST_LANES:
            key = (kind, _whole(number))
            self._lanes.setdefault(key, Lane(kind, key[1], _short(name), at, now, _whole(loop)))

    def wait(self, kind: object, number: object, what: object, at: Place | None, now: float) -> None:
        """A task waits for something new; without a word for it, for nothing."""
        lane = self._lanes.get((str(kind), _whole(number)))
        if lane is not None and lane.end is None:
            _close(lane, now)
            if what and len(lane.spans) < MOST_SPANS:
                lane.spans.append(Span(now, _short(what), at))

    def run(self, number: object, thread: object, at: Place | None, now: float, *, running: bool) -> None:
        """A loop begins to run in a thread, or stops."""
        lane = self._lanes.get(("loop", _whole(number)))
        if lane is not None and lane.end is None:
            _close(lane, now)
            if running and len(lane.spans) < MOST_SPANS:
                lane.thread = _whole(thread)
                lane.spans.append(Span(now, "runs", at))

    def end(self, kind: object, number: object, how: object, now: float) -> None:
        """A lane ends. It ends once."""
        lane = self._lanes.get((str(kind), _whole(number)))
        if lane is not None and lane.end is None:
            _close(lane, now)
            lane.end, lane.how = now, _short(how)


def _close(lane: Lane, now: float) -> None:
    if lane.spans and lane.spans[-1].end is None:
        lane.spans[-1].end = now


def _whole(number: object) -> int:
    if type(number) is not int:
        raise TypeError("a number that is none")
    return number


def _short(text: object) -> str:
    if type(text) is not str:
        raise TypeError("a text that is none")
    return text[:80]
