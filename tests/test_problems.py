"""The list of problems: one line for each, in the form that editors underline."""

from __future__ import annotations

import json
import re

import pytest

from grader.exercise.catalogue import ROOT
from grader.sinks import problems
from tests import test_sinks as told

TASKS = json.loads((ROOT / ".vscode" / "tasks.json").read_text(encoding="utf-8"))["tasks"]
MATCHERS = [task["problemMatcher"] for task in TASKS if task["problemMatcher"]]


def test_a_failure_stands_at_the_learners_line_with_its_name() -> None:
    first, second = problems.render(told.one_failed()).splitlines()
    assert first.startswith(
        "exercises/41_blocked_loop/blocked_loop.py:14: error: blocking-call: part 1, a ping is answered"
    )
    assert ":22: error: blocking-call: part 2, " in second


def test_what_could_not_be_judged_is_a_warning_and_nothing_to_say_is_nothing() -> None:
    assert ": warning: inconclusive: part 1: " in problems.render(told.inconclusive())
    assert ": warning: error: part 2: " in problems.render(told.our_error())
    assert problems.render(told.not_started()) == problems.render(told.SITUATIONS["all passed"]) == ""


@pytest.mark.parametrize("text", told.ATTACKS.values(), ids=told.ATTACKS)
def test_nothing_that_a_learner_writes_breaks_a_line_or_the_form(text: str) -> None:
    pattern = re.compile(r"exercises/.+?:\d+: (error|warning): [\w-]+: .*")
    for line in problems.render(told.hostile(text)).splitlines():
        assert pattern.fullmatch(line)
        assert line.isprintable()
        assert len(line) <= 400


@pytest.mark.parametrize("matcher", MATCHERS, ids=["grade", "watch"])
def test_the_matchers_of_the_editor_read_it(matcher: dict[str, object]) -> None:
    pattern = matcher["pattern"]
    assert isinstance(pattern, dict)
    found = re.fullmatch(pattern["regexp"], problems.render(told.one_failed()).splitlines()[0])
    assert found
    groups = {name: found[pattern[name]] for name in ("file", "line", "severity", "code")}
    assert groups == {
        "file": "exercises/41_blocked_loop/blocked_loop.py", "line": "14", "severity": "error", "code": "blocking-call",
    }  # fmt: skip


def test_the_editor_knows_when_a_save_is_judged() -> None:
    (watch,) = [matcher for matcher in MATCHERS if "background" in matcher]
    assert re.match(watch["background"]["beginsPattern"], "Judging 41 blocked_loop …")
    assert re.match(watch["background"]["endsPattern"], "Judged 41 blocked_loop: 2 problems.")
