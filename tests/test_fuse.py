"""A check that takes far too long is cut off, and that is nobody's failure."""

from __future__ import annotations

import dataclasses
import signal
import time
from typing import Any

import pytest

from grader.exercise import catalogue
from grader.grading.grade import grade
from grader.grading.job import Options
from grader.grading.run import GradingRun
from grader.judge.match import Match
from grader.sandbox.limits import LIMITS
from grader.verdict import Status

SHORT = dataclasses.replace(LIMITS, check_seconds=0.5)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there is no timer here that could cut it off")
@pytest.mark.parametrize(("owner", "name"), [(GradingRun, "play_once"), (Match, "took")], ids=["playing", "judging"])
def test_a_check_that_takes_too_long_is_inconclusive_and_the_others_are_judged(
    owner: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, calls = getattr(owner, name), []

    def slow_at_first(*args: Any, **kwargs: Any) -> Any:
        calls.append(name)
        if len(calls) == 1:
            time.sleep(5)
        return original(*args, **kwargs)

    monkeypatch.setattr(owner, name, slow_at_first)
    [exercise] = catalogue.select(catalogue.load(), ["sync_to_async"])
    [verdict] = grade([exercise], Options(1, limits=SHORT), folder_of=lambda e: e.solution).exercises
    found = [check for check in verdict.checks if check.status is not Status.PASSED]
    assert [check.status for check in found] == [Status.INCONCLUSIVE]
    assert found[0].message == "It took more than 0.5 real seconds: the machine was too busy to tell. Grade again."
    assert len(verdict.checks) > 3
