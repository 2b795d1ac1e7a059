"""Why a match took as long as it did: the chain of waits that its end hung on, in words.

Walked backwards from the end: whatever ended at this instant, and began before it, is what was waited for;
then the same from its beginning. Times are simulated seconds.
"""

from __future__ import annotations

import dataclasses

from grader.judge.evidence import Evidence
from grader.judge.words import show, took

_SAME = 1e-6
_MOST_SHOWN = 5


@dataclasses.dataclass(frozen=True)
class PathStep:
    """One wait on the path."""

    start: float
    end: float
    what: str

    @property
    def seconds(self) -> float:
        """How long it was."""
        return self.end - self.start


def critical_path(evidence: Evidence) -> list[PathStep]:
    """Return the waits that the end of the scenario hung on, first one first."""
    waits = [
        PathStep(blocked.start, blocked.end, blocked.call)
        for blocked in evidence.blocked
        if blocked.end - blocked.start > _SAME
    ]
    waits += [
        PathStep(call.start, call.end, f"{call.name}({'' if call.first is None else show(call.first)})")
        for call in evidence.calls
        if call.end is not None and call.end - call.start > _SAME
    ]
    waits.sort(key=lambda wait: wait.end)  # each is looked at once: an answer could make many
    path: list[PathStep] = []
    now = evidence.seconds
    while now > _SAME:
        while waits and waits[-1].end > now + _SAME:
            waits.pop()
        ended_now: list[PathStep] = []
        while waits and waits[-1].end >= now - _SAME:
            ended_now.append(waits.pop())
        if ended_now:
            # a call that blocked the loop is in the list twice; the service's name says more
            path.append(min(reversed(ended_now), key=lambda wait: (wait.start, wait.what.startswith("services."))))
        else:
            path.append(PathStep(waits[-1].end if waits else 0.0, now, "waiting"))
        now = path[-1].start
    return path[::-1]


def in_words(evidence: Evidence) -> str:
    """One sentence: "3.5 s = 1.2 + 2.3: fetch('a'), then fetch('b')." Empty if there is nothing to explain."""
    path = critical_path(evidence)
    if len(path) < 2:
        return ""
    figures = " + ".join(f"{round(stretch.seconds, 6):g}" for stretch in path[:_MOST_SHOWN])
    names = ", then ".join(stretch.what for stretch in path[:_MOST_SHOWN])
    more = len(path) - _MOST_SHOWN
    rest = f" + … ({more} more)" if more > 0 else ""
    return f"{took(evidence.seconds)} = {figures}{rest}: {names}{', and so on' if rest else ''}."
