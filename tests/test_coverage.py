"""docs/coverage.md is true: what it calls exercised is planted, and what it calls mentioned is said."""

from __future__ import annotations

import collections
import dataclasses
import functools
import re

import pytest

from grader.diagnosis import MISTAKES
from grader.exercise.catalogue import ROOT, Exercise, load
from grader.lab.prove import planted_answers

PAGE = (ROOT / "docs" / "coverage.md").read_text("utf-8")
NUMBERED = {exercise.number: exercise for exercise in load()}


@dataclasses.dataclass(frozen=True)
class Row:
    number: int
    subject: str
    state: str
    exercises: tuple[str, ...]
    pages: tuple[str, ...]
    mistakes: tuple[str, ...]
    words: tuple[str, ...]
    reason: str


def rows() -> list[Row]:
    found = []
    for line in re.findall(r"^\| (\d+ \|.*) \|$", PAGE, re.MULTILINE):
        number, subject, state, where, looked_for = (cell.strip() for cell in line.split("|"))
        places = [place for place in where.split(", ") if place]
        words = tuple(re.findall(r"`([^`]+)`", looked_for))
        rest = re.sub(r"`[^`]+`", "", looked_for)
        mistakes = tuple(word for word in rest.split(", ") if word.strip() and ":" not in rest)
        reason = rest.partition(":")[2].strip()
        found.append(Row(int(number), subject, state, tuple(place for place in places if place.isdigit()),
                         tuple(place for place in places if not place.isdigit()), mistakes, words, reason))  # fmt: skip
    return found


@functools.cache
def planted(number: str) -> frozenset[str]:
    """The mistakes that are planted in an exercise."""
    return frozenset(answer.mistake for answer in planted_answers(NUMBERED[number]) if answer.mistake)


@functools.cache
def said(place: str) -> str:
    """What a lesson and its code, the table of messages, or the page of a mistake say."""
    if place in NUMBERED:
        return _texts(NUMBERED[place])
    path = "grader/exercise/symptoms.toml" if place == "symptoms" else f"docs/mistakes/{place}.md"
    return " ".join((ROOT / path).read_text("utf-8").split()).lower()


def _texts(exercise: Exercise) -> str:
    files = [path for folder in (exercise.folder, exercise.solution) for path in sorted(folder.rglob("*.*"))]
    texts = [path.read_text("utf-8") for path in files if path.suffix in (".py", ".md", ".toml")]
    return " ".join(" ".join(texts).split()).lower()


ROWS = rows()


def test_there_are_76_subjects_each_once() -> None:
    assert [row.number for row in ROWS] == list(range(1, 77))
    assert len({row.subject for row in ROWS}) == 76
    counted = collections.Counter(row.state for row in ROWS)
    assert set(counted) <= {"exercised", "mentioned", "left out"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.number} {row.subject[:40]}")
def test_a_row_says_what_is_so(row: Row) -> None:
    texts = " ".join(map(said, (*row.exercises, *row.pages)))
    if row.state == "left out":
        assert row.reason
        everywhere = " ".join(map(said, NUMBERED))
        assert not [word for word in row.words if word.lower() in everywhere], "an exercise has it: say so in this row"
        return
    assert [word for word in row.words if word.lower() not in texts] == []
    if row.state == "exercised":
        assert row.mistakes
        assert set(row.mistakes) <= set(MISTAKES)
        assert set(row.mistakes) <= set().union(*map(planted, row.exercises))
    else:
        assert row.words
        assert not row.mistakes


def test_every_exercise_stands_in_the_table() -> None:
    assert set(NUMBERED) - {number for row in ROWS for number in row.exercises} == set()
