"""The files around the code keep their word: commands that exist, locks that lock, one version everywhere."""

import functools
import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import textwrap
import tomllib
from pathlib import Path
from types import ModuleType

import jsonschema
import nox.registry
import pytest
import yaml
from packaging.requirements import Requirement

import grader
from grader.cli import _parser, main
from grader.cli.verbs import VERBS

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
GITLAB = ROOT / "docs" / "ci" / "gitlab-ci.yml"
WORKFLOWS = [
    *(ROOT / ".github" / "workflows").glob("*.yml"),
    *(p for p in (ROOT / "docs" / "ci").glob("*.yml") if p.stem != "gitlab-ci"),
]


@functools.cache
def noxfile() -> ModuleType:
    spec = importlib.util.spec_from_file_location("noxfile_under_test", ROOT / "noxfile.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sessions() -> set[str]:
    """The sessions that the noxfile defines."""
    noxfile()
    return set(nox.registry.get())


def documents() -> list[Path]:
    """Every file in which somebody is told to type a command."""
    names = (
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        ".github/pull_request_template.md",
        ".ci/run",
    )
    texts = [*(ROOT / name for name in names), *WORKFLOWS, GITLAB]
    return [*texts, *(ROOT / "docs").rglob("*.md"), *(ROOT / "exercises").glob("*/README.md")]


def readme_command(name: str) -> list[str]:
    """The lines of the fenced block below <!-- command: NAME --> in the README, as .ci/run finds them."""
    pattern = rf"^ *<!-- command: {name} -->\n *```\w*\n(.*?)^ *```$"
    block = re.search(pattern, (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert block, f"README.md has no fenced block right below the line <!-- command: {name} -->"
    return textwrap.dedent(block[1]).splitlines()


def steps(workflow: Path) -> dict[str, dict]:
    jobs = yaml.safe_load(workflow.read_text("utf-8"))["jobs"].values()
    return {step.get("name", step.get("uses", step.get("run"))): step for job in jobs for step in job["steps"]}


def requirements_in(lock: Path) -> dict[str, str]:
    """Each requirement of a lock, by its name: the whole logical line, with its hashes."""
    lines = re.sub(r"\s*\\\n\s*", " ", lock.read_text("utf-8")).splitlines()
    entries = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    return {re.match(r"[\w.-]+", entry)[0].lower(): entry for entry in entries}


# Commands


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_session_that_is_named_exists(document: Path) -> None:
    named = set(re.findall(r"\bnox(?:[ \t]+-f[ \t]+\S+)?[ \t]+-s[ \t]+([a-z][\w-]*)", document.read_text("utf-8")))
    assert named <= sessions(), f"{document.name} names sessions that noxfile.py does not define"


def test_the_search_for_sessions_finds_some() -> None:
    assert {"grade", "tests", "lint", "prove"} <= sessions()


def test_every_command_is_a_verb_of_the_grader(capsys: pytest.CaptureFixture[str]) -> None:
    for verb in noxfile().COMMANDS:
        with pytest.raises(SystemExit) as ended:
            main([verb, "--help"])
        assert (ended.value.code, capsys.readouterr().err) == (0, ""), verb


@pytest.mark.parametrize(
    ("name", "step"), [("grade", "Grade"), ("grade-windows", "Grade on Windows"), ("tests", "Test")]
)
def test_the_workflow_types_what_the_readme_says(name: str, step: str) -> None:
    run = steps(ROOT / ".github" / "workflows" / "tests.yml")[step]["run"]
    assert run.splitlines() == readme_command(name)


def test_the_readmes_commands_install_nox_and_name_their_session() -> None:
    for name in ("grade", "tests"):
        command = "\n".join(readme_command(name))
        assert "pip install nox" in command
        assert f"nox -s {name}" in command


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_may_only_read_and_end_by_themselves(workflow: Path) -> None:
    content = yaml.safe_load(workflow.read_text("utf-8"))
    assert content["permissions"] == {"contents": "read"}
    for job in content["jobs"].values():
        assert job["timeout-minutes"] <= {"record": 120, "newest": 60, "nightly": 120}.get(workflow.stem, 20)
        assert job.get("permissions", {}).get("contents", "read") == "read"
        checkouts = [step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]
        assert [step["with"]["persist-credentials"] for step in checkouts] == [False]


@pytest.mark.skipif(os.name == "nt", reason="the workflow runs on Linux")
def test_what_no_longer_holds_on_the_newest_versions_becomes_an_issue_that_names_it(tmp_path: Path) -> None:
    step = steps(ROOT / ".github" / "workflows" / "newest.yml")["Open an issue"]
    (tmp_path / "gh").write_text('#!/bin/sh\nprintf "%s\\n" "$@" >asked.txt\n')
    (tmp_path / "gh").chmod(0o755)
    (tmp_path / "said.txt").write_text(
        "proved  11 never_awaited\n"
        "FAILED  94 real_langgraph\n        right/sends, part 3 fails (test_steps): It raised TypeError\n"
        "FAILED tests/test_lessons.py::test_a_program_prints_what_its_lesson_says[32] - assert\n"
    )
    variables = {
        **os.environ,
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
        "WHERE": "Python 3.15",
        "RUN": "RUN",
    }
    subprocess.run(["bash", "-eo", "pipefail", "-c", step["run"]], cwd=tmp_path, env=variables, check=True)
    assert "Something no longer holds on Python 3.15" in (tmp_path / "asked.txt").read_text()
    body = (tmp_path / "issue.md").read_text()
    assert all(word in body for word in ("94 real_langgraph", "part 3 fails", "test_lessons.py"))
    assert "never_awaited" not in body


def test_the_weekly_run_names_tests_that_exist() -> None:
    named = re.findall(r"tests/\w+\.py", (ROOT / ".github" / "workflows" / "newest.yml").read_text("utf-8"))
    assert len(named) >= 4
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_what_the_night_runs_are_commands_with_options_that_exist() -> None:
    content = yaml.safe_load((ROOT / ".github" / "workflows" / "nightly.yml").read_text("utf-8"))
    matrix = content["jobs"]["thorough"]["strategy"]["matrix"]
    assert [each["what"] for each in matrix["include"]] == matrix["what"]
    for each in matrix["include"]:
        verb, *words = shlex.split(each["run"].partition("nox -s ")[2])
        assert verb in sessions()
        if verb in VERBS:
            _parser([verb]).parse_args([verb, *words[1:]])


def test_the_readmes_commands_run_on_all_three_systems() -> None:
    content = yaml.safe_load((ROOT / ".github" / "workflows" / "tests.yml").read_text("utf-8"))
    systems = content["jobs"]["readme"]["strategy"]["matrix"]["system"]
    assert systems == ["ubuntu-latest", "macos-latest", "windows-latest"]


def test_the_learners_workflow_annotates() -> None:
    workflow = ROOT / "docs" / "ci" / "github-actions.yml"
    assert steps(workflow)["Grade"]["run"] == "python -m nox -s grade -- --github"


@pytest.mark.parametrize(
    "document", ["docs/for-instructors.md", "docs/ci/record.yml", "docs/for-authors.md", "README.md"]
)
def test_the_commands_of_a_document_are_understood(document: str) -> None:
    """Whole lines of commands: their options exist, and nothing that is needed is missing."""
    text = (ROOT / document).read_text("utf-8")
    typed = re.findall(r"^ *(?:python -m )?nox -s ([a-z]+) -- (.*)$", text, re.MULTILINE)
    for verb, words in typed:  # what a workflow is asked for is a number here
        _parser([verb]).parse_args([verb, *shlex.split(words.replace('"$LATE"', "10"))])
    assert typed or document in ("README.md", "docs/for-authors.md")


def test_the_step_that_runs_students_code_has_no_secret() -> None:
    for name, step in steps(ROOT / "docs" / "ci" / "record.yml").items():
        assert ("secrets." in str(step)) == (name == "Collect"), name


# What devcontainer.json uses of the published schema, with which the weekly run compares the whole file.
DEV_CONTAINER = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "image": {"type": "string", "pattern": r"^[\w./-]+:[\w.-]+$"},
        "onCreateCommand": {"type": ["string", "array", "object"]},
        "postAttachCommand": {"type": ["string", "array", "object"]},
        "customizations": {
            "type": "object",
            "properties": {"vscode": {"type": "object", "properties": {"extensions": {"type": "array"}}}},
        },
    },
    "required": ["image"],
    "additionalProperties": False,
}


def test_the_dev_container_opens_what_is_there() -> None:
    text = (ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8")
    content = json.loads(text)
    jsonschema.validate(content, DEV_CONTAINER)
    assert set(re.findall(r"nox -s (\w+)", text)) <= sessions()
    assert all((ROOT / name).exists() for name in re.findall(r"-r (\S+\.txt)", text))
    recommended = json.loads((ROOT / ".vscode" / "extensions.json").read_text("utf-8"))["recommendations"]
    assert content["customizations"]["vscode"]["extensions"] == recommended


@pytest.mark.skipif(os.name == "nt", reason="a checkout on Windows has no executable bit")
def test_ci_run_is_a_script_that_bash_can_read() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    bash = shutil.which("bash")
    assert bash
    parsed = subprocess.run([bash, "-n", script], capture_output=True, text=True, check=False)
    assert (parsed.returncode, parsed.stderr) == (0, "")


# Locks


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_requirement_has_one_version_and_hashes_and_no_address(lock: Path) -> None:
    assert "://" not in lock.read_text("utf-8")
    entries = requirements_in(lock)
    assert entries
    for entry in entries.values():
        assert re.fullmatch(r"[\w.-]+==[\w.]+( ; [^\\]+?)?( --hash=sha256:[0-9a-f]{64})+\s*", entry), entry


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_is_for_every_system_and_says_how_it_was_made(lock: Path) -> None:
    head = "".join(lock.read_text("utf-8").splitlines(keepends=True)[:2])
    for option in ("--universal", "--python-version 3.11", "--generate-hashes", f"requirements/{lock.name}"):
        assert option in head
    everywhere = lock.name == "site.txt"  # its generator asks for colorama on each system
    assert ("sys_platform == 'win32'" in requirements_in(lock)["colorama"]) != everywhere


@pytest.mark.parametrize(
    ("smaller", "larger"),
    [
        ("grading", "desk"),
        ("grading", "cluster"),
        ("grading", "site"),
        ("desk", "production"),
        ("production", "development"),
    ],
)
def test_the_locks_agree(smaller: str, larger: str) -> None:
    within, around = (
        {name: re.sub(r" ; .*?(?= --hash)", "", entry) for name, entry in requirements_in(lock).items()}
        for lock in (ROOT / "requirements" / f"{name}.txt" for name in (smaller, larger))
    )
    assert {name: around.get(name) for name in within} == within


@pytest.mark.parametrize(
    ("lock", "declared"),
    [
        ("grading", PROJECT["project"]["dependencies"]),
        ("desk", PROJECT["project"]["optional-dependencies"]["desk"]),
        ("production", PROJECT["project"]["optional-dependencies"]["production"]),
        ("cluster", PROJECT["project"]["optional-dependencies"]["cluster"]),
        ("site", PROJECT["project"]["optional-dependencies"]["site"]),
        ("development", PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]),
    ],
)
def test_a_lock_holds_what_the_project_asks_for(lock: str, declared: list[str]) -> None:
    entries = requirements_in(ROOT / "requirements" / f"{lock}.txt")
    for requirement in map(Requirement, declared):
        assert [clause.operator for clause in requirement.specifier] == [">="], f"{requirement}: a lower bound only"
        version = re.search(r"==([\w.]+)", entries[requirement.name])[1]
        assert requirement.specifier.contains(version)


# The rest


def test_one_version_everywhere() -> None:
    assert PROJECT["project"]["version"] == grader.__version__
    assert PROJECT["project"]["requires-python"] == ">=3.11"


# The README


def test_every_exercise_that_the_readme_links_exists() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
