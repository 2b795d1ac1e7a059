"""From the words to the exercise: the table is true, is found by any piece of a message, and is the source of its page.

After a change of the table:  AWAITLINGS_PAGES=write python -m pytest tests/test_symptoms.py -k page
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from grader.cli import main
from grader.diagnosis import MISTAKES
from grader.exercise import symptoms
from grader.exercise.catalogue import ROOT, load
from grader.exercise.symptoms import Symptom
from tests.pages import pages

ROWS = symptoms.table()
PAGE = ROOT / "docs" / "symptoms.md"
_BLOCK = re.compile(r"^## ([^\n]*)\n\n```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROGRAMS = dict(_BLOCK.findall((ROOT / "tests" / "symptoms.md").read_text("utf-8")))
EXERCISES = {exercise.id: exercise for exercise in load()}


def title(row: Symptom) -> str:
    return row.title[:60]


# The rows


def test_the_diagnosis_reads_what_the_table_says() -> None:
    assert symptoms.patterns() == [(row.pattern, row.mistake) for row in ROWS if row.pattern]


@pytest.mark.parametrize("row", ROWS, ids=title)
def test_a_row_names_mistakes_and_exercises_that_exist_and_says_something(row: Symptom) -> None:
    assert row.said or row.seen
    assert not row.mistake or row.mistake in MISTAKES
    assert set(row.exercises) <= set(EXERCISES)
    assert row.mistake or row.say
    assert row.exercises or row.source
    assert not (row.pattern and not row.mistake)


def test_each_row_stands_once() -> None:
    titles = [row.title for row in ROWS]
    assert len(titles) == len(set(titles))


def test_a_row_has_a_program_that_prints_it_or_a_source() -> None:
    """What a library prints that is installed here is printed here."""
    printed = {row.said for row in ROWS if row.said and not row.source}
    assert printed - set(PROGRAMS) == set()
    assert set(PROGRAMS) - {row.said for row in ROWS} == set()
    here = {
        "asyncio",
        "Python",
        "FastAPI",
        "LangGraph",
        "httpx",
        "pytest",
        "unittest",
        "unittest.mock",
        "AnyIO",
        "sqlite3",
    }
    cited = {row.said for row in ROWS if row.by in here and row.said not in PROGRAMS}
    assert cited == {"OSError: [Errno 24] Too many open files"}  # no test should use up the files of a machine


# Imports the libraries once and runs each program in a copy of itself: importing LangGraph takes longer than the rest.
FORKING = """
import asyncio, gc, json, os, sys, tempfile, traceback
import anyio, fastapi.testclient, fastapi.sse, httpx, langgraph.checkpoint.memory, langgraph.graph
printed = {}
for said, program in json.load(sys.stdin).items():
    with tempfile.TemporaryFile() as file:
        if not (pid := os.fork()):
            os.dup2(file.fileno(), 1), os.dup2(file.fileno(), 2)
            try:
                exec(compile(program, "program.py", "exec"), {"__name__": "__main__", "asyncio": asyncio})
            except BaseException:
                traceback.print_exc()
            gc.collect(), sys.stdout.flush(), sys.stderr.flush(), os._exit(0)
        os.waitpid(pid, 0)
        file.seek(0)
        printed[said] = file.read().decode()
