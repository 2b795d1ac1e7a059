"""`nox -s explain`: a page of text on each named mistake, in a terminal of any width, found however it is typed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from grader.cli import main
from grader.diagnosis import MISTAKES
from grader.exercise.catalogue import ROOT
from tests.pages import pages
from tests.planted import laid_out


@pytest.fixture(autouse=True)
def a_narrow_terminal_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "60")


@pytest.mark.parametrize("name", sorted(MISTAKES))
def test_every_name_is_explained(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main(["explain", name]) == 0
    text = capsys.readouterr().out
    assert text.startswith(f"{name}\n\n  ")
    assert "\x1b" not in text
    assert "```" not in text
    for section in ("Instead of", "Write"):
        code = "".join(f"    {line}".rstrip() + "\n" for line in pages()[name].code(section).splitlines())
        assert f"\n{section}\n\n{code}" in text
    code_and_links = ("    ", "  https:")
    assert [line for line in text.splitlines() if len(line) > 60 and not line.startswith(code_and_links)] == []


@pytest.mark.parametrize(
    "words", [["Blocking-Call"], ["blocking_call"], ["blocking", "call"], ["blocking-call.md"], [" blocking-call "]]
)
def test_a_name_may_be_typed_in_many_ways(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert main(["explain", *words]) == 0
    assert capsys.readouterr().out.startswith("blocking-call\n")


@pytest.mark.parametrize(
    ("word", "advice"),
    [
        ("bloking-call", " Did you mean blocking-call?"),
        ("blok", " Did you mean blocking-call or blocked-outside?"),
        ("deadlok", " Did you mean deadlock or pipe-deadlock?"),
        ("never", " Did you mean never-awaited or never-discarded or test-never-ran?"),
        ("xyzzy", ""),
        ("../architecture", ""),
    ],
)
def test_a_name_that_is_none_gets_the_nearest(capsys: pytest.CaptureFixture[str], word: str, advice: str) -> None:
    assert main(["explain", word]) == 2
    said = capsys.readouterr().err
    assert said == f"There is no mistake named {word!r}.{advice} All names:  nox -s explain\n"


def test_without_a_name_all_are_listed_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[: len(MISTAKES)]] == sorted(MISTAKES)
    assert max(map(len, lines)) <= 60
    assert lines[-1] == "For one of them:  nox -s explain -- NAME"


def test_it_starts_without_the_judge() -> None:
    """Neither pytest nor the judge is imported: a page should be there before you have let go of the key."""
    command = [sys.executable, "-X", "importtime", "-m", "grader", "explain", "deadlock"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert imported & {"pytest", "grader.judge", "asyncio", "grader.grading.grade"} == set()


def test_a_verdict_tells_once_how_to_read_about_its_mistake(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    submission = laid_out("blocked_loop", "wrong/one_by_one", tmp_path)
    assert main(["grade", "41", "--submission", str(submission)]) == 1
    text = " ".join(capsys.readouterr().out.split())
    assert text.count("nox -s explain -- sequential-awaits") == 1
