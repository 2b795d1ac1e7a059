"""What a lesson shows is true: its programs run and print what it says, its links lead somewhere.

A block ```python is a whole program. It is played in a match, so that it takes no time and always the same. What it
prints is compared with the block ```text right behind it ("This prints …:"), or with "prints `…`" in the line behind
it. ```python fragment is a piece of a program: it has to compile.
"""

from __future__ import annotations

import ast
import functools
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from grader.exercise.catalogue import ROOT
from tests.conftest import PlaySource

LESSONS = sorted((ROOT / "exercises").glob("*/README.md"))
FOR_PEOPLE = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")
DOCUMENTS = [*(ROOT / name for name in FOR_PEOPLE), *sorted((ROOT / "docs").rglob("*.md")), *LESSONS]
TALK = [path for path in DOCUMENTS if path.parent.name != "mistakes" or path.name == "README.md"]
KINDS = ("python", "python fragment", "text", "sh", "powershell", "toml", "yaml", "json", "vim")
FENCE = re.compile(r"^( *)```([^\n]*)\n(.*?)^\1```$\n*", re.MULTILINE | re.DOTALL)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def blocks(*kinds: str) -> list[Any]:
    """Every block of these kinds in what learners, authors and instructors read, with what stands behind it."""
    found = []
    for path in TALK:
        text = path.read_text("utf-8")
        for number, fence in enumerate(FENCE.finditer(text), 1):
            if fence[2] in kinds:
                behind = text[fence.end() :]
                found.append(pytest.param(fence[3], behind, id=f"{name_of(path)}, block {number}"))
    return found


@pytest.mark.parametrize(("source", "behind"), blocks("python"))
def test_a_program_of_a_lesson_runs_and_prints_what_it_says(play_source: PlaySource, source: str, behind: str) -> None:
    evidence = play_source(source, scenario="def played(kata, note):\n    pass")
    assert (evidence.end, str(evidence.error)) == ("returned", "None")
    if claim := re.match(r"(?:\w+ prints[^\n]*:\n+)?```text\n(.*?)^```$", behind, re.MULTILINE | re.DOTALL):
        assert evidence.output == claim[1]
    elif claim := re.match(r"\w+ prints `([^`]*)`", behind):
        assert evidence.output.startswith(claim[1])


def test_most_programs_of_lessons_say_what_they_print() -> None:
    said = [re.match(r"\w+ prints|```text", str(block.values[1])) for block in blocks("python")]
    assert len([claim for claim in said if claim]) > 20


@pytest.mark.parametrize(("source", "behind"), blocks("python fragment"))
def test_a_fragment_of_a_program_compiles(source: str, behind: str) -> None:
    compile(source, "fragment", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


def test_a_block_says_what_it_is_and_code_is_not_called_text() -> None:
    for path in TALK:
        for _, kind, body in FENCE.findall(path.read_text("utf-8")):
            assert kind in KINDS, (path, kind)
            if kind == "text":
                assert not re.search(r"^(import|from \w+ import|async def|def) ", body, re.MULTILINE), (path, body)


@pytest.mark.parametrize("path", LESSONS, ids=name_of)
def test_a_file_that_a_lesson_says_to_run_is_there(path: Path) -> None:
    for file in re.findall(r"^ +python ([\w/]+\.py)$", path.read_text("utf-8"), re.MULTILINE):
        assert (path.parent / file).is_file()


def test_the_commands_of_a_lesson_name_folders_and_modules_that_are_there() -> None:
    """Sessions of nox are looked up in tests/test_repository.py."""
    for path in LESSONS:
        for _, kind, body in FENCE.findall(path.read_text("utf-8")):
            for line in body.splitlines() if kind == "sh" else ():
                folder = re.match(r"cd (\S+)", line)
                module = re.match(r"python -m ([\w.]+)", line)
                assert folder is None or (ROOT / folder[1]).is_dir(), line
                assert module is None or (path.parent / f"{module[1].replace('.', '/')}.py").is_file(), line


# One skeleton (docs/style.md)

HEADINGS = ["The story", "The lesson", "Parts", "Out of scope", "In the documentation"]


@pytest.mark.parametrize("path", LESSONS, ids=name_of)
def test_a_lesson_has_the_skeleton_and_the_title_of_its_exercise(path: Path) -> None:
    text = path.read_text("utf-8")
    title = tomllib.loads((path.parent / "exercise.toml").read_text("utf-8"))["title"]
    assert text.startswith(f"# {title}\n\n**You learn** ")
    assert re.findall(r"^## (.*)$", FENCE.sub("", text), re.MULTILINE) == HEADINGS


# Links


@functools.cache
def python_docs() -> dict[str, set[str]]:
    """Page -> its sections and entries, as recorded; the file says how."""
    pages: dict[str, set[str]] = {}
    page = ""
    for line in (ROOT / "tests" / "python_docs.txt").read_text("utf-8").splitlines():
        if line.startswith("#") or not line:
            continue
        if not line.startswith(" "):
            page = line.partition(":")[0]
        pages.setdefault(page, set()).update(line.removeprefix(f"{page}:").split())
    return pages


def texts() -> list[Path]:
    """Everything that a person may read a link in."""
    code = [path for folder in ("exercises", "solutions", "grader") for path in (ROOT / folder).rglob("*.*")]
    return [*DOCUMENTS, *(path for path in code if path.suffix in (".py", ".toml", ".html"))]


def test_links_into_the_python_documentation_lead_to_a_section_that_is_there() -> None:
    count, wrong = 0, []
    for path in texts():
        for link in re.findall(r"https?://docs\.python\.org[^\s)>\"'`]*", path.read_text("utf-8")):
            count += 1
            parts = re.fullmatch(r"https://docs\.python\.org/3/([\w./-]+\.html)(?:#([\w.-]+))?", link)
            known = python_docs().get(parts[1]) if parts else None
            if known is None or not parts or (parts[2] is not None and parts[2] not in known):
                wrong.append(f"{name_of(path)}: {link}")
    assert wrong == []
    assert count > 150


def test_links_between_the_files_lead_to_files() -> None:
    wrong = []
    for path in DOCUMENTS:
        for link in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", FENCE.sub("", path.read_text("utf-8"))):
            if not (path.parent / link).exists():
                wrong.append(f"{name_of(path)}: {link}")
    assert wrong == []


def test_other_links_are_well_formed() -> None:
    for path in DOCUMENTS:
        for link in re.findall(r"\]\((https?:[^)\s]*)\)", path.read_text("utf-8")):
            assert re.fullmatch(r"https://[a-z0-9.-]+\.[a-z]+(:\d+)?(/[\w./~#%?=&+-]*)?", link), (path, link)
