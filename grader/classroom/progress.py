"""How far the grading of a class has come, and about how long it will take."""

from __future__ import annotations

import sys
import time
from typing import TextIO

_EVERY = 10.0  # seconds between two lines, if there is no terminal to redraw one on


class Pace:
    """Says how much is done: on one line of a terminal, else now and then in a line of its own."""

    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        self._total = total
        self._done = 0
        self._stream = stream or sys.stderr
        self._began = time.monotonic()
        self._said = self._began
        self._redraws = self._stream.isatty()

    def add(self, count: int) -> None:
        """So many more answers have been judged."""
        self._done += count
        now = time.monotonic()
        if self._redraws:
            self._stream.write(f"\r{self.line(now - self._began)}\x1b[K")
        elif now - self._said >= _EVERY:
            self._said = now
            self._stream.write(f"{self.line(now - self._began)}\n")
        self._stream.flush()

    def line(self, seconds: float) -> str:
        """The line after so many real seconds."""
        text = f"{self._done:,} of {self._total:,} answers judged"
        if not self._done or self._done >= self._total or seconds <= 0:
            return f"{text}."
        rate = self._done / seconds
        return f"{text}, {rate:.1f} a second, about {_span((self._total - self._done) / rate)} left."

    def end(self) -> None:
        """The line is over."""
        if self._redraws and self._done:
            self._stream.write("\n")


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
