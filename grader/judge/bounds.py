"""The bounds of an expectation: exactly, at least, at most."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from grader.judge.checks import CheckFileError


@dataclasses.dataclass(frozen=True)
class Bounds:
    """What a number may be; None: no bound on that side."""

    low: float | None
    high: float | None

    def missed(self, seen: float, tolerance: float = 0.0) -> str:
        """The side on which a number lies outside: "low", "high", or "" if it does not."""
        if self.low is not None and seen < self.low - tolerance:
            return "low"
        return "high" if self.high is not None and seen > self.high + tolerance else ""

    def words(self, show: Callable[[float], str] = str) -> str:
        """As a message says it: "3", "at least 3", "at most 3", "3 to 5"."""
        low, high = ("" if bound is None else show(bound) for bound in (self.low, self.high))
        if low and high:
            return low if low == high else f"{low} to {high}"
        return f"at least {low}" if low else f"at most {high}"


def bounds(exactly: float | None, at_least: float | None, at_most: float | None) -> Bounds:
    """Return the bounds that a check has given. Raises CheckFileError for none: that would hold whatever happens."""
    if (exactly is None) == (at_least is None and at_most is None):
        raise CheckFileError("An expectation of a number wants a bound: either exactly, or at_least, at_most or both.")
    return Bounds(at_least, at_most) if exactly is None else Bounds(exactly, exactly)
