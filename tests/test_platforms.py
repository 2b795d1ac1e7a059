"""What is written for Gradescope, Classroom 50 and spreadsheets; their scripts are run where they would lie."""

from __future__ import annotations

import csv as reader
import dataclasses
import io
import json
import os
import re
import shlex
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from grader.cli import VERBS, main
from grader.sinks import Unjudged, classroom50, csv, gradescope
from grader.verdict import UNJUDGED, Verdict
from tests.test_sinks import ATTACKS, SITUATIONS, hostile, inconclusive, one_failed, our_error

ROOT = Path(__file__).resolve().parent.parent
JUDGED = {name: verdict for name, verdict in SITUATIONS.items() if not any(e.open_points for e in verdict.exercises)}
VARIABLES = {
    "CLASSROOM": "async-2026", "ASSIGNMENT": "week-1", "SUBMISSION_TAG": "submit-3", "COMMIT_URL": "https://c",
    "RELEASE_URL": "https://r",
}  # fmt: skip
NOW = "2026-11-20T18:00:00Z"

# As the consumers publish them.
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
GRADESCOPE = {
    "type": "object", "additionalProperties": False, "required": ["score", "tests"],
    "properties": {
        "score": {"type": "number"}, "execution_time": {"type": "number"}, "output": {"type": "string"},
        "output_format": FORMAT, "test_output_format": FORMAT, "test_name_format": FORMAT,
        "visibility": VISIBILITY, "stdout_visibility": VISIBILITY, "extra_data": {"type": "object"},
        "tests": {"type": "array", "items": {
            "type": "object", "additionalProperties": False,
            "properties": {
                "score": {"type": "number"}, "max_score": {"type": "number"}, "status": {"enum": ["passed", "failed"]},
                "name": {"type": "string"}, "number": {"type": "string", "pattern": r"^\d+(\.\d+)*$"},
                "output": {"type": "string"},
            },
        }},
    },
}  # fmt: skip
CLASSROOM50 = {
    "type": "object",
    "required": ["schema", "classroom", "assignment", "submission", "commit", "release", "review", "datetime", "score",
                 "max-score", "tests"],
    "properties": {
        "schema": {"const": "classroom50/result/v1"}, "score": {"type": "integer"}, "max-score": {"type": "integer"},
        "datetime": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        "tests": {"type": "array", "items": {
            "type": "object", "required": ["test-name", "passed", "score", "max-score"],
            "properties": {
                "test-name": {"type": "string"}, "passed": {"type": "boolean"}, "score": {"type": "integer"},
                "max-score": {"type": "integer"},
            },
        }},
    },
}  # fmt: skip


@pytest.mark.parametrize("name", JUDGED)
def test_gradescope_and_classroom50_can_read_every_verdict(name: str) -> None:
    verdict = JUDGED[name]
    scope = json.loads(gradescope.render(verdict))
    jsonschema.validate(scope, GRADESCOPE)
    fifty = json.loads(classroom50.render(verdict, VARIABLES, NOW))
    jsonschema.validate(fifty, CLASSROOM50)
    assert (fifty["review"], fifty["classroom"]) == ("https://c", "async-2026")
    assert scope["score"] == fifty["score"] == verdict.points
    assert sum(test["max_score"] for test in scope["tests"]) == fifty["max-score"] == verdict.max_points
    assert sum(test["score"] for test in scope["tests"]) == verdict.points
    for told in fifty["tests"]:
        assert told["score"] == (told["max-score"] if told["passed"] else 0)


