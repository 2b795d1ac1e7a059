"""Exercises under plain pytest, and as the test view of an editor lists and runs them."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.conftest import make_clone

pytest_plugins = ["pytester"]

PLUGINS = "-pno:langsmith", "-pno:hypothesispytest", "-pno:anyio"  # of other packages here: they only take time

# What the Python extension of VS Code asks of each item, written down as it nests it: files, classes, tests.
VIEW = """
import json, pytest

def pytest_collection_finish(session):
    rows = []
    for item in session.items:
        groups, parent = [], item.parent
        while isinstance(parent, pytest.Class):
            groups, parent = [parent.name, *groups], parent.parent
        assert isinstance(parent, pytest.File)
        name = "::".join([str(item.path), *item.nodeid.split("::")[1:]])
        line = item.location[1] + 1
        rows.append({"id": name, "file": parent.path.name, "groups": groups, "line": line})
    with open("view.json", "w") as file:
        json.dump(rows, file)
"""


@pytest.fixture
def checkout(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone with exercises 11 and 41, as the folder that is worked in."""
    for name in ("PYTHONPATH", "PYTEST_ADDOPTS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD"):
        monkeypatch.delenv(name, raising=False)
    return make_clone(pytester.path)


def solve(checkout: Path, exercise: str) -> None:
    shutil.copytree(checkout / "solutions" / exercise, checkout / "exercises" / exercise, dirs_exist_ok=True)


def without_hidden_checks(checkout: Path) -> None:
    for hidden in checkout.glob("exercises/*/.hidden"):
        shutil.rmtree(hidden)
    shutil.rmtree(checkout / "solutions")


def test_a_check_fails_at_the_learners_line_in_the_words_of_the_verdict(
    checkout: Path, pytester: pytest.Pytester
) -> None:
    ended = pytester.runpytest_subprocess(
        *PLUGINS, "exercises", "-k", "heartbeat", "--strict-markers", "--junitxml=j.xml"
    )
    ended.assert_outcomes(failed=2, deselected=ended.parseoutcomes()["deselected"])
    ended.stdout.fnmatch_lines(
        [
            "*_ the heartbeat goes on while one report is made _*",
            "blocking-call: A blocking call held the event loop*",
            "Next: *",
            "exercises/41_blocked_loop/blocked_loop.py:24: blocking-call",
            "FAILED exercises/41_blocked_loop/blocked_loop.py::part 1, The heartbeat keeps coming::the *",
        ]
    )
    text = (checkout / "j.xml").read_text("utf-8")
    told = ended.stdout.str() + text
    assert not any(word in told for word in ("no_beat_was_late", "expect_clean", ".hidden", "test_heart"))
    case = next(iter(ET.fromstring(text).iter("testcase")))
    properties = {each.attrib["name"]: each.attrib["value"] for each in case.iter("property")}
    assert properties["points"] == "0/2"
    assert case.find("failure").attrib["message"] == "blocking-call"  # type: ignore[union-attr]


def test_a_part_is_chosen_by_the_marker_that_exercism_uses(checkout: Path, pytester: pytest.Pytester) -> None:
    solve(checkout, "41_blocked_loop")
    ended = pytester.runpytest_subprocess(
        *PLUGINS, "exercises/41_blocked_loop", "-m", "task(taskno=2)", "--strict-markers"
    )
    ended.assert_outcomes(passed=1, deselected=3)


def test_the_test_view_of_vs_code_lists_files_parts_and_checks_and_runs_one(
    checkout: Path, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(vscode_view=VIEW)
    solve(checkout, "41_blocked_loop")
    view = ("-p", "vscode_view", f"--rootdir={checkout}")
    pytester.runpytest_subprocess(*PLUGINS, *view, "--collect-only", "exercises").assert_outcomes()
    assert not (checkout / ".awaitlings").exists()  # nothing was played
    rows = [row for row in json.loads((checkout / "view.json").read_text()) if row["file"] == "blocked_loop.py"]
    assert [row["groups"] for row in rows] == [
        ["part 1, The heartbeat keeps coming"],
        ["part 1, The heartbeat keeps coming"],
        ["part 2, Four reports at the same time"],
        ["part 3, Every report keeps its request id"],
    ]
    stub = (checkout / "exercises" / "41_blocked_loop" / "blocked_loop.py").read_text("utf-8").splitlines()
    assert [stub[row["line"] - 1].lstrip()[:5] for row in rows] == ['"""1.', '"""1.', '"""2.', '"""3.']
    pytester.runpytest_subprocess(*PLUGINS, *view, rows[2]["id"]).assert_outcomes(passed=1)


def test_an_edition_lists_its_visible_checks_or_says_who_holds_them(checkout: Path, pytester: pytest.Pytester) -> None:
    without_hidden_checks(checkout)
    shutil.rmtree(checkout / "exercises" / "11_never_awaited" / "checks", ignore_errors=True)
    ended = pytester.runpytest_subprocess(*PLUGINS, "-v", "exercises")
    ended.stdout.fnmatch_lines(
        [
            "*never_awaited.py::it imports and runs PASSED*",
            "*blocked_loop.py::part 1, The heartbeat keeps coming::the loop is free while a report is made FAILED*",
        ]
    )
    ended.assert_outcomes(passed=1, failed=3)


@pytest.mark.parametrize(("answer", "words"), [("def (:\n", "*syntax*"), (None, "*blocked_loop.py*")])
def test_what_cannot_be_run_fails_in_a_sentence(
    checkout: Path, pytester: pytest.Pytester, answer: str | None, words: str
) -> None:
    file = checkout / "exercises" / "41_blocked_loop" / "blocked_loop.py"
    file.unlink() if answer is None else file.write_text(answer)
    ended = pytester.runpytest_subprocess(*PLUGINS, "exercises/41_blocked_loop")
    ended.assert_outcomes(failed=4)
    ended.stdout.fnmatch_lines([words])
    assert "Traceback" not in ended.stdout.str()


def test_a_judge_that_cannot_play_is_an_error_and_no_failure(checkout: Path, pytester: pytest.Pytester) -> None:
    for file in checkout.glob("exercises/41*/.hidden/test_*.py"):
        file.write_text(file.read_text("utf-8") + "\nraise RuntimeError\n", "utf-8")
    ended = pytester.runpytest_subprocess(*PLUGINS, "exercises/41_blocked_loop")
    ended.assert_outcomes(errors=4)
    ended.stdout.fnmatch_lines(["Not your fault: *"])


def test_without_the_plug_ins_of_the_judge_one_sentence_says_what_to_type(
    checkout: Path, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Python with pytest and nothing else: its packages lie in a folder without the two plug-ins."""
    bare = pytester.mkdir("bare")
    for module in ("pytest", "_pytest", "pluggy", "iniconfig", "packaging", "pygments"):
        [found] = importlib.util.find_spec(module).submodule_search_locations or [None]  # type: ignore[union-attr]
        (bare / module).symlink_to(str(found))
    (bare / "py.py").symlink_to(str(importlib.util.find_spec("py").origin))  # type: ignore[union-attr]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(bare), str(checkout)]))
    ended = pytester.run(sys.executable, "-S", "-m", "pytest", "exercises")
    assert ended.ret == pytest.ExitCode.USAGE_ERROR
    assert ended.errlines[0] == (
        "ERROR: To judge exercises, this Python needs pytest-asyncio and pytest-timeout: "
        "python -m pip install -r requirements/grading.txt"
    )
