"""Collecting: each repository at its last commit before the deadline, with plain git, and nothing of it is run."""

from __future__ import annotations

import csv
import datetime
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.classroom.collect import Collected, address, collect
from grader.classroom.intake import collected, handins
from grader.classroom.roster import Matcher, Student
from grader.classroom.rules import Extension, Rules
from grader.errors import UserError
from grader.exercise import catalogue

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed here")

NAME = "exercises/11_never_awaited/never_awaited.py"
DEADLINE = datetime.datetime(2026, 11, 20, 18, 0, tzinfo=datetime.UTC)


class Repository:
    """A student's repository."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, when: str = "2026-11-01T00:00:00Z") -> None:
        identity = {
            "GIT_AUTHOR_NAME": "s",
            "GIT_AUTHOR_EMAIL": "s@s",
            "GIT_COMMITTER_NAME": "s",
            "GIT_COMMITTER_EMAIL": "s@s",
        }
        dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
        subprocess.run(["git", *arguments], cwd=self.folder, env={**os.environ, **identity, **dates}, check=True)

    def commit(self, text: str, when: str, name: str = NAME) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        self.git("add", "--all", when=when)
        self.git("commit", "--quiet", "--message", text, when=when)


@pytest.fixture
def ann(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path / "repos" / "ann")
    repository.commit("first", "2026-11-18T12:00:00Z")
    repository.commit("in time", "2026-11-20T17:59:59Z")
    repository.commit("late", "2026-11-20T18:30:00Z")
    return repository


def gather(
    tmp_path: Path,
    *roster: Student,
    deadline: datetime.datetime | None = DEADLINE,
    rules: Rules | None = None,
    **more: bool,
) -> list[Collected]:
    out = tmp_path / "submissions"
    return collect(roster, catalogue.load(), out, rules=rules or Rules(deadline), beside=tmp_path, **more)


def test_the_last_commit_before_the_deadline(tmp_path: Path, ann: Repository) -> None:
    [one] = gather(tmp_path, Student("1", "Ann", "ann", "repos/ann"))
    assert one.problem == ""
    assert (tmp_path / "submissions" / "1" / NAME).read_text() == "in time"
    noted = json.loads((tmp_path / "submissions" / "collected.json").read_text())
    assert noted["folders"]["1"]["time"] == "2026-11-20T17:59:59+00:00"


def test_collected_again_only_the_news_is_fetched_and_a_kept_one_stays(tmp_path: Path, ann: Repository) -> None:
    student = Student("1", "Ann", "ann", "repos/ann")
    gather(tmp_path, student, keep=True)
    ann.commit("later still", "2026-11-25T12:00:00Z")
    gather(tmp_path, student, deadline=None, keep=True)
    found = handins(tmp_path / "submissions", Matcher([student]))
    assert [handin.place for handin in found] == ["1@2026-11-20T175959Z", "1@2026-11-25T120000Z"]
    assert {handin.student for handin in found} == {student}


def test_who_cannot_be_fetched_stops_nobody_and_is_no_zero(tmp_path: Path, ann: Repository) -> None:
    gone, good, none = (
        Student("0", "", "", "repos/gone"),
        Student("1", "", "", "repos/ann"),
        Student("2", "", "", ""),
    )
    found = gather(tmp_path, gone, good, none)
    assert [bool(one.problem) for one in found] == [True, False, True]
    assert "does not" in found[0].problem
    said = collected(tmp_path / "submissions")
    assert said["0"][0].startswith("The repository could not be fetched: ")
    assert "1" not in said


def test_an_extension_makes_an_attempt_of_each_deadline(tmp_path: Path, ann: Repository) -> None:
    student, bo = Student("1", "Ann", "ann", "repos/ann"), Student("2", "Bo", "bo", "repos/ann")
    gather(tmp_path, student)  # before anything was known of it
    longer = Extension("1", "", DEADLINE + datetime.timedelta(days=1), "ill")
    gather(tmp_path, student, bo, rules=Rules(DEADLINE, extensions=(longer,)))
    found = handins(tmp_path / "submissions", Matcher([student, bo]))
    assert [handin.place for handin in found] == ["1@2026-11-20T175959Z", "1@2026-11-20T183000Z", "2"]
    assert (tmp_path / "submissions" / "1@2026-11-20T183000Z" / NAME).read_text() == "late"


def test_a_file_under_another_name_is_fetched_as_well(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repos" / "cy")
    repository.commit("x = 1", "2026-11-18T12:00:00Z", name="solution.py")
    repository.commit("x = 1", "2026-11-18T12:00:00Z", name="grader/verdict.py")
    [one] = gather(tmp_path, Student("1", "", "", "repos/cy"))
    assert one.files == 1
    assert (tmp_path / "submissions" / "1" / "solution.py").exists()


def test_what_was_cut_off_is_not_graded(tmp_path: Path, ann: Repository) -> None:
    """The process that collects is gone after the first of two: the second one may be missing only for that."""

    def stop(one: Collected) -> None:
        raise KeyboardInterrupt

    roster = [Student("1", "", "", "repos/ann"), Student("2", "", "", "repos/ann")]
    out = tmp_path / "submissions"
    with pytest.raises(KeyboardInterrupt):
        collect(roster, catalogue.load(), out, rules=Rules(DEADLINE), beside=tmp_path, told=stop)
    with pytest.raises(UserError, match="collect was cut off before it had fetched 2 of 2 repositories"):
        handins(out, Matcher(roster))
    gather(tmp_path, *roster)
    assert len(handins(out, Matcher(roster))) == 2


def test_nothing_in_time_is_nothing(tmp_path: Path, ann: Repository) -> None:
    early = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    [one] = gather(tmp_path, Student("1", "", "", "repos/ann"), deadline=early)
    assert (one.commit, one.problem) == (None, "")
    assert not (tmp_path / "submissions" / "1").exists()


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_nothing_of_a_repository_is_run_or_followed(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repos" / "eve")
    mark = tmp_path / "it ran"
    (repository.folder / ".gitattributes").write_text("*.py filter=evil\n")
    (repository.folder / NAME).parent.mkdir(parents=True)
    (repository.folder / NAME).symlink_to("/etc/hostname")
    repository.commit("x = 1", "2026-11-18T12:00:00Z", name="exercises/21_sync_to_async/sync_to_async.py")
    repository.git("config", "filter.evil.smudge", f"touch '{mark}'")
    hook = repository.folder / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch '{mark}'\n")
    hook.chmod(0o755)
    [one] = gather(tmp_path, Student("1", "", "", "repos/eve"))
    assert not mark.exists()
    assert one.remarks == (f"'{NAME}' is a link or another repository, and is not followed.",)
    assert [path.name for path in (tmp_path / "submissions" / "1").rglob("*.py")] == ["sync_to_async.py"]


@pytest.mark.parametrize("repository", ["ext::sh -c 'touch x'", "--upload-pack=touch x", "-oProxyCommand=x"])
def test_an_address_is_never_a_command(tmp_path: Path, repository: str) -> None:
    [one] = gather(tmp_path, Student("1", "", "", repository))
    assert one.problem
    assert not (tmp_path / "x").exists()


def test_addresses(tmp_path: Path) -> None:
    for url in ("https://forge.example/a/b.git", "git@forge.example:a/b.git", "ssh://git@forge.example/a"):
        assert address(url, tmp_path) == url
    assert address("repos/ann", tmp_path) == str((tmp_path / "repos" / "ann").resolve())


def test_the_command_says_what_it_got(tmp_path: Path, ann: Repository) -> None:
    (tmp_path / "roster.csv").write_text("student_id,name,username,repository\n1,Ann,ann,repos/ann\n2,Bo,bo,repos/bo\n")
    ended = subprocess.run(
        [sys.executable, "-m", "grader", "collect", "--roster", "roster.csv", "--deadline", "2026-11-20T18:00Z"],
        cwd=catalogue.ROOT,
        env={**os.environ, "AWAITLINGS_CWD": str(tmp_path), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    first, second, _, last = ended.stdout.splitlines()
    assert "2026-11-20 17:59 +0000, 1 file that may count" in first
    assert second.startswith("2: not fetched: ")
    assert last.startswith("1 of 2 repositories")
    assert ended.returncode == 1


def type_in(folder: Path, *words: str) -> str:
    """Type a command in a folder: with the grader that lies there, else with ours."""
    variables = {**os.environ, "AWAITLINGS_CWD": str(folder), "PYTHONIOENCODING": "utf-8"}
    where = folder if (folder / "grader").exists() else catalogue.ROOT
    command = [sys.executable, "-m", "grader", *words]
    return subprocess.run(command, cwd=where, env=variables, capture_output=True, encoding="utf-8", check=False).stdout


def test_from_the_hand_out_to_the_gradebook(tmp_path: Path) -> None:
    """What an instructor and two students type, from the release to the grades."""
    desk = tmp_path / "desk"
    desk.mkdir()
    type_in(desk, "release", "hand-out", "--only", "11")
    solution = (catalogue.ROOT / "solutions" / "11_never_awaited" / "never_awaited.py").read_text("utf-8")
    for student in ("ann", "bo"):
        home = tmp_path / student
        repository = Repository(home)
        shutil.copytree(desk / "hand-out", home, dirs_exist_ok=True)
        repository.git("add", "--all")
        repository.git("commit", "--quiet", "--message", "handed out")
        bare = tmp_path / "forge" / f"{student}.git"
        repository.git("clone", "--quiet", "--bare", ".", str(bare))
        text = solution if student == "ann" else solution.replace("await file_answer", "file_answer")
        (home / NAME).write_text(text, "utf-8")
        assert ("6 of 6 points" in type_in(home, "grade", "11")) == (student == "ann")
        repository.commit(text, "2026-11-19T12:00:00Z")
        repository.git("push", "--quiet", str(bare), "main")
    rows = ["student_id,repository", "1,../forge/ann.git", "2,../forge/bo.git", "3,../forge/cy.git"]
    (desk / "roster.csv").write_text("\n".join(rows))
    type_in(desk, "collect", "--roster", "roster.csv", "--deadline", "2026-11-20", "--out", "submissions")
    said = type_in(desk, "classroom", "submissions", "--roster", "roster.csv", "--out", "grades", "--only", "11")
    assert said.splitlines()[:4] == [
        "3 students: 2 graded, 1 ungradable.",
        "2 answers judged now, 0 known from before.",
        "Not settled, and no zero: 3. The class page says why.",
        f"Grade again, or set points in {desk / 'grades' / 'overrides.csv'}.",
    ]
    with (desk / "grades" / "gradebook.csv").open(encoding="utf-8", newline="") as file:
        graded = list(csv.DictReader(file))
    assert [(row["student_id"], row["total"]) for row in graded] == [("1", "6"), ("2", "4"), ("3", "")]
    assert graded[0]["flags"] == "11: equal to the solution."
