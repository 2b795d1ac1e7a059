"""`nox -s check -- ID`: what CI asks of one exercise. It names what is wrong, and records a stub that has changed."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from grader.exercise.catalogue import ROOT
from grader.lab import authoring

MISSPELT = "dreiw"[::-1]  # codespell reads this file too
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the judge is forked")


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exercise of "in five minutes" in docs/for-authors.md, typed as it says there."""
    clone = tmp_path_factory.mktemp("five_minutes") / "clone"
    page = (ROOT / "docs" / "for-authors.md").read_text("utf-8").partition("## An exercise in five minutes")[2]
    new, again = re.findall(r"^nox -s (.*)$", page.partition("```sh\n")[2].partition("```")[0], re.MULTILINE)
    made = type_in(clone, new)
    assert made.returncode == 0, made.stderr
    left = type_in(clone, again)
    assert left.returncode == 1
    assert "still to write" in left.stdout
    for path in (clone.parent / "teas").rglob("*.*"):
        if path.suffix in (".md", ".py", ".toml") and authoring.MARK in (text := path.read_text("utf-8")):
            path.write_text(text.replace(authoring.MARK, "A sentence"), "utf-8")
    assert "`61 tea_house: all is well`" in page
    return clone.parent / "teas" / "exercises"


def type_in(clone: Path, command: str) -> subprocess.CompletedProcess[str]:
    """What nox does with `nox -s COMMAND`."""
    words = [word for word in shlex.split(command) if word != "--"]
    env = {**os.environ, "AWAITLINGS_CWD": str(clone)}
    env.pop("CI", None)
    command_line = [sys.executable, "-m", "grader", *words]
    return subprocess.run(command_line, cwd=ROOT, env=env, capture_output=True, encoding="utf-8", check=False)


def check(pack: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "grader", "check", "tea_house", "--exercises", str(pack)]
    env = {name: value for name, value in os.environ.items() if name != "CI"} | variables
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, encoding="utf-8", check=False)


def test_what_is_in_order_is_said_to_be(pack: Path) -> None:
    """The five minutes of the page for authors end here; the stub is recorded on the way."""
    ended = check(pack)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines()[-1] == "61 tea_house: all is well"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("README.md", "## The story\n", f"## The story\n\nThat is {MISSPELT}.\n", "spelling:"),
        (".hidden/test_tea_house.py", "LETTERS = [", "LETTERS  =  [", "layout:"),
        (".hidden/test_tea_house.py", "from grader", "import os\n\nfrom grader", "likely mistakes:"),
    ],
)
def test_what_is_wrong_is_named(pack: Path, file: str, old: str, new: str, said: str) -> None:
    path = pack / "61_tea_house" / file
    before = path.read_text("utf-8")
    path.write_text(before.replace(old, new, 1), "utf-8")
    try:
        ended = check(pack)
    finally:
        path.write_text(before, "utf-8")
    assert ended.returncode in (1, 2)
    assert said in ended.stdout + ended.stderr


def test_a_changed_stub_is_recorded_but_not_in_ci(pack: Path) -> None:
    stub = pack / "61_tea_house" / "tea_house.py"
    record = pack / "61_tea_house" / ".stub.json"
    before = record.read_bytes()
    stub.write_text(stub.read_text("utf-8") + "# one more line\n", "utf-8")
    assert check(pack, CI="true").returncode == 1
    assert record.read_bytes() == before
    ended = check(pack)
    assert ended.returncode == 0
    assert ended.stdout.startswith("recorded 61 tea_house: its stub, or a file beside it, has changed\n")
    assert "one more line" in record.read_text("utf-8")
