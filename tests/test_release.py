"""The student edition: what is in it, what never is, and what a student sees who works with it."""

from __future__ import annotations

import os
import posixpath
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from grader.classroom.edition import Edition, edition
from grader.classroom.release import write_tree, write_zip
from grader.exercise import catalogue, handed_in, trees

ROOT = catalogue.ROOT
SOME = ["11", "12", "13", "91"]


@pytest.fixture(scope="module")
def everything() -> Edition:
    return edition(catalogue.load())


@pytest.fixture(scope="module")
def student(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A student's copy of an assignment."""
    out = tmp_path_factory.mktemp("student") / "edition"
    write_tree(edition(catalogue.select(catalogue.load(), SOME)), out)
    shutil.rmtree(out / "exercises" / "13_three_clocks" / "checks", ignore_errors=True)  # as in a pack that has none
    return out


def grader(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, "PYTHONIOENCODING": "utf-8", "AWAITLINGS_CWD": str(folder), "COLUMNS": "100"}
    variables.pop("PYTHONPATH", None)
    command = [sys.executable, "-m", "grader", *arguments]
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, encoding="utf-8", check=False)


def lines_of(*paths: Path) -> set[str]:
    texts = [path.read_text("utf-8", errors="replace") for path in paths]
    return {line.strip() for text in texts for line in text.splitlines()}


def test_an_edition_that_is_handed_in_whole_is_not_remarked_on(tmp_path: Path) -> None:
    exercises = catalogue.select(catalogue.load(), SOME)
    write_tree(edition(exercises), tmp_path / "jdoe" / "hand-out")
    assert handed_in.ignored(exercises, trees.of_folder(tmp_path / "jdoe")) == []
    assert handed_in.ignored(exercises, trees.of_folder(tmp_path / "jdoe" / "hand-out")) == []


def test_no_line_of_a_solution_or_hidden_check_is_in_it(everything: Edition) -> None:
    """But for lines that a stub, a service, a lesson, a visible check or the grader has as well, or a later exercise
    is given."""
    hidden = [*(ROOT / "solutions").rglob("*.py"), *(ROOT / "exercises").glob("*/.hidden/*.py")]
    shipped = [path for path in (ROOT / "exercises").glob("*/**/*") if path.suffix in (".py", ".md", ".html")]
    shipped = [path for path in shipped if ".hidden" not in path.parts]
    shipped += (ROOT / "docs" / "mistakes").glob("*.md")  # what is good in general is no secret
    shipped += [path for exercise in everything.exercises for path in exercise.given]
    secret = lines_of(*hidden) - lines_of(*shipped, *(ROOT / "grader").rglob("*.[pj]*"), ROOT / "noxfile.py")
    assert len(secret) > 1000
    for name, data in everything.files.items():
        found = {line.strip() for line in data.decode("utf-8", errors="replace").splitlines()}
        assert not secret & found, name


def test_why_an_answer_works_is_not_in_it(everything: Edition) -> None:
    whole = b"\n".join(everything.files.values()).decode("utf-8", errors="replace")
    for exercise in everything.exercises:
        assert exercise.why not in whole
        assert exercise.why.splitlines()[0] not in whole


def test_nothing_that_is_only_the_instructors_is_in_it(everything: Edition) -> None:
    for name in everything.files:
        assert not {".hidden", "solutions", "tests", "submissions", "classroom", ".git"} & set(name.split("/")), name


def test_every_lesson_stub_and_service_is_in_it_and_so_is_the_licence(everything: Edition) -> None:
    for exercise in catalogue.load():
        for name in ("README.md", "exercise.toml", ".stub.json", "services.py", *exercise.files):
            assert f"exercises/{exercise.folder.name}/{name}" in everything.files
        visible = f"exercises/{exercise.folder.name}/checks/test_visible.py" in everything.files
        assert visible == (exercise.clock == "simulated")
    assert {"LICENSE", "noxfile.py", "requirements/grading.txt", ".github/workflows/grade.yml"} <= set(everything.files)


@pytest.mark.parametrize("words", [[], ["11"], SOME])
def test_every_link_leads_to_something_that_is_in_it(words: list[str]) -> None:
    made = edition(catalogue.select(catalogue.load(), words))
    folders = {folder.as_posix() for name in made.files for folder in PurePosixPath(name).parents}
    for name, data in made.files.items():
        if name.endswith(".md"):
            for link in re.findall(r"\]\((?![a-z]+:|#)([^)#]+)", data.decode()):
                target = posixpath.normpath(posixpath.join(posixpath.dirname(name), link))
                assert target in made.files or target in folders, f"{name}: {link}"


def test_an_answer_in_the_working_copy_is_not_handed_out(tmp_path: Path) -> None:
    clone = tmp_path / "exercises"
    shutil.copytree(ROOT / "exercises" / "11_never_awaited", clone / "11_never_awaited")
    shutil.copy(ROOT / "solutions" / "11_never_awaited" / "never_awaited.py", clone / "11_never_awaited")
    made = edition(catalogue.load(exercises=clone))
    name = "exercises/11_never_awaited/never_awaited.py"
    assert made.files[name] == (ROOT / name).read_bytes()


