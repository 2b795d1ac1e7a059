"""A new exercise works before its author has written a word; a pack elsewhere is used like the built-in ones."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.classroom.edition import edition
from grader.classroom.release import write_tree
from grader.errors import UserError
from grader.exercise import catalogue, stubs
from grader.lab import authoring
from tests.conftest import copy_grader


def type_in(folder: Path, *words: str) -> tuple[int, str]:
    """Type a command in a folder; return its exit code and all that it said.

    It is run by a copy of the grader in that folder: what a command notes down of a learner is not ours then.
    """
    home = folder / "home"
    if not home.exists():
        copy_grader(home)
        name = "exercises/11_never_awaited"
        shutil.copytree(catalogue.ROOT / name, home / name, ignore=shutil.ignore_patterns("__pycache__"))
    variables = {**os.environ, "AWAITLINGS_CWD": str(folder), "PYTHONIOENCODING": "utf-8", "COLUMNS": "120"}
    command = [sys.executable, "-m", "grader", *words]
    ended = subprocess.run(command, cwd=home, env=variables, capture_output=True, encoding="utf-8", check=False)
    return ended.returncode, ended.stdout + ended.stderr


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a pack in it that was made by `new`."""
    folder = tmp_path_factory.mktemp("mine")
    code, said = type_in(folder, "new", "Tea-House", "--track", "flow", "--exercises", "pack/exercises")
    assert code == 0, said
    assert "    nox -s check -- --exercises pack/exercises Tea-House" in said
    return folder


def test_a_new_exercise_is_proved_but_for_the_authors_words(pack: Path) -> None:
    code, said = type_in(pack, "prove", "--exercises", "pack/exercises")
    assert code == 1
    complaints = [line.strip() for line in said.splitlines() if line.startswith(" ")]
    assert complaints
    assert all(complaint.startswith("still to write: ") for complaint in complaints)


def test_with_the_authors_words_it_is_proved(pack: Path, tmp_path: Path) -> None:
    authoring.create("soup", "calls", tmp_path / "exercises")
    for path in tmp_path.rglob("*.*"):
        if path.is_file() and not path.is_relative_to(tmp_path / "home"):
            path.write_text(path.read_text("utf-8").replace("TODO(author)", "Done"), "utf-8")
    stubs.stamp(catalogue.load(exercises=tmp_path / "exercises"))
    code, said = type_in(tmp_path, "prove", "--exercises", "exercises")
    assert code == 0, said
    assert "1 of 1 exercises proved, 1 right and 1 wrong answers" in said


def test_what_is_there_is_not_touched(tmp_path: Path) -> None:
    authoring.create("soup", "calls", tmp_path / "exercises")
    with pytest.raises(UserError, match="11 soup has that name already"):
        authoring.create("soup", "flow", tmp_path / "exercises")
    authoring.create("salad", "calls", tmp_path / "exercises")
    assert [exercise.label for exercise in catalogue.load(tmp_path)] == ["11 soup", "12 salad"]


@pytest.mark.parametrize("name", ["class", "1st", "a b", "../up", "über", "_x", ""])
def test_a_name_must_be_that_of_a_module(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match="cannot be the name of a Python module"):
        authoring.create(name, "calls", tmp_path / "exercises")
    assert not list(tmp_path.iterdir())


def test_a_full_track_is_a_sentence(tmp_path: Path) -> None:
    for number in range(1, 10):
        authoring.create(f"soup{number}", "loop", tmp_path / "exercises")
    with pytest.raises(UserError, match="The track loop is full"):
        authoring.create("soup", "loop", tmp_path / "exercises")


def test_advice_and_paths_name_the_pack(pack: Path) -> None:
    option = ("--exercises", "pack/exercises")
    code, graded = type_in(pack, "grade", "tea_house", *option)
    assert code == 1
    assert "    pack/exercises/61_tea_house/tea_house.py:17\n" in graded
    assert "Change it, then type:  nox -s grade -- --exercises pack/exercises 61\n" in graded
    assert "tea_house" not in type_in(pack, "list")[1]
    assert "61 TODO(author)" in type_in(pack, "list", *option)[1]
    hinted = type_in(pack, "hint", "61", *option)[1]
    assert "nox -s hint -- --exercises pack/exercises 61" in re.sub(r"\s+", " ", hinted)
    swapped = type_in(pack, "swap", *option)[1]
    assert "comes back with: nox -s restore -- --exercises pack/exercises" in swapped
    assert "2 of 2 points" in type_in(pack, "grade", *option)[1]
    assert type_in(pack, "restore", *option)[0] == 0


def test_a_pack_is_released_and_graded_as_a_class(pack: Path) -> None:
    option = ("--exercises", "pack/exercises")
    made = edition(catalogue.load(exercises=pack / "pack" / "exercises"))
    write_tree(made, pack / "out")
    stub = pack / "out" / "exercises" / "61_tea_house" / "tea_house.py"
    solution = pack / "pack" / "solutions" / "61_tea_house" / "tea_house.py"
    for student, source in (("1", solution), ("2", stub)):
        (pack / "submissions" / student).mkdir(parents=True, exist_ok=True)
        (pack / "submissions" / student / "tea_house.py").write_bytes(source.read_bytes())
    (pack / "roster.csv").write_text("student_id\n1\n2\n")
    code, said = type_in(pack, "classroom", "submissions", "--roster", "roster.csv", "--out", "grades", *option)
    assert code == 0, said
    assert [line.split(",")[4] for line in (pack / "grades" / "gradebook.csv").read_text().splitlines()] == [
        "total",
        "2",
        "0",
    ]
