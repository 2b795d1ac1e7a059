"""The limits of an exercise hold for the judge as well, also within a check; a busy machine uses nothing up."""

from __future__ import annotations

import dataclasses
import signal
import time
from typing import Any

import pytest

from grader.exercise import catalogue
from grader.grading import budget
from grader.grading.budget import Budget, UsedUp
from grader.grading.grade import grade
from grader.grading.job import Options
from grader.grading.run import GradingRun, _too_busy
from grader.judge.evidence import Evidence
from grader.judge.match import Match
from grader.judge.players import ExitReport
from grader.sandbox.limits import LIMITS
from grader.verdict import Status

NO_TIMER = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there is no timer here that could cut it off")


def sleep() -> None:
    time.sleep(20)


def compute() -> None:
    while time.process_time() < 1e9:
        pass


@NO_TIMER
@pytest.mark.parametrize(
    ("owner", "name", "work", "limits", "said"),
    [
        (GradingRun, "play_once", sleep, {"exercise_seconds": 4.0}, "has used up its 4 s"),
        (Match, "expect_seconds", compute, {"exercise_cpu_seconds": 4.0}, "has used up its 4 s of CPU time"),
    ],
    ids=["playing", "judging"],
)
def test_what_takes_too_long_is_cut_off_and_fails(
    owner: Any, name: str, work: Any, limits: dict[str, float], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, calls = getattr(owner, name), []

    def slow_at_first(*args: Any, **kwargs: Any) -> Any:
        calls.append(name)
        if len(calls) == 1:
            work()
        return original(*args, **kwargs)

    monkeypatch.setattr(owner, name, slow_at_first)
    [exercise] = catalogue.select(catalogue.load(), ["sync_to_async"])
    options = Options(1, limits=dataclasses.replace(LIMITS, **limits))
    [verdict] = grade([exercise], options, folder_of=lambda e: e.solution).exercises
    cut_off = next(check for check in verdict.checks if check.status is not Status.PASSED)
    assert cut_off.status is Status.FAILED
    assert said in cut_off.message
    left = verdict.checks[verdict.checks.index(cut_off) + 1 :]
    assert left
    assert {(check.status, check.reached) for check in left} == {(Status.FAILED, False)}
    assert all("has used up its 4 s" in check.message for check in left)


def test_what_is_left_goes_to_the_next_match() -> None:
    left = Budget(dataclasses.replace(LIMITS, exercise_cpu_seconds=4.0, exercise_seconds=9.0))
    assert left.for_a_match().cpu_seconds == LIMITS.cpu_seconds
    assert left.for_a_match().silent_seconds == 9.0
    left.played(2.5, 0.0, silent=True)
    assert left.for_a_match().cpu_seconds == 1
    assert left.for_a_match().silent_seconds == LIMITS.silent_seconds / 2
    left.played(0.6, 0.0)
    with pytest.raises(UsedUp, match="4 s of CPU time"):
        left.for_a_match()


def test_a_wait_for_a_processor_uses_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a busy machine: a minute goes by, and the kernel says that all of it was spent waiting to run."""
    moments = iter([budget._Moment(0.0, 0.0, 0.0, 0.0), budget._Moment(60.0, 0.1, 40.0, 19.0)])
    monkeypatch.setattr(budget, "_now", lambda: next(moments))
    monkeypatch.setattr(budget, "waited_here", lambda: 0.0)
    left = Budget(LIMITS)
    left._since = budget._now()
    assert left.left() == (LIMITS.exercise_cpu_seconds - 0.1, LIMITS.exercise_seconds - 1.0)


@pytest.mark.parametrize(
    ("sleeping", "starved", "left", "busy"),
    [
        (True, 9.0, 2, False),  # it sleeps: nothing is kept from it
        (False, 9.0, 0, True),  # it could have run, the kernel says
        (False, 0.1, 2, False),  # awake when it was looked at, and asleep before: its own doing
        (False, None, 2, True),  # nobody knows: once more
        (False, None, 0, False),  # and the last try stands
    ],
)
def test_too_busy_is_what_the_kernel_says(sleeping: bool, starved: float | None, left: int, busy: bool) -> None:
    evidence = Evidence(end="silent", exit=ExitReport(starved=starved), detail={"sleeping": sleeping})
    assert _too_busy(evidence, LIMITS, left) is busy
