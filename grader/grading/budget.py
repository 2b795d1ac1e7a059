"""What one exercise may cost, its players and the judge together: CPU seconds, and real ones.

It holds within a check as well: a timer of the kernel looks what is left, whatever the judge is doing then. The real
seconds in which a process could have run and got no processor are not counted, so a busy machine uses nothing up.
"""

from __future__ import annotations

import contextlib
import dataclasses
import signal
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from grader.sandbox.limits import Limits
from grader.sandbox.processes import stolen, waited_here

UNTOLD = 4  # times as many real seconds, if the system does not say how long anybody waited for a processor
LEAST = 1.0  # second, of either kind: with less left, no match is begun
AGAIN = 0.2  # seconds after which it is looked again
PLENTY = 20.0  # real seconds, more than one match may be silent: to look how many were waits costs as much as a message
AFTER_A_SILENCE = 2  # a second silence of the same exercise may last half as long


class UsedUp(BaseException):
    """Nothing is left. It is no Exception, so no handler of a check takes it for something else."""


@dataclasses.dataclass(frozen=True)
class _Moment:
    real: float
    cpu: float
    waited: float
    stolen: float


class Budget:
    """What is left of the limits of one exercise."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._told = waited_here() is not None
        self._cpu = limits.exercise_cpu_seconds
        self._real = limits.exercise_seconds * (1 if self._told else UNTOLD)
        self._since: _Moment | None = None
        self._silences = 0
        self._may_cut_off = False
        self.starved: Callable[[], float | None] = lambda: None  # how long the player that plays now has waited so far

    def begin(self) -> None:
        """A check begins: from now on the judge is looked at."""
        self._since = _now()
        if can_cut_off():
            for number in (signal.SIGALRM, signal.SIGPROF):
                signal.signal(number, self._look)
            self._set_timers()

    def end(self) -> None:
        """The check is over, and its verdict is made."""
        if self._since is None:
            return
        self._cpu, self._real = self.left(exactly=True)
        self._since = None
        if can_cut_off():
            for timer, number in ((signal.ITIMER_REAL, signal.SIGALRM), (signal.ITIMER_PROF, signal.SIGPROF)):
                signal.setitimer(timer, 0)
                signal.signal(number, signal.SIG_DFL)

    @contextlib.contextmanager
    def cut_off(self) -> Iterator[None]:
        """What is done here may be cut off: UsedUp is raised in the middle of it."""
        self._may_cut_off = True
        try:
            yield
        finally:
            self._may_cut_off = False

    def played(self, cpu: float, waited: float, *, silent: bool = False) -> None:
        """A player has used so many seconds of CPU, and could have run for so many in which it got none."""
        self._cpu -= cpu
        self._real += waited
        self.starved = lambda: None
        self._silences += silent
        if self._since is not None and can_cut_off():
            self._set_timers()

    def left(self, *, exactly: bool = False) -> tuple[float, float]:
        """Seconds of CPU, and real ones; if these are plenty, the waits for a processor are not looked up."""
        if self._since is None:
            return self._cpu, self._real
        since = self._since
        if not exactly and self._real - (time.monotonic() - since.real) > PLENTY:
            return self._cpu - (time.process_time() - since.cpu), self._real - (time.monotonic() - since.real)
        now = _now()
        real = now.real - since.real - (now.waited - since.waited) - (now.stolen - since.stolen)
        return self._cpu - (now.cpu - since.cpu), self._real - max(0.0, real - (self.starved() or 0.0))

    def for_a_match(self) -> Limits:
        """The limits of the next match: never more than what is left. Raises UsedUp."""
        limits, left = self._limits, self.left()
        if why := self.why(LEAST, left):
            raise UsedUp(why)
        cpu, real = left
        silent = min(limits.silent_seconds / (AFTER_A_SILENCE if self._silences else 1), real)
        return dataclasses.replace(
            limits,
            cpu_seconds=max(1, min(limits.cpu_seconds, int(cpu))),
            silent_seconds=silent,
            silences_seconds=max(silent, min(limits.silences_seconds, real)),
        )

    def why(self, least: float = 0.0, left: tuple[float, float] | None = None) -> str:
        """Say what is used up, as the end of a sentence; "" if there is more than `least` of both. `left`: if known."""
        cpu, real = left or self.left()
        if cpu <= least:
            return f"the exercise has used up its {self._limits.exercise_cpu_seconds:g} s of CPU time"
        if real <= least:
            return f"the exercise has used up its {self._limits.exercise_seconds:g} s"
        return ""

    def _look(self, number: int, frame: Any) -> None:
        self._set_timers()
        if self._may_cut_off and (why := self.why()):
            raise UsedUp(why)

    def _set_timers(self) -> None:
        cpu, real = self.left()
        signal.setitimer(signal.ITIMER_PROF, max(AGAIN, cpu))
        signal.setitimer(signal.ITIMER_REAL, max(AGAIN, real))


def can_cut_off() -> bool:
    """Whether this system has such timers, and this thread may handle their signals."""
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


def _now() -> _Moment:
    return _Moment(time.monotonic(), time.process_time(), waited_here() or 0.0, stolen())
