"""The road: what an exercise uses of asyncio is taught before it, or in its own lesson. Its page is true.

After a change of `stands_on`, `minutes` or a title:  AWAITLINGS_PAGES=write python -m pytest tests/test_road.py -k page
"""

from __future__ import annotations

import ast
import dataclasses
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.exercise.catalogue import ROOT, TRACKS, Exercise, load, road

EXERCISES = load()
BY_ID = {exercise.id: exercise for exercise in EXERCISES}
PAGE = ROOT / "docs" / "road.md"


def before(exercise: Exercise) -> Iterator[Exercise]:
    """Everything that an exercise stands on, and what that stands on in turn."""
    for name in exercise.stands_on:
        yield BY_ID[name]
        yield from before(BY_ID[name])


def used(files: Iterator[Path]) -> set[str]:
    """The names of asyncio in these files, apart from those in annotations."""
    names = set()
    for file in files:
        tree = ast.parse(file.read_text("utf-8"))
        hints = [
            node.annotation for node in ast.walk(tree) if isinstance(node, (ast.arg, ast.AnnAssign)) and node.annotation
        ]
        hints += [
            node.returns
            for node in ast.walk(tree)
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.returns
        ]
        only_hints = {id(inner) for hint in hints for inner in ast.walk(hint)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and id(node) not in only_hints and ast.unparse(node.value) == "asyncio":
                names.add(node.attr)
    return names


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_what_an_exercise_uses_of_asyncio_is_taught_on_the_way(exercise: Exercise) -> None:
    """What its stub uses already is given, and need not be known beforehand."""
    needed = used(exercise.solution.rglob("*.py")) - used(
        exercise.folder / name for name in exercise.files if name.endswith(".py")
    )
    lessons = [(each.folder / "README.md").read_text("utf-8") for each in [exercise, *before(exercise)]]
    taught = {word for lesson in lessons for word in re.findall(r"\w+", lesson)}
    assert needed <= taught


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_an_exercise_says_how_long_it_takes_and_what_it_stands_on(exercise: Exercise) -> None:
    assert 10 <= exercise.minutes <= 60
    assert set(exercise.stands_on) <= set(BY_ID) - {exercise.id}
    assert exercise.stands_on or exercise.number == "11"


def test_the_road_leads_each_exercise_past_what_it_stands_on() -> None:
    ordered = [exercise.id for exercise in road(EXERCISES)]
    assert sorted(ordered) == sorted(BY_ID)
    for exercise in EXERCISES:
        for name in exercise.stands_on:
            assert ordered.index(name) < ordered.index(exercise.id)


def test_the_first_of_many_is_met_after_cancellation() -> None:
    ordered = [exercise.id for exercise in road(EXERCISES)]
    assert ordered.index("let_cancel_through") < ordered.index("fastest_mirror")


def test_a_circle_and_a_missing_exercise_still_give_a_road() -> None:
    first, second = (dataclasses.replace(EXERCISES[n], stands_on=(EXERCISES[1 - n].id, "not_here")) for n in (0, 1))
    assert [exercise.number for exercise in road([second, first])] == ["11", "12"]


@pytest.mark.parametrize("plan", [0, 1], ids=["6 weeks", "12 weeks"])
def test_a_plan_for_a_course_follows_the_road(plan: int) -> None:
    text = (ROOT / "docs" / "for-instructors.md").read_text("utf-8").partition("## Plans for a course")[2]
    weeks = re.findall(r"^\| \d \| ([^|]*)\| \| [\d, ]+ \| ([^|]*)\|$", text, re.MULTILINE)
    planned = [number for week in weeks for number in re.findall(r"\b\d\d\b", week[plan])]
    by_number = {exercise.number: exercise for exercise in EXERCISES}
    assert len(planned) == len(set(planned)) > 20
    for place, number in enumerate(planned):
        assert {BY_ID[name].number for name in by_number[number].stands_on} <= set(planned[:place]), number


def page() -> str:
    rows = []
    for exercise in road(EXERCISES):
        stands_on = ", ".join(BY_ID[name].number for name in exercise.stands_on)
        title = f"[{exercise.title}](../exercises/{exercise.folder.name}/README.md)"
        rows.append(f"| {exercise.number} | {title} | {exercise.track} | {exercise.minutes} | {stands_on} |")
    minutes = {track: sum(each.minutes for each in EXERCISES if each.track == track) for track in TRACKS.values()}
    hours = ", ".join(f"{track} {round(amount / 60, 1):g}" for track, amount in minutes.items())
    return f"""# The road

The order in which to do the exercises. Each comes after those that it stands on. `nox -s list` and the watch screen
follow it. The minutes include the lesson. They are the authors' estimates for a person who writes Python every day,
and were not measured on a class yet.

| | Exercise | Track | Minutes | Stands on |
|---|---|---|---|---|
{chr(10).join(rows)}

Hours by track: {hours}; {round(sum(minutes.values()) / 60)} in all.
"""


def test_the_page_of_the_road_is_what_the_exercises_say() -> None:
    if os.environ.get("AWAITLINGS_PAGES") == "write":
        PAGE.write_text(page(), "utf-8")
    assert PAGE.read_text("utf-8") == page(), "docs/road.md is out of date: see the top of this file"
