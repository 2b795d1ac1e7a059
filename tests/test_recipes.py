"""The recipes of docs/for-instructors.md and docs/ci/, typed as they are printed: two exercises, two students.

Only what needs a network has a stand-in: `pip install`, `apt-get`, and the address of this repository. The packages are
those of this interpreter.
"""

from __future__ import annotations

import csv
import json
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
DOC = (ROOT / "docs" / "for-instructors.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"
ONE, TWO = "exercises/11_never_awaited/never_awaited.py", "exercises/12_syntax_border/syntax_border.py"

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="the recipes are for a POSIX shell"),
    pytest.mark.timeout(600),
]


def script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def blocks(heading: str) -> list[str]:
    """The shell blocks of a section of the page, as they are printed."""
    section = DOC.split(f"\n## {heading}", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^```sh\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)


def solution(file: str) -> str:
    return (ROOT / file.replace("exercises", "solutions", 1)).read_text("utf-8")


def is_set_up(checkout: Path, *locks: str) -> None:
    """Say to the noxfile that its environments are there: they hold the packages of this interpreter."""
    for lock in locks:
        home = checkout / ".nox" / f"{lock}-{RUNNING}"
        script(home / "bin" / "python", f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n')
        digest = sha256((checkout / "requirements" / f"{lock}.txt").read_bytes()).hexdigest()
        (home / "awaitlings.stamp").write_text(f"{digest} {sys.version.split()[0]} {sys.platform}\n")


class Shell:
    """A shell in which `python` is this interpreter, and pip installs nothing but writes down what it was asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked = folder / "pip.txt"
        python = shlex.quote(sys.executable)
        pip = f'if [ "$1 $2" = "-m pip" ]; then echo "$@" >> {self.asked}; exit 0; fi'
        script(folder / "bin" / "python", f'#!/bin/sh\n{pip}\nexec {python} "$@"\n')
        # An environment that leaves `python` as it is; a test of its own makes a real one.
        venv = 'if [ "$1 $2" = "-m venv" ]; then mkdir -p "$3/bin" && : > "$3/bin/activate"; exit; fi'
        script(folder / "bin" / "python3", f'#!/bin/sh\n{venv}\nexec {python} "$@"\n')

    def run(self, text: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run lines as GitHub does: `bash -eo pipefail`."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWAITLINGS", "GITHUB"))}
        environment = {**kept, "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "PYTHONIOENCODING": "utf-8"}
        return subprocess.run(
            ["bash", "-eo", "pipefail", "-c", text],
            cwd=cwd, env={**environment, **variables}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, encoding="utf-8", check=False,
        )  # fmt: skip


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    return Shell(tmp_path_factory.mktemp("shell"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, shell: Shell) -> Path:
    """A folder with a clone of this repository in it, made as the page says, and what two students handed in."""
    desk = tmp_path_factory.mktemp("desk")
    first = blocks("On your own laptop, in ten minutes")[0]
    text = first.replace("ADDRESS-OF-THIS-REPOSITORY", shlex.quote(str(ROOT)))
    *made, last = text.splitlines()
    told = shell.run("\n".join(made), desk)
    assert told.returncode == 0, told.stdout
    is_set_up(desk / "awaitlings", "grading")
    told = shell.run(last, desk / "awaitlings")
    assert (told.returncode, "3 exercises" in told.stdout) == (0, True), told.stdout
    rows = ["student_id,name,username,repository", "1001,Jane Doe,jdoe,repos/jdoe", "1002,Jörg Müller,jm,repos/jm"]
    (desk / "roster.csv").write_text("\n".join(rows), "utf-8")
    for student, right in (("1001", True), ("1002", False)):
        hand_in(desk / "submissions" / student, right=right)
    return desk


def hand_in(folder: Path, *, right: bool) -> None:
    """What a student wrote: 11 as it should be, and 12 so only if it is `right`."""
    for file in (ONE, TWO):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        text = solution(file)
        (folder / file).write_text(text if right or file == ONE else f"{text}\nraise RuntimeError('unfinished')\n")


def totals(grades: Path) -> dict[str, str]:
    with (grades / "gradebook.csv").open(encoding="utf-8", newline="") as file:
        return {row["student_id"]: row["total"] for row in csv.DictReader(file)}


def test_a_class_on_a_laptop(desk: Path, shell: Shell) -> None:
    _, classroom, *_ = blocks("On your own laptop, in ten minutes")
    told = shell.run(classroom, desk / "awaitlings")
    assert told.returncode == 0, told.stdout
    assert "2 students: 2 graded." in told.stdout
    first, second = totals(desk / "grades").values()
    assert 0 < float(second) < float(first)


def test_a_disputed_verdict(desk: Path, shell: Shell) -> None:
    grade = "python -m nox -s grade -- 12 --submission ../submissions/1002 --dispute"
    told = shell.run(f"{grade} || true; mv dispute-*.json ../dispute.json", desk / "awaitlings")
    assert told.returncode == 0, told.stdout
    dispute = next(block for block in blocks("On your own laptop, in ten minutes") if "dispute" in block)
    told = shell.run(dispute, desk / "awaitlings")
    assert told.returncode == 0, told.stdout
    assert "STUDENT_ID,12,1," in told.stdout
    assert "The student saw" in told.stdout


def repository(folder: Path, *, right: bool, edition: Path) -> None:
    """A student's repository: the edition, and an answer that was committed in time."""
    shutil.copytree(edition, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".nox"))
    hand_in(folder, right=right)
    who = ["-c", "user.name=s", "-c", "user.email=s@example.org"]
    when = {**os.environ, "GIT_COMMITTER_DATE": "2026-11-19T12:00:00Z", "GIT_AUTHOR_DATE": "2026-11-19T12:00:00Z"}
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "mine"]):
        subprocess.run(["git", *who, *words], cwd=folder, env=when, check=True)


@pytest.fixture(scope="module")
def forge(desk: Path) -> Path:
    """Where the students' repositories are: beside the roster."""
    for student, right in (("jdoe", True), ("jm", False)):
        repository(desk / "repos" / student, right=right, edition=desk / "hand-out")
    return desk / "repos"


def test_an_organisation_is_collected_and_graded(desk: Path, forge: Path, shell: Shell) -> None:
    [block] = blocks("An organisation on GitHub, without a classroom product")
    shutil.rmtree(desk / "submissions")
    shutil.rmtree(desk / "grades", ignore_errors=True)
    told = shell.run(block, desk / "awaitlings")
    assert told.returncode == 0, told.stdout
    assert "2 of 2 repositories" in told.stdout
    first, second = totals(desk / "grades").values()
    assert 0 < float(second) < float(first)


def test_the_classroom_50_bundle(desk: Path, forge: Path, shell: Shell) -> None:
    [block] = blocks("Classroom 50")
    told = shell.run(block, desk / "awaitlings")
    assert told.returncode == 0, told.stdout
    scores = {}
    for student in ("jdoe", "jm"):
        names = {"CLASSROOM": "c", "ASSIGNMENT": "a", "SUBMISSION_TAG": "t", "COMMIT_URL": "u", "RELEASE_URL": "r"}
        run = f"python {shlex.quote(str(desk / 'autograder' / 'autograder.py'))}"
        told = shell.run(run, forge / student, AWAITLINGS_INSTALLED="1", **names)
        assert told.returncode == 0, told.stdout
        result = json.loads((forge / student / "result.json").read_text())
        scores[student] = result["score"]
        assert len({test["test-name"][:2] for test in result["tests"]}) == 2  # both exercises
    assert 0 < scores["jm"] < scores["jdoe"]


# Gradescope ------------------------------------------------------------------------------------------------

UV = """
import json, pathlib, sys
words = sys.argv[1:]
if words[0] == "venv":
    home = pathlib.Path(words[-1], "bin")
    home.mkdir(parents=True)
    (home / "python").write_text('#!/bin/sh\\nexec {python} "$@"\\n')
    (home / "python").chmod(0o755)
else:
    assert words[:2] == ["pip", "install"] and "--require-hashes" in words, words
    lock = pathlib.Path(words[words.index("-r") + 1])
    assert "--hash=sha256:" in lock.read_text()
"""


def managed_python(folder: Path) -> Path:
    """A Python that refuses to have anything installed, as PEP 668 says: this one, with the marker in its library."""
    base = Path(sys.base_prefix)
    stdlib = Path(sysconfig.get_path("stdlib", vars={"base": str(base), "installed_base": str(base)}))
    home = folder / "lib" / stdlib.name
    home.mkdir(parents=True)
    for path in stdlib.iterdir():
        if path.name not in ("EXTERNALLY-MANAGED", "site-packages", "dist-packages"):
            (home / path.name).symlink_to(path)
    (home / "EXTERNALLY-MANAGED").write_text("[externally-managed]\nError=This Python is the system's.\n")
    (home / "site-packages").mkdir()
    (folder / "bin").mkdir()
    real = Path(os.path.realpath(sys.executable))
    shutil.copy(real, folder / "bin" / "python3")
    for shared in real.parent.parent.glob("lib/libpython3*.so*"):
        (folder / "lib" / shared.name).symlink_to(shared)
    return folder / "bin" / "python3"


def wheel(folder: Path, name: str, main: str) -> None:
    """A stand-in for a tool, as a wheel that pip really installs."""
    about = f"{name}-1.dist-info"
    with zipfile.ZipFile(folder / f"{name}-1-py3-none-any.whl", "w") as archive:
        archive.writestr(f"{name}/__init__.py", "")
        archive.writestr(f"{name}/__main__.py", main)
        archive.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
        archive.writestr(
            f"{about}/WHEEL", "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{about}/entry_points.txt", f"[console_scripts]\n{name} = {name}.__main__:main\n")
        archive.writestr(f"{about}/RECORD", "")


NOX = """
import os, sys

def main():
    os.execv({python!r}, [{python!r}, "-m", "nox", *sys.argv[1:]])
"""


def test_the_readmes_two_commands_on_a_debian(desk: Path, tmp_path: Path) -> None:
    """The system's Python is managed, there is no `python`, and the folder's name has a blank in it."""
    checkout = tmp_path / "my exercises"
    shutil.copytree(desk / "awaitlings", checkout, ignore=shutil.ignore_patterns(".venv", ".awaitlings"))
    usr = managed_python(tmp_path / "usr").parent
    (tmp_path / "wheels").mkdir()
    wheel(tmp_path / "wheels", "nox", NOX.format(python=sys.executable))
    for name in ("sh", "bash", "uname", "git", "dirname", "basename"):
        (usr / name).symlink_to(str(shutil.which(name)))

    def typed(text: str) -> subprocess.CompletedProcess[str]:
        system = {
            "PATH": str(usr), "HOME": str(tmp_path), "PYTHONIOENCODING": "utf-8", "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(tmp_path / "wheels"), "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        }  # fmt: skip
        return subprocess.run(
            ["bash", "-c", text], cwd=checkout, env=system, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, encoding="utf-8", check=False,
        )  # fmt: skip

    assert "command not found" in typed("python --version").stdout
    told = typed(readme("grade"))
    assert told.returncode == 0, told.stdout
    assert "what a verdict looks like" in told.stdout
    assert "docs/example/10_kettle/kettle.py:19" in told.stdout
    assert "0 of " in told.stdout
    assert told.stdout.endswith("Begin with:  exercises/11_never_awaited/README.md\n")


def readme(name: str) -> str:
    """The lines that the README tells a newcomer to type."""
    block = re.search(rf"^<!-- command: {name} -->\n```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert block
    return block[1]


def test_the_gradescope_zip_where_the_systems_python_is_managed(desk: Path, shell: Shell, tmp_path: Path) -> None:
    release, _ = blocks("Gradescope")
    told = shell.run(release, desk / "awaitlings")
    assert told.returncode == 0, told.stdout
    home = tmp_path / "autograder"
    (home / "source").mkdir(parents=True)
    with zipfile.ZipFile(desk / "autograder.zip") as archive:
        archive.extractall(home / "source")
    shutil.copy(home / "source" / "run_autograder", home)
    (tmp_path / "wheels").mkdir()
    wheel(tmp_path / "wheels", "uv", UV.replace("{python}", sys.executable))
    python = managed_python(tmp_path / "usr")
    refused = subprocess.run(
        [str(python), "-m", "ensurepip"], capture_output=True, text=True, check=False,
        env={**os.environ, "HOME": str(tmp_path)},
    )  # fmt: skip
    assert "externally managed" in refused.stderr + refused.stdout
    script(tmp_path / "usr" / "bin" / "apt-get", "#!/bin/sh\nexit 0\n")
    system = {
        "PATH": f"{tmp_path / 'usr' / 'bin'}:{os.environ['PATH']}", "AUTOGRADER": str(home), "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(tmp_path / "wheels"), "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }  # fmt: skip
    told = shell.run(f"bash {home / 'source' / 'setup.sh'}", tmp_path, **system)
    assert told.returncode == 0, told.stdout
    scores = []
    for right in (True, False):
        shutil.rmtree(home / "submission", ignore_errors=True)
        (home / "submission").mkdir()
        hand_in(tmp_path / "answer", right=right)
        for file in (ONE, TWO):
            shutil.copy(tmp_path / "answer" / file, home / "submission")
        told = shell.run(f"bash {home / 'run_autograder'}", home, **system)
        assert told.returncode == 0, told.stdout
        results = json.loads((home / "results" / "results.json").read_text())
        scores.append(results["score"])
    assert 0 < scores[1] < scores[0]
    told_there = json.dumps(results)
    assert not any(word in told_there for word in ("nox", "exercises/", "README"))  # of which a student has none there
    assert "syntax_border.py" in told_there


def test_what_gradescope_exports_is_taken_as_it_is(desk: Path, shell: Shell, tmp_path: Path) -> None:
    _, classroom = blocks("Gradescope")
    lines = ["---"]
    with zipfile.ZipFile(desk / "assignment_123_export.zip", "w") as archive:
        for student, right in (("1001", True), ("1002", False)):
            hand_in(tmp_path / student, right=right)
            for file in (ONE, TWO):
                archive.write(
                    tmp_path / student / file, f"assignment_123_export/submission_{student}/{Path(file).name}"
                )
            lines += [f"submission_{student}:", "  :submitters:", f"  - :name: x\n    :sid: '{student}'"]
        archive.writestr("assignment_123_export/submission_metadata.yml", "\n".join(lines) + "\n")
    shutil.rmtree(desk / "grades", ignore_errors=True)
    told = shell.run(classroom, desk / "awaitlings")
    assert told.returncode == 0, told.stdout
    first, second = totals(desk / "grades").values()
    assert 0 < float(second) < float(first)


# Files for CI ----------------------------------------------------------------------------------------------


def steps(name: str) -> list[dict[str, Any]]:
    [job] = yaml.safe_load((ROOT / "docs" / "ci" / name).read_text())["jobs"].values()
    return list(job["steps"])


def filled(text: str, values: Mapping[str, str]) -> str:
    """What stands in a workflow, with its `${{ … }}` filled in."""
    return re.sub(r"\$\{\{ (.*?) \}\}", lambda found: values[found[1]], text)


@pytest.fixture(params=["github", "gitlab"])
def edition(request: pytest.FixtureRequest, desk: Path, shell: Shell, tmp_path: Path) -> Path:
    """A student edition with the CI file of a forge, as it lies in a student's repository."""
    release = f"python -m nox -s release -- {tmp_path / 'hw1'} --ci {request.param} --only 11 12"
    told = shell.run(release, desk / "awaitlings")
    assert told.returncode == 0, told.stdout
    is_set_up(tmp_path / "hw1", "grading")
    return tmp_path / "hw1"


def pushed(shell: Shell, checkout: Path) -> tuple[int, str]:
    """What happens on a push: the commands of the CI file, in order, until one fails."""
    if (checkout / ".gitlab-ci.yml").exists():
        lines = yaml.safe_load((checkout / ".gitlab-ci.yml").read_text())["grade"]["script"]
    else:
        job = yaml.safe_load((checkout / ".github" / "workflows" / "grade.yml").read_text())["jobs"]["grade"]
        lines = [step["run"] for step in job["steps"] if "run" in step]
    said = ""
    for line in lines:
        told = shell.run(line, checkout, GITHUB_STEP_SUMMARY=str(checkout / "summary.md"))
        said += told.stdout
        if told.returncode:
            return told.returncode, said
    return 0, said


def test_a_push_is_graded_also_when_something_fails(edition: Path, shell: Shell) -> None:
    report = edition / ("report.xml" if (edition / ".gitlab-ci.yml").exists() else "summary.md")
    code, said = pushed(shell, edition)
    assert (code, "Nothing was begun" in said) == (1, True), said
    for right in (False, True):
        hand_in(edition, right=right)
        report.unlink(missing_ok=True)
        code, said = pushed(shell, edition)
        assert (code == 0) == right, said
        assert "syntax_border" in report.read_text() or "12" in report.read_text()
        assert ("unfinished" in said) != right


def test_the_grade_of_record_in_the_cloud(desk: Path, forge: Path, shell: Shell, tmp_path: Path) -> None:
    """Twice, as one runs it on two days; one student's repository cannot be fetched."""
    home = tmp_path / "private"
    shutil.copytree(desk / "awaitlings", home, symlinks=True)
    rows = ["student_id,repository", f"1,{forge / 'jdoe'}", f"2,{forge / 'jm'}", f"3,{forge / 'gone'}"]
    (home / "roster.csv").write_text("\n".join(rows))
    (home / "decisions").mkdir()
    (home / "decisions" / "overrides.csv").write_text("student_id,exercise,part,points,reason\n2,12,,1,seen\n")
    inputs = yaml.safe_load((ROOT / "docs" / "ci" / "record.yml").read_text())[True]["workflow_dispatch"]["inputs"]
    typed = {"assignment": "hw1", "title": "Homework 1", "deadline": "2026-11-20T18:00+01:00", "only": "11 12"}
    chosen = {name: typed.get(name, about.get("default", "")) for name, about in inputs.items()}
    assert {"assignment", "deadline", "only"} == {name for name, about in inputs.items() if about.get("required")}
    cache, said = tmp_path / "cache", []
    for run in ("1", "2"):
        for left in ("grades", "submissions"):
            shutil.rmtree(home / left, ignore_errors=True)
        values = {
            **{f"inputs.{name}": text for name, text in chosen.items()},
            "github.run_id": run,
            "secrets.COLLECT_TOKEN": "t",
        }
        failed = False
        for step in steps("record.yml"):
            if failed and step.get("if") != "always()":
                continue
            if "cache" in step.get("uses", ""):
                key, folder = filled(step["with"]["key"], values), home / step["with"]["path"]
                assert key == f"grades-hw1-{run}"
                if "/restore@" in step["uses"]:
                    kept = (
                        sorted(cache.glob(filled(step["with"]["restore-keys"], values) + "*")) if cache.exists() else []
                    )
                    if kept:
                        shutil.copytree(kept[-1], folder)
                else:
                    shutil.copytree(folder, cache / key)
            elif "run" in step:
                variables = {name: filled(text, values) for name, text in step.get("env", {}).items()}
                told = shell.run(step["run"], home, **variables)
                said.append(told.stdout)
                failed = failed or (told.returncode != 0 and not step.get("continue-on-error"))
        assert failed  # one is open: the run is red, and what was judged is kept all the same
        assert (cache / f"grades-hw1-{run}" / "gradebook.csv").exists()
    assert any("3 answers judged now, 0 known" in text for text in said), said
    assert any("0 answers judged now, 3 known" in text for text in said), said
    found = totals(home / "grades")
    assert found["3"] == ""
    assert float(found["2"]) == 1 + 6


def test_workflows_name_what_they_use_by_hash() -> None:
    for path in [*(ROOT / "docs" / "ci").glob("*.yml"), *(ROOT / ".github" / "workflows").glob("*.yml")]:
        for line in re.findall(r"uses: (.*)", path.read_text("utf-8")):
            assert re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), f"{path.name}: {line}"


