"""A check can ask how many calls began within any stretch of time, and whether a budget that fills evenly was kept."""

from __future__ import annotations

import pytest

from grader.judge.clock import SECOND, Clock
from grader.judge.evidence import Evidence
from grader.judge.match import Match
from grader.judge.unmet import About, Unmet
from grader.judge.world import ServiceCall, World


def match(*calls: tuple[float, int]) -> Match:
    """A match with calls of `ask` at these seconds, each with so many tokens."""
    evidence = Evidence(end="returned")
    for number, (start, tokens) in enumerate(calls):
        route = (("kata.py", number + 1),)
        evidence.calls.append(ServiceCall(number, "ask", {"tokens": tokens}, round(start * SECOND), route, False, 0))
    return Match(evidence, World("seed", {}, Clock(10**6 * SECOND)), "main()", {})


def test_a_stretch_may_begin_anywhere() -> None:
    """Three within a second, although no second of the clock has more than two."""
    seen = match((0.0, 1), (0.9, 1), (1.1, 1), (1.8, 1), (5.0, 1))
    assert seen.most_within("ask", 1.0) == 3
    assert seen.most_within("ask", 1.0, since=1.0) == 2
    assert seen.most_within("other", 1.0) == 0


def test_a_rate_that_is_kept_to_the_last_moment_passes_and_one_call_more_does_not() -> None:
    seen = match((0.0, 1), (0.0, 1), (1.0, 1), (1.0, 1))
    seen.expect_rate("ask", 2, 1.0)
    with pytest.raises(Unmet) as unmet:
        seen.expect_rate("ask", 2, 1.1, mistake="no-jitter")
    assert unmet.value.about is About.RATE_TOO_HIGH
    assert unmet.value.mistake == "no-jitter"
    assert unmet.value.call is seen.calls("ask")[0]


def test_a_budget_lets_through_what_it_holds_and_then_what_comes_in() -> None:
    match((0.0, 1), (0.0, 1), (30.0, 1), (60.0, 1)).expect_budget("ask", 2, 60.0)
    with pytest.raises(Unmet, match=r"after 29.00 s .*0.97 left of 2") as unmet:
        match((0.0, 1), (0.0, 1), (29.0, 1)).expect_budget("ask", 2, 60.0)
    assert unmet.value.at == ("kata.py", 3)


def test_a_budget_never_holds_more_than_its_size() -> None:
    with pytest.raises(Unmet, match="left of 2"):
        match((600.0, 1), (600.0, 1), (600.0, 1)).expect_budget("ask", 2, 60.0)


def test_a_budget_may_count_what_calls_cost() -> None:
    match((0.0, 600), (50.0, 500), (50.0, 0)).expect_budget("ask", 600, 60.0, cost="tokens")
    with pytest.raises(Unmet, match="needs 501 tokens"):
        match((0.0, 600), (50.0, 501)).expect_budget("ask", 600, 60.0, cost="tokens")
