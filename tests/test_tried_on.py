"""One page says what the lessons were run on; it agrees with the locks, and lessons do not repeat it."""

from __future__ import annotations

import re

import pytest

from grader.exercise.catalogue import ROOT
from tests.test_lessons import LESSONS, name_of

PAGE = ROOT / "docs" / "tried-on.md"
ROWS = dict(re.findall(r"^\| ([\w-]+) \| ([\d., ]+) \|$", PAGE.read_text("utf-8"), re.MULTILINE))
LIBRARIES = {name: version for name, version in ROWS.items() if name != "CPython"}
LOCK = (ROOT / "requirements" / "development.txt").read_text("utf-8")
SAME_EVERYWHERE = re.compile(r"3\.1\d,? (?:and|to) (?:C?Python )?3\.1\d|\brun (?:on|with) [A-Z]\w+ \d")


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_libraries_are_those_of_the_lock(library: str) -> None:
    locked = re.search(rf"^{re.escape(library.lower())}==([\w.]+)", LOCK, re.MULTILINE)
    assert locked
    assert LIBRARIES[library] == locked[1]


def test_the_readme_names_no_other_pythons() -> None:
    here = set(re.findall(r"\b3\.1\d\.\d+", PAGE.read_text("utf-8")))
    assert len(here) >= 3
    assert set(re.findall(r"\b3\.1\d\.\d+", (ROOT / "README.md").read_text("utf-8"))) <= here


@pytest.mark.parametrize("path", LESSONS, ids=name_of)
def test_a_lesson_points_to_the_page_and_lists_no_versions_itself(path: object) -> None:
    text = path.read_text("utf-8")  # type: ignore[attr-defined]
    assert text.endswith("\nWhat this lesson says was run on [these Pythons and libraries](../../docs/tried-on.md).\n")
    assert SAME_EVERYWHERE.findall(text) == []