def test_python_of_the_page_is_one_that_is_tested() -> None:
    assert f".nox/cluster-{platform.python_version_tuple()[0]}." in DOC


# By hand, from the published schemas of both: what a job and a step may hold. (actionlint is a program of its own.)
STEP = {
    "name",
    "id",
    "if",
    "uses",
    "run",
    "with",
    "env",
    "shell",
    "working-directory",
    "continue-on-error",
    "timeout-minutes",
}
JOB = {"name", "runs-on", "timeout-minutes", "steps", "strategy", "permissions", "env", "defaults", "needs", "if"}
GITHUB = {"name", "on", "permissions", "concurrency", "defaults", "env", "jobs"}
GITLAB = {"image", "timeout", "interruptible", "variables", "script", "artifacts", "rules", "stage", "needs", "cache"}


@pytest.mark.parametrize("name", ["github-actions.yml", "record.yml"])
def test_a_workflow_holds_only_what_github_knows(name: str) -> None:
    content = yaml.safe_load((ROOT / "docs" / "ci" / name).read_text())
    content["on"] = content.pop(True)  # YAML 1.1 reads the word as a truth
    assert set(content) <= GITHUB
    for job in content["jobs"].values():
        assert set(job) <= JOB
        for step in job["steps"]:
            assert set(step) <= STEP
            assert ("uses" in step) != ("run" in step)
    known = (
        set(content["on"].get("workflow_dispatch", {}).get("inputs", {})) if isinstance(content["on"], dict) else set()
    )
    text = (ROOT / "docs" / "ci" / name).read_text()
    assert set(re.findall(r"\$\{\{ inputs\.(\w+) \}\}", text)) == known  # none is asked for in vain


def test_the_gitlab_file_holds_only_what_gitlab_knows() -> None:
    content = yaml.safe_load((ROOT / "docs" / "ci" / "gitlab-ci.yml").read_text())
    for job in content.values():
        assert set(job) <= GITLAB
        assert set(job["artifacts"]) <= {"when", "paths", "reports", "expire_in", "name"}
        assert set(job["artifacts"]["reports"]) == {"junit"}
