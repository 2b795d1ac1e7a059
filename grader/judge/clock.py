"""The judge's clock: whole simulated nanoseconds since the start of a match.

Time moves only here. When every actor of the player waits, `advance` goes to the earliest of what is due:
a reply of the judge's own services, or the player's next timer. It never goes back.
"""

from __future__ import annotations

import heapq
import itertools
import random
import time
from collections.abc import Callable

SECOND = 1_000_000_000
# A player's waits end one step of a clock late, so that no clock reads them as too short (see the player's scheduler).
# Instants that lie no further apart than all those steps together are one.
FINE_STEP, COARSEST_STEP, MOST_STEPS = 1, 1_239, 10_000  # ns


class Deadlock(Exception):
    """Everything waits, and nothing is due: nothing will ever happen again."""


class Runaway(Exception):
    """So much simulated time has gone by that waiting longer makes no sense."""


class Clock:
    """Holds `now` and what is due."""

    scale = 0.0  # real seconds for each simulated one; 0: none at all
    origin = 0  # when it began, in ns of the system's clock

    def __init__(self, latest: int, chance: random.Random | None = None) -> None:
        """`latest` is the last instant that is played, in ns. `chance` draws the order of what is due at once.

        Without it, replies come in the order in which they were asked for, and before the player's timers.
        """
        self.now = 0
        self.ties = 0  # times that a timer of the player fell on the instant of a reply
        self.step = FINE_STEP  # of the coarsest clock that the player has read
        self.steps = 0  # ns that its waits may have come late, all together
        self._latest = latest
        self._chance = chance
        self._due: list[tuple[int, float, int, Callable[[], None]]] = []
        self._sequence = itertools.count()

    def at(self, when: int, action: Callable[[], None]) -> None:
        """Have `action` called when the clock gets to `when`."""
        place = self._chance.random() if self._chance is not None else 0.0
        heapq.heappush(self._due, (max(when, self.now), place, next(self._sequence), action))

    def advance(self, until: int | None) -> None:
        """Move to the earliest of `until` and what is due, and do what is due then.

        Raises Deadlock if there is neither, Runaway past the last instant that is played.
        """
        due = self._due[0][0] if self._due else None
        moments = [moment for moment in (due, until) if moment is not None]
        if not moments:
            raise Deadlock
        target = max(min(moments), self.now)
        if target > self._latest:
            raise Runaway
        assert target >= self.now, "simulated time never decreases"
        self.steps = min(self.steps + self.step, MOST_STEPS)
        tie = due is not None and until is not None and abs(due - until) <= self.steps and target > self.now
        self.ties += tie
        if tie and until is not None:
            target = max(target, until)
            if self._chance is not None and self._chance.random() < 0.5:
                self.now = target
                return  # the timer first: what is due comes when the player waits again
        together = []
        while self._due and self._due[0][0] <= target + self.steps:
            together.append(heapq.heappop(self._due))
            target = max(target, together[-1][0])
        self.now = target
        for *_, action in sorted(together, key=lambda one: one[1:3]):
            action()


class RealTimeClock(Clock):
    """The real clock, made faster: `scale` real seconds for each that it shows. It moves by itself."""

    def __init__(self, latest: int, scale: float) -> None:
        self.scale, self.origin = scale, time.monotonic_ns()
        super().__init__(latest)

    @property
    def now(self) -> int:
        """What it shows."""
        return round((time.monotonic_ns() - self.origin) / self.scale)

    @now.setter
    def now(self, _: int) -> None:
        """It moves by itself."""

    def due_in(self) -> float | None:
        """How many real seconds it is to what is due next; None if nothing is."""
        return max(0.0, (self._due[0][0] - self.now) * self.scale / SECOND) if self._due else None

    def settle(self) -> None:
        """Do what is due by now."""
        while self._due and self._due[0][0] <= self.now:
            heapq.heappop(self._due)[3]()


def seconds(nanoseconds: int) -> float:
    """Simulated seconds, rounded to the microsecond: what a person reads and a check compares."""
    return round(nanoseconds / SECOND, 6)
