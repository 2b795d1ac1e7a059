"""The table of mistakes for authors and instructors is true: each planted answer exists, and has the name it says."""

from __future__ import annotations

import re

import pytest

from grader.diagnosis import MISTAKES
from grader.exercise import catalogue
from grader.exercise.catalogue import ROOT
from grader.lab.answers import find

TABLE = ROOT / "docs" / "mistakes-and-exercises.md"
ROWS = re.findall(r"^\| (\d+) \| (.+?) \| (.+?) \| (.+?) \|$", TABLE.read_text("utf-8"), re.MULTILINE)


def test_the_forty_six_and_those_that_came_later_are_there() -> None:
    assert [int(number) for number, *_ in ROWS] == list(range(1, len(ROWS) + 1))
    assert len(ROWS) >= 53


@pytest.mark.parametrize(("number", "what", "names", "answers"), ROWS, ids=[row[0] for row in ROWS])
def test_a_mistake_is_planted_and_gets_its_name(number: str, what: str, names: str, answers: str) -> None:
    known = re.findall(r"\[([\w-]+)\]\(mistakes/\1\.md\)", names)
    planted = re.findall(r"`(\w+)/(\w+)`", answers)
    given = set()
    for exercise, answer in planted:
        given.add(find(catalogue.select(catalogue.load(), [exercise])[0], f"wrong/{answer}").mistake)
    assert set(known) <= set(MISTAKES)
    assert given == set(known), f"row {number}, {what}"