print(json.dumps(printed))
"""
_OF_A_LIBRARY = re.compile(r"^(import|from) (anyio|fastapi|httpx|langgraph)", re.MULTILINE)


@pytest.fixture(scope="module")
def of_libraries() -> dict[str, str]:
    """What the programs print that import a library, by the words that they are to print."""
    programs = {said: program for said, program in PROGRAMS.items() if _OF_A_LIBRARY.search(program)}
    command = [sys.executable, "-X", "utf8", "-c", FORKING]
    ended = subprocess.run(command, input=json.dumps(programs), capture_output=True, encoding="utf-8", check=True)
    return dict(json.loads(ended.stdout))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="programs are forked")
@pytest.mark.parametrize("said", PROGRAMS, ids=lambda said: said[:60])
def test_a_program_prints_the_words(said: str, of_libraries: dict[str, str], tmp_path: Path) -> None:
    (row,) = (row for row in ROWS if row.said == said)
    if not (printed := of_libraries.get(said, "")):
        program = tmp_path / "program.py"
        program.write_text(f"import asyncio\n{PROGRAMS[said]}", "utf-8")
        command = [sys.executable, "-X", "utf8", str(program)]
        ended = subprocess.run(
            command,
            capture_output=True,
            encoding="utf-8",
            check=False,
            cwd=tmp_path,
            timeout=60,
        )
        printed = ended.stdout + ended.stderr
    assert row in symptoms.find(printed), printed


# What is looked for


WORDS = """attached to a different loop
GraphRecursionError
Recursion limit of 25 reached
Attempted to exit cancel scope in a different task
was created in a different Context
nest_asyncio
another operation is in progress
MissingGreenlet
You cannot call this from an async context
SynchronousOnlyOperation
object MagicMock can't be used in 'await' expression
Unclosed client session
429 Too Many Requests
There is no current event loop in thread
changed size during iteration
cannot reuse already awaited coroutine
Passing coroutines is forbidden
InvalidUpdateError
exit cancel scope in a different task
created in a different Context
Event loop is closed""".splitlines()


@pytest.mark.parametrize("words", WORDS)
def test_words_that_people_search_for_lead_somewhere(words: str) -> None:
    for typed in (words, words.upper(), f"  {words}\n"):
        assert symptoms.find(typed)


_MESSAGE = re.compile(
    r"[\w.]*[A-Z]\w*(Error|Warning|Group|Iteration|Exit): \S|(Task|Future|Executing|object|coroutine|'\w+') \S+ \S|"
    "async generator|.*event loop$|.*loop is "
)


def quoted() -> dict[str, str]:
    """Every message of Python or a library that a lesson or a page quotes, and where."""
    found = {}
    paths = [*(ROOT / "exercises").glob("*/README.md"), *(ROOT / "docs" / "mistakes").glob("*.md")]
    for path in paths:
        text = re.sub(r"^ *```.*?^ *```$", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
        text = " ".join(text.split())
        for quote in re.findall(r"`([^`]+)`", text):
            if _MESSAGE.match(quote):
                found[quote] = path.parent.name if path.name == "README.md" else path.stem
    return found


def test_what_lessons_and_pages_quote_is_in_the_table() -> None:
    assert len(quoted()) > 30
    missing = {quote: place for quote, place in quoted().items() if not symptoms.find(quote)}
    assert missing == {}


TRACEBACK = """Traceback (most recent call last):
  File "/app/main.py", line 9, in <module>
    asyncio.run(main())  # TimeoutError
  + Exception Group Traceback (most recent call last):
  |   File "/app/main.py", line 7, in main
  |     async with asyncio.TaskGroup() as group:
  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "/app/main.py", line 3, in read
    |     async with lock:
    | RuntimeError: <asyncio.locks.Lock object at 0x7f00 [locked]> is bound to a different event loop
    +------------------------------------
