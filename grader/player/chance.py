"""Chance: what Python leaves open, drawn from a seed, so that a race shows and can be shown again.

Only under schedules: which of the threads that can run does, in which order replies come that come at once, and
a switch between any two lines of the learner's code in a worker thread. Never the order of one loop's
ready queue, which is asyncio's, nor how long anything takes.
"""

from __future__ import annotations

import random
from collections import deque
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from grader.player.scheduler import Actor

Item = TypeVar("Item")

# How often a worker thread is interrupted between two lines; one of these for a whole match. Some races need a
# switch at one place and none anywhere else, others need many.
_OFTEN = (1 / 2, 1 / 4, 1 / 8, 1 / 32)


class Chance:
    """The draws of one match. The same seed, submission and Python: the same draws."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._often = self._random.choice(_OFTEN)

    def taken_from(self, ready: deque[Actor]) -> Actor:
        """Take one of the threads that can run."""
        chosen = self._random.randrange(len(ready))
        actor = ready[chosen]
        del ready[chosen]
        return actor

    def shuffled(self, items: list[Item]) -> list[Item]:
        """What came at once, in some order."""
        return self._random.sample(items, len(items)) if len(items) > 1 else items

    def interrupts(self) -> bool:
        """Whether a worker thread is interrupted here, between two lines."""
        return self._random.random() < self._often
