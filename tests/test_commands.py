"""What pages tell people to type works as typed: each command is known, and takes these options."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from grader.cli import _parser
from grader.cli.verbs import VERBS
from grader.exercise.catalogue import ROOT

PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    ROOT / ".github" / "pull_request_template.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "exercises").glob("*/README.md")),
]
OF_THE_PROJECT = {"tests", "lint"}  # sessions of the noxfile that are no verb of the grader
STANDS_FOR = {"ID": "41", "SUBMISSIONS": "submissions", "FILE": "file", "NAME": "blocking-call"}


def typed(path: Path) -> list[str]:
    """Every command of nox in a page: in a block, or between two backticks."""
    text = path.read_text("utf-8")
    blocks = re.findall(r"^ *```(?:sh|text)\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    inline = [" ".join(words.split()) for words in re.findall(r"`((?:python -m )?nox -s [^`]+)`", text)]
    return [line for line in (*lines, *inline) if re.match(r"(python -m )?nox -s ", line)]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_page_tells_you_to_type_is_understood(path: Path) -> None:
    for line in typed(path):
        words = shlex.split(line.partition("   ")[0])
        verb = words[words.index("-s") + 1]
        rest = [STANDS_FOR.get(word, word) for word in words[words.index("-s") + 3 :]]
        if verb in OF_THE_PROJECT or verb in ("NAME", "VERB"):
            assert not [word for word in rest if word.endswith(".py") and not (ROOT / word).is_file()], line
        elif words[words.index("-s") + 2 :] or verb in ("grade", "watch", "list"):
            assert verb in VERBS, line
            if "--help" not in rest:
                _parser([verb]).parse_args([verb, *rest])
        else:
            assert verb in VERBS, line


def test_no_page_tells_you_to_type_what_needs_an_environment() -> None:
    """`python -m grader …` works only with what nox installs."""
    for path in PAGES:
        lines = [
            line
            for line in path.read_text("utf-8").splitlines()
            if re.match(r"\s*python -m (grader|pytest|ruff)", line)
        ]
        assert lines == [], path


def test_the_page_of_commands_has_every_command_and_no_other() -> None:
    text = (ROOT / "docs" / "commands.md").read_text("utf-8")
    assert set(re.findall(r"^\| `nox -s (\w+)", text, re.MULTILINE)) == set(VERBS) | OF_THE_PROJECT


def test_every_page_for_people_is_looked_at() -> None:
    assert sum(len(typed(path)) for path in PAGES) > 80
