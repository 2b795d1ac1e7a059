"""The soak: one seed, one evidence, however often and beside whatever; and a difference is seen."""

from __future__ import annotations

import dataclasses
import itertools
import re

import pytest

from grader.exercise import catalogue
from grader.grading.run import GradingRun
from grader.judge.evidence import Evidence
from grader.judge.talk import Setup
from grader.judge.world import World
from grader.lab import soak

FEW = catalogue.select(catalogue.load(), ["sync_to_async", "thread_bridge"])


def test_every_match_is_the_same_each_time_idle_and_beside_a_load(capsys: pytest.CaptureFixture[str]) -> None:
    assert soak.run(FEW, 2, others=False) == 0
    told = capsys.readouterr().out
    assert "2 times each, 1 of them beside 4 busy processes" in told
    assert "0 matches with different evidence" in told


def test_what_several_processes_have_played_is_added_up(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soak, "HOGS", 0)
    told = []
    for few in (1, 100):  # exercises that are not worth another process
        monkeypatch.setattr(soak, "FEW", few)
        assert soak.run(FEW, 3, others=False) == 0
        told.append(capsys.readouterr().out.splitlines()[-1].partition("; ")[0])
    assert told[0] == told[1]
    assert re.search(r": [0-9]+ checks, ([0-9]+) matches, 3 times each, 1 of them", told[0])


def test_a_difference_is_counted_and_named(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    play_once, numbers = GradingRun.play_once, itertools.count()

    def another_each_time(self: GradingRun, setup: Setup, world: World) -> Evidence:
        return dataclasses.replace(play_once(self, setup, world), seconds=float(next(numbers)))

    monkeypatch.setattr(GradingRun, "play_once", another_each_time)
    monkeypatch.setattr(soak, "HOGS", 0)
    assert soak.run(FEW[:1], 2, others=False) > 3
    assert "not the same each time: 7/sync_to_async/" in capsys.readouterr().out


def test_memory_does_not_grow_with_the_number_of_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the verdict on a check is made, its matches are let go."""
    monkeypatch.setattr(soak, "HOGS", 0)
    grading_run = soak.Soak(FEW[:1], {})
    results = grading_run.run()
    assert results[0].outcomes
    assert all(outcome.check and not outcome.matches for outcome in results[0].outcomes)