@pytest.mark.parametrize("verdict", [our_error(), inconclusive()], ids=["error", "inconclusive"])
def test_what_could_not_be_judged_is_never_a_zero(verdict: Verdict) -> None:
    with pytest.raises(Unjudged, match="they would be a zero"):
        gradescope.render(verdict)
    with pytest.raises(Unjudged):
        classroom50.render(verdict, VARIABLES, NOW)
    rows = list(reader.DictReader(io.StringIO(csv.render(verdict))))
    assert {row["points"] for row in rows if row["status"] in ("error", "inconclusive")} == {""}
    assert all(row["points"] != "" for row in rows if row["status"] in ("passed", "failed"))


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_a_learner_wrote_is_obeyed(attack: str) -> None:
    verdict = hostile(ATTACKS[attack])
    judged = tuple(e for e in verdict.exercises if not e.open_points and e.status not in UNJUDGED)
    verdict = dataclasses.replace(verdict, exercises=judged)
    assert judged
    for text in (gradescope.render(verdict), classroom50.render(verdict, VARIABLES, NOW), csv.render(verdict)):
        text.encode("ascii" if text.startswith("{") else "utf-8")
        assert not [char for char in set(text) if ord(char) < 32 and char != "\n"]
    table = list(reader.reader(io.StringIO(csv.render(verdict))))
    assert not [cell for row in table for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_a_cell_is_never_a_formula() -> None:
    assert csv.cell("=1+1") == "'=1+1"
    assert csv.cell("@SUM(A1)") == "'@SUM(A1)"
    assert csv.cell(-3) == "-3"
    part = dataclasses.replace(one_failed().exercises[0].parts[0], title="=cmd|' /C calc'!A0")
    exercise = dataclasses.replace(one_failed().exercises[0], parts=(part,))
    assert ",'=cmd" in csv.render(dataclasses.replace(one_failed(), exercises=(exercise,)))


def test_the_same_verdict_gives_the_same_bytes() -> None:
    verdict = one_failed()
    assert gradescope.render(verdict) == gradescope.render(verdict)
    assert classroom50.render(verdict, VARIABLES, NOW) == classroom50.render(verdict, VARIABLES, NOW)


# The autograders, run -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def gradescope_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder laid out as Gradescope lays out /autograder. The packages are those of this interpreter."""
    if os.name == "nt":
        pytest.skip("Gradescope's scripts are for bash")
    home = tmp_path_factory.mktemp("autograder")
    assert main(["release", str(home / "bundle.zip"), "--only", "11", "--for", "gradescope"]) == 0
    (home / "source").mkdir()
    with zipfile.ZipFile(home / "bundle.zip") as archive:
        names = archive.namelist()
        archive.extractall(home / "source")
        mode = archive.getinfo("run_autograder").external_attr >> 16
    assert mode & stat.S_IXUSR
    assert {"setup.sh", "run_autograder"} <= set(names)
    assert not [
        name for name in names if name.startswith("solutions/") or ("never_awaited" in name and "11_" not in name)
    ]
    (home / "awaitlings" / "bin").mkdir(parents=True)
    python = home / "awaitlings" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n')
    python.chmod(0o755)
    (home / "run_autograder").write_bytes((home / "source" / "run_autograder").read_bytes())
    return home


def run_gradescope(home: Path, source: str | None, **more: str) -> tuple[int, dict[str, Any] | None, str]:
    submission = home / "submission"
    submission.mkdir(exist_ok=True)
    for path in submission.iterdir():
        path.unlink()
    for name, text in {**({} if source is None else {"never_awaited.py": source}), **more}.items():
        (submission / name).write_text(text)
    done = subprocess.run(
        ["bash", str(home / "run_autograder")], cwd=home, env={**os.environ, "AUTOGRADER": str(home)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    results = home / "results" / "results.json"
    return done.returncode, json.loads(results.read_text()) if results.exists() else None, done.stdout + done.stderr


def solution() -> str:
    return (ROOT / "solutions" / "11_never_awaited" / "never_awaited.py").read_text()


def test_gradescope_grades_a_right_a_wrong_and_a_missing_submission(gradescope_home: Path) -> None:
    code, results, told = run_gradescope(gradescope_home, solution())
    assert (code, results and results["score"]) == (0, 6), told
    jsonschema.validate(results, GRADESCOPE)
    stub = (ROOT / "exercises" / "11_never_awaited" / "never_awaited.py").read_text()
    code, results, told = run_gradescope(gradescope_home, stub)
    assert (code, results and results["score"]) == (0, 0), told
    for name in ("loop.py", "never_awaited (1).py"):  # a person has to look at it, as at the instructor's own desk
        code, results, told = run_gradescope(gradescope_home, None, **{name: solution()})
        assert (code != 0, results) == (True, None)
        assert "never_awaited.py is missing" in told


def test_gradescope_gets_no_results_where_the_grader_itself_failed(gradescope_home: Path) -> None:
    hidden = gradescope_home / "source" / "exercises" / "11_never_awaited" / ".hidden" / "test_never_awaited.py"
    kept = hidden.read_text()
    hidden.write_text("this is no Python")
    try:
        code, results, told = run_gradescope(gradescope_home, solution())
    finally:
        hidden.write_text(kept)
    assert (code != 0, results) == (True, None)
    assert "would be a zero" in told


def test_classroom50_grades_a_checkout_and_trusts_nothing_in_it(tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    assert main(["release", str(bundle), "--only", "11", "--for", "classroom50"]) == 0
    checkout = tmp_path / "checkout"
    (checkout / "exercises" / "11_never_awaited").mkdir(parents=True)
    (checkout / "exercises" / "11_never_awaited" / "never_awaited.py").write_text(solution())
    for name in ("venv.py", "grader.py", "sitecustomize.py", "conftest.py", "asyncio.py"):
        (checkout / name).write_text("raise SystemExit('planted')")
    (checkout / "result.json").write_text('{"score": 100}')
    variables = {**os.environ, **VARIABLES, "AWAITLINGS_INSTALLED": "1", "USERNAME": "ada"}
    done = subprocess.run(
        [sys.executable, str(bundle / "autograder.py")], cwd=checkout, env=variables, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads((checkout / "result.json").read_text())
    jsonschema.validate(result, CLASSROOM50)
    assert (result["score"], result["max-score"], result["submission"]) == (6, 6, "submit-3")
    assert "6 of 6 points" in (checkout / "release-body.md").read_text()


def test_an_exercise_that_needs_more_packages_is_not_put_into_an_autograder(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["release", str(tmp_path / "x"), "--only", "92", "--for", "gradescope"]) == 2
    assert "more packages" in capsys.readouterr().err


# What stands in the files for CI --------------------------------------------------------------------------

WORKFLOWS = sorted((ROOT / "docs" / "ci").glob("*.yml"))
PLATFORMS = ROOT / "grader" / "classroom" / "platforms"
SCRIPTS = sorted(path for path in PLATFORMS.rglob("*") if path.is_file() and path.suffix != ".pyc")


def commands(data: Any) -> list[str]:
    """Every shell command in a workflow, wherever it stands."""
    if isinstance(data, dict):
        own = [str(text) for key in ("run", "script") for text in _listed(data.get(key))]
        return own + [text for value in data.values() for text in commands(value)]
    return [text for item in data for text in commands(item)] if isinstance(data, list) else []


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []


def lines_of(path: Path) -> list[str]:
    text = path.read_text().replace("\\\n", " ")
    return "\n".join(commands(yaml.safe_load(text))).splitlines() if path.suffix == ".yml" else text.splitlines()


@pytest.mark.parametrize("path", [*WORKFLOWS, *SCRIPTS], ids=lambda path: path.name)
def test_a_file_for_ci_names_only_sessions_and_flags_that_there_are(path: Path) -> None:
    from grader.cli import _parser

    for line in lines_of(path):
        for session, rest in re.findall(r"nox -s (\w+)(?: -- ([^|>&\n]*))?", line):
            assert session in VERBS, line
            flags = [word.split("=")[0] for word in rest.split() if word.startswith("--")]
            told = _flags(_parser([session]), session)
            assert set(flags) <= told, line
        for verb, rest in re.findall(r"-m grader (\w+)([^|>&\n]*)", line):
            assert verb in VERBS, line
            flags = [word for word in rest.split() if word.startswith("--")]
            assert set(flags) <= _flags(_parser([verb]), verb), line


def _flags(parser: Any, verb: str) -> set[str]:
    (verbs,) = [
        action for action in parser._actions if hasattr(action, "choices") and action.choices and verb in action.choices
    ]
    return set(verbs.choices[verb]._option_string_actions)


def test_the_check_of_files_for_ci_sees_a_wrong_one(tmp_path: Path) -> None:
    for text in ("python -m nox -s gradde", "python -m nox -s grade -- --gitlabb"):
        wrong = tmp_path / "wrong.yml"
        wrong.write_text(f"job:\n  script:\n    - {text}\n")
        with pytest.raises(AssertionError):
            test_a_file_for_ci_names_only_sessions_and_flags_that_there_are(wrong)