def test_the_zip_is_the_same_each_time(everything: Edition, tmp_path: Path) -> None:
    write_zip(everything, tmp_path / "one.zip")
    write_zip(edition(catalogue.load()), tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == everything.files


def test_a_new_edition_replaces_the_earlier_one_and_nothing_else(tmp_path: Path) -> None:
    exercises = catalogue.load()
    write_tree(edition(exercises[:3]), tmp_path / "out")
    (tmp_path / "out" / ".git").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("mine")
    gone = write_tree(edition(exercises[:1]), tmp_path / "out")
    assert "exercises/12_syntax_border/README.md" in gone
    left = [path.name for path in (tmp_path / "out" / "exercises").iterdir() if path.is_dir()]
    assert left == ["11_never_awaited"]
    assert (tmp_path / "out" / "notes.txt").read_text() == "mine"
    assert (tmp_path / "out" / ".git").is_dir()


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("five years")
    with pytest.raises(catalogue.UserError, match="something else than a student edition"):
        write_tree(edition(catalogue.load()[:1]), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_the_student_is_told_what_runs_and_who_holds_the_checks(student: Path) -> None:
    ended = grader(student, "grade", "13")
    assert ended.returncode == 0, ended.stderr
    assert "It imports and runs. Your instructor holds the checks of this exercise." in ended.stdout
    assert "No points are given here." in ended.stdout


def test_the_student_is_told_what_does_not_run(student: Path) -> None:
    stub = student / "exercises" / "13_three_clocks" / "three_clocks.py"
    before = stub.read_text("utf-8")
    stub.write_text(before + "\nraise LookupError('oh dear')\n", "utf-8")
    ended = grader(student, "grade", "13")
    stub.write_text(before, "utf-8")
    assert ended.returncode == 1
    assert "it raised LookupError: oh dear" in ended.stdout
    assert "Your instructor holds the checks" in ended.stdout


def test_visible_checks_say_what_is_wrong_and_on_which_line(student: Path) -> None:
    ended = grader(student, "grade", "11")
    assert ended.returncode == 1
    assert "exercises/11_never_awaited/never_awaited.py:" in ended.stdout
    assert "These are the visible checks. Your instructor has others." in ended.stdout


def test_the_points_that_can_be_earned_stay_the_same_whatever_was_begun(student: Path) -> None:
    def total() -> str:
        found = re.search(r"(?:of|No) (\d+ points|points)", grader(student, "grade").stdout)
        assert found
        return found[1]

    def listed() -> str:
        return grader(student, "list").stdout.split(" of ")[-1].strip()

    before = total()
    assert listed() == f"{before}."
    for name in ("11_never_awaited/never_awaited.py", "13_three_clocks/three_clocks.py"):
        file = student / "exercises" / name
        text = file.read_text("utf-8")
        file.write_text(f"{text}\nraise LookupError\n", "utf-8")
        now = total()
        file.write_text(text, "utf-8")
        assert now == before


def test_who_passes_the_visible_checks_is_told_that_there_are_others(student: Path) -> None:
    target = student / "exercises" / "11_never_awaited" / "never_awaited.py"
    before = target.read_bytes()
    target.write_bytes((ROOT / "solutions" / "11_never_awaited" / "never_awaited.py").read_bytes())
    ended = grader(student, "grade", "11")
    target.write_bytes(before)
    assert ended.returncode == 0, ended.stdout
    assert "6 of 6 points" in ended.stdout
    assert "These are the visible checks. Your instructor has others." in ended.stdout


def test_the_commands_of_instructors_are_not_there(student: Path) -> None:
    for verb in ("release", "prove"):
        ended = grader(student, verb)
        assert ended.returncode == 2
        assert "Traceback" not in ended.stderr
    listed = subprocess.run(
        [sys.executable, "-m", "nox", "--list"], cwd=student, capture_output=True, encoding="utf-8", check=False
    )
    assert "grade ->" in listed.stdout
    assert "release" not in listed.stdout


def test_release_says_what_it_wrote(tmp_path: Path) -> None:
    ended = grader(ROOT, "release", str(tmp_path / "hand-out"), "--only", "11", "91")
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines()[1] == "With visible checks: 11."
    assert (tmp_path / "hand-out.zip").exists()


def test_plain_pytest_in_an_edition_has_the_settings_that_older_plugins_ask_for(student: Path) -> None:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-p", "no:cacheprovider", "exercises"]
    said = subprocess.run(command, cwd=student, capture_output=True, encoding="utf-8", check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    assert "asyncio_default_fixture_loop_scope=function" in said.stdout
    assert "warning" not in said.stdout.lower() + said.stderr.lower()