"""


def test_the_error_inside_a_group_comes_before_the_group_and_source_lines_say_nothing() -> None:
    assert [row.mistake for row in symptoms.find(TRACEBACK)] == ["wrong-loop", "group-not-caught"]


@pytest.mark.parametrize("row", [row for row in ROWS if row.said], ids=title)
def test_a_pasted_message_finds_its_row_first(row: Symptom) -> None:
    """A wording that is there word for word comes before what merely fits a pattern."""
    if not row.said.startswith("ValueError: <Token"):  # another row's message stands in it
        assert symptoms.find(row.said)[0] == row


def test_a_traceback_may_be_pasted_or_piped(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["explain", TRACEBACK]) == 0
    pasted = capsys.readouterr().out
    monkeypatch.setattr(sys, "stdin", io.StringIO(TRACEBACK))
    assert main(["explain", "-"]) == 0
    assert capsys.readouterr().out == pasted
    assert "nox -s explain -- wrong-loop" in pasted
    assert "35 bound_to_a_loop" in pasted


def test_unknown_words_get_the_nearest_three_and_how_to_report(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "the semaphore was given back to another task"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[1] == "The nearest:"
    assert len(said) == 6
    assert said[-1].startswith("If it is about async Python, please report it")


def test_many_rows_are_cut_short(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "event loop"]) == 0
    text = capsys.readouterr().out
    assert text.count("Mistake ") == 3
    assert "Type more of the message." in text


# The page


def page() -> str:
    """docs/symptoms.md as the table makes it."""
    seen = [row for row in ROWS if row.seen]
    lines = [
        "# Find your error message",
        "",
        "Search this page for a piece of what you see, or type it:",
        "",
        "```sh",
        'nox -s explain -- "attached to a different loop"',
        "```",
        "",
        "A whole traceback is fine too: `nox -s explain -- -` reads it from standard input. If your message is not",
        "here, please [report it](../CONTRIBUTING.md).",
        "",
        "## Nothing is printed",
        "",
        "| What you see | What it is | Exercises |",
        "|---|---|---|",
        *(_line(row) for row in seen),
    ]
    for by in dict.fromkeys(row.by for row in ROWS if row.said):
        lines += ["", f"## {by}", "", "| What is printed | What it is | Exercises |", "|---|---|---|"]
        lines += [_line(row) for row in ROWS if row.said and row.by == by]
    return "\n".join(
        [*lines, "", "This page is made from `grader/exercise/symptoms.toml`, and a test compares the two.", ""]
    )


def _line(row: Symptom) -> str:
    said = f"`{row.title}`" if row.said else row.title
    more = "".join(f"<br>`{other}`" for other in row.also)
    parts = [f"[{row.mistake}](mistakes/{row.mistake}.md)." if row.mistake else "", row.say]
    if row.source:
        parts.append(f"[Source]({row.source}).")
    exercises = [EXERCISES[name] for name in row.exercises]
    links = ", ".join(f"[{each.label}](../exercises/{each.folder.name}/README.md)" for each in exercises)
    cells = (said + more, " ".join(filter(None, parts)), links)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def test_the_page_is_what_the_table_makes() -> None:
    if os.environ.get("AWAITLINGS_PAGES") == "write":
        PAGE.write_text(page(), "utf-8")
    assert PAGE.read_text("utf-8") == page(), "docs/symptoms.md is out of date: see the top of this file"


def test_every_mistake_of_python_and_its_libraries_is_found_by_some_words() -> None:
    """A page that quotes a message in its first lines has a row that leads to it."""
    led = {row.mistake for row in ROWS}
    quoting = {name for name, page in pages().items() if re.search(r"`[\w.]*(Error|Warning): ", page.opening)}
    assert quoting - led == set()


def test_the_table_is_plain_toml() -> None:
    data = tomllib.loads((ROOT / "grader" / "exercise" / "symptoms.toml").read_text("utf-8"))
    assert set(data) == {"row"}


# `list`


def test_list_finds_exercises_by_a_message_and_names_those_whose_lesson_has_the_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["list", "--plain", "attached to a different loop"]) == 0
    listed = capsys.readouterr().out
    assert re.findall(r"^(\d\d) ", listed, re.MULTILINE) == ["32", "35", "84"]
    assert main(["list", "--plain", "semaphore"]) == 0
    listed = capsys.readouterr().out
    assert re.findall(r"^(\d\d) ", listed, re.MULTILINE) == ["35"]
    assert re.search(r"In lessons and messages also: .*\b61\b", listed)
    assert main(["list", "no lesson has such words"]) == 2
    assert "titles, lessons and messages" in capsys.readouterr().err
