"""docs/traps-in-production.md says what is planted, and under which name it is caught; `prove` shows that it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.exercise import catalogue
from grader.lab.answers import find

ROOT = Path(__file__).resolve().parent.parent
ROW = re.compile(r"^\| (?P<trap>[^|]+) \| (?P<exercise>\w+)/(?P<answer>\w+) \| (?P<mistake>[a-z-]+) \|$", re.MULTILINE)
ROWS = [row.groupdict() for row in ROW.finditer((ROOT / "docs" / "traps-in-production.md").read_text("utf-8"))]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["answer"])
def test_each_trap_is_planted_and_caught_by_this_name(row: dict[str, str]) -> None:
    [exercise] = catalogue.select(catalogue.load(), [row["exercise"]])
    assert find(exercise, f"wrong/{row['answer']}").mistake == row["mistake"]


def test_no_row_is_lost_to_a_slip_of_the_pen() -> None:
    lines = (ROOT / "docs" / "traps-in-production.md").read_text("utf-8").splitlines()
    assert len(ROWS) == sum(line.startswith("| ") for line in lines) - 1  # all but the heads of the columns
