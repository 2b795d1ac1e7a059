"""What a shell sees of `nox -s VERB`: exit codes, a quiet nox, one environment that is set up once.

Each test gets a copy of the noxfile beside a stand-in for the grader, and locks that name nothing, so that
setting up is real (an environment is made, an installer runs) and needs no network.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from grader.cli.verbs import VERBS

ROOT = Path(__file__).resolve().parent.parent
RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"

STAND_IN = """
import json, os, sys
print(json.dumps({"arguments": sys.argv[1:], "cwd": os.environ["AWAITLINGS_CWD"], "python": sys.executable}))
numbers = [int(argument) for argument in sys.argv if argument.isdigit()]
if numbers and numbers[0] > 128:
    os.kill(os.getpid(), numbers[0] - 128)
if "stay" in sys.argv:  # deaf to SIGTERM, and its output open as long as it lives
    import signal, time
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.stdout.flush()
    time.sleep(600)
sys.exit(numbers[0] if numbers else 0)
"""


class Checkout:
    """A copy of the noxfile in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = folder / "requirements" / "grading.txt"
        self.stamp = folder / ".nox" / f"grading-{RUNNING}" / "awaitlings.stamp"
        (folder / "grader" / "cli").mkdir(parents=True)
        shutil.copy(ROOT / "grader" / "cli" / "verbs.py", folder / "grader" / "cli")
        for module, _ in VERBS.values():
            (folder / "grader" / "cli" / f"{module}.py").touch()
        (folder / "grader" / "__init__.py").touch()
        (folder / "grader" / "__main__.py").write_text(STAND_IN, "utf-8")
        (folder / "requirements").mkdir()
        self.lock.write_text("# empty\n", "utf-8")
        shutil.copy(ROOT / "noxfile.py", folder)

    def nox(self, *arguments: str, cwd: Path | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "nox", *arguments],
            cwd=cwd or self.folder,
            env={**os.environ, "PYTHONIOENCODING": "utf-8", **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A checkout in which grading has been set up before."""
    checkout = Checkout(tmp_path_factory.mktemp("warm"))
    first = checkout.nox("-s", "grade")
    assert first.returncode == 0, first.stderr
    assert first.stderr.startswith(f"Installing grading.txt for Python {RUNNING}")
    return checkout


@pytest.fixture
def fresh(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


@pytest.mark.parametrize("code", [0, 1, 2, 3])
def test_the_shell_gets_the_graders_exit_code(warm: Checkout, code: int) -> None:
    assert warm.nox("-s", "grade", "--", str(code)).returncode == code


@pytest.mark.skipif(os.name == "nt", reason="signals are a matter of POSIX")
def test_a_killed_grader_counts_as_a_shell_counts_it(warm: Checkout) -> None:
    assert warm.nox("-s", "grade", "--", "137").returncode == 137


@pytest.mark.skipif(os.name == "nt", reason="signals are a matter of POSIX")
def test_who_ends_nox_ends_all_that_it_runs(warm: Checkout) -> None:
    words = [sys.executable, "-m", "nox", "-s", "grade", "--", "stay"]
    with subprocess.Popen(words, cwd=warm.folder, stdout=subprocess.PIPE, text=True) as nox:
        assert nox.stdout
        assert "stay" in nox.stdout.readline()
        nox.send_signal(signal.SIGTERM)
        assert nox.stdout.read() == ""  # the end: nothing holds it open any more
    assert nox.returncode == 128 + signal.SIGTERM


def test_a_safe_path_hides_no_grader(warm: Checkout) -> None:
    assert warm.nox("-s", "grade", PYTHONSAFEPATH="1").returncode == 0


@pytest.mark.parametrize("code", [0, 1])
def test_nox_adds_nothing_to_the_verdict(warm: Checkout, code: int) -> None:
    ended = warm.nox("-s", "grade", "--", str(code))
    assert ended.stderr == ""
    assert len(ended.stdout.splitlines()) == 1


def test_nox_says_what_it_does_when_asked_to(warm: Checkout) -> None:
    assert "Running session grade" in warm.nox("-v", "-s", "grade").stderr


def test_a_second_run_installs_nothing(warm: Checkout) -> None:
    before = warm.stamp.stat().st_mtime_ns
    assert warm.nox("-s", "grade").stderr == ""
    assert warm.stamp.stat().st_mtime_ns == before


def test_every_command_uses_the_same_environment(warm: Checkout) -> None:
    assert warm.nox("-s", "prove").stderr == ""
    assert [path.name for path in (warm.folder / ".nox").glob("*-*") if path.is_dir()] == [f"grading-{RUNNING}"]


def test_arguments_and_the_folder_of_the_caller_are_handed_on(warm: Checkout, tmp_path: Path) -> None:
    noxfile = str(warm.folder / "noxfile.py")
    ended = warm.nox("-f", noxfile, "-s", "grade", "--", "blocked_loop", "--json", "out.json", cwd=tmp_path)
    assert '"arguments": ["grade", "blocked_loop", "--json", "out.json"]' in ended.stdout
    assert f'"cwd": "{tmp_path}"' in ended.stdout.replace("\\\\", "\\")


def test_the_watch_screen_is_set_up_once_and_then_serves_every_command(fresh: Checkout) -> None:
    for lock in ("desk", "production"):
        (fresh.folder / "requirements" / f"{lock}.txt").write_text(f"# {lock}\n", "utf-8")
    assert "Installing desk.txt" in fresh.nox("-s", "watch").stderr
    for verb in ("watch", "grade", "list"):
        ended = fresh.nox("-s", verb)
        assert ended.stderr == ""
        assert f"desk-{RUNNING}" in ended.stdout


@pytest.mark.parametrize("words", [("--track", "production"), ("exercises/92_chat_endpoint/x.py",)])
def test_who_names_an_exercise_gets_what_it_needs(fresh: Checkout, words: tuple[str, ...]) -> None:
    (fresh.folder / "requirements" / "production.txt").write_text("# empty, too\n", "utf-8")
    (fresh.folder / "exercises" / "92_chat_endpoint").mkdir(parents=True)
    (fresh.folder / "exercises" / "92_chat_endpoint" / "exercise.toml").write_text('extra = "production"\n', "utf-8")
    assert "Installing grading.txt" in fresh.nox("-s", "grade", "--", "41").stderr
    assert "Installing production.txt" in fresh.nox("-s", "grade", "--", *words).stderr
    plain = fresh.nox("-s", "grade")
    assert plain.stderr == ""
    assert f"production-{RUNNING}" in plain.stdout


def test_a_check_has_the_tools_of_the_project(fresh: Checkout) -> None:
    (fresh.folder / "requirements" / "development.txt").write_text("# empty\n", "utf-8")
    ended = fresh.nox("-s", "check", "--", "41")
    assert "Installing development.txt" in ended.stderr
    assert f"development-{RUNNING}" in ended.stdout
    grading = fresh.nox("-s", "grade")  # it holds what grading needs: nothing is installed twice
    assert grading.stderr == ""
    assert f"development-{RUNNING}" in grading.stdout


def test_a_command_whose_module_is_not_there_is_no_session(fresh: Checkout) -> None:
    (fresh.folder / "grader" / "cli" / "lab.py").unlink()
    listed = fresh.nox("-l").stdout
    assert "prove" not in listed
    assert "swap" not in listed  # there are no solutions here
    assert "grade" in listed


def test_a_changed_lock_is_noticed(fresh: Checkout) -> None:
    fresh.nox("-s", "grade")
    fresh.lock.write_text("# changed\n", "utf-8")
    assert "Installing" in fresh.nox("-s", "grade").stderr
    assert fresh.nox("-s", "grade").stderr == ""


def test_half_an_installation_does_not_count(fresh: Checkout) -> None:
    fresh.nox("-s", "grade")
    fresh.stamp.unlink()  # it is written last, so this is what a run that was killed leaves
    assert "Installing" in fresh.nox("-s", "grade").stderr


def test_an_environment_that_lost_its_python_is_made_again(fresh: Checkout) -> None:
    fresh.nox("-s", "grade")
    for python in fresh.stamp.parent.rglob("python*"):
        if python.is_file() or python.is_symlink():
            python.unlink()
    ended = fresh.nox("-s", "grade")
    assert "Installing" in ended.stderr
    assert ended.returncode == 0


def test_an_installation_that_fails_says_so_and_is_tried_again(fresh: Checkout) -> None:
    fresh.lock.write_text(f"no-such-thing==1.0 --hash=sha256:{'0' * 64}\n", "utf-8")
    offline = {"PIP_NO_INDEX": "1", "UV_NO_INDEX": "1", "UV_OFFLINE": "1"}
    for _ in range(2):
        failed = fresh.nox("-s", "grade", **offline)
        assert failed.returncode == 2
        assert "no-such-thing" in failed.stderr
        assert failed.stderr.endswith("grading.txt, and that did not work.\n")
        assert "Traceback" not in failed.stderr
    fresh.lock.write_text("# empty\n", "utf-8")
    assert fresh.nox("-s", "grade").returncode == 0


def test_a_folder_that_cannot_be_used_is_a_sentence(fresh: Checkout) -> None:
    (fresh.folder / ".nox").write_text("not a folder", "utf-8")
    failed = fresh.nox("-s", "grade")
    assert failed.returncode == 2
    assert failed.stderr.endswith("awaitlings keeps what it installs in the folder .nox and could not use it.\n")
    assert "Traceback" not in failed.stderr


def test_without_uv_virtualenv_and_pip_do_it(fresh: Checkout) -> None:
    folders = os.environ["PATH"].split(os.pathsep)
    without = [folder for folder in folders if not shutil.which("uv", path=folder)]
    ended = fresh.nox("-s", "grade", PATH=os.pathsep.join(without), UV="")
    assert ended.returncode == 0, ended.stderr
    assert "virtualenv" in (fresh.stamp.parent / "pyvenv.cfg").read_text("utf-8")


OLD_PYTHON = """
import collections, runpy, sys
import nox
version = collections.namedtuple("version", "major minor micro releaselevel serial")
sys.version_info = version(3, 10, 14, "final", 0)
runpy.run_path("noxfile.py")
"""


def test_an_older_python_is_told_what_to_type(fresh: Checkout) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", OLD_PYTHON], cwd=fresh.folder, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert ended.stdout.startswith("awaitlings needs Python 3.11 or newer, and this nox runs on 3.10.")


class TestTests:
    """`nox -s tests`, with a stand-in for pytest that passes unless it is told to fail."""

    @pytest.fixture
    def checkout(self, fresh: Checkout) -> Checkout:
        (fresh.folder / "requirements" / "development.txt").write_text("# empty\n", "utf-8")
        (fresh.folder / "pytest.py").write_text("import sys; sys.exit('fail' in sys.argv)\n", "utf-8")
        self.look_for(fresh, f'("{RUNNING}", "3.99")')
        return fresh

    def look_for(self, checkout: Checkout, versions: str) -> None:
        noxfile = checkout.folder / "noxfile.py"
        source = re.sub(r"^TESTED = .*$", f"TESTED = {versions}", noxfile.read_text("utf-8"), flags=re.MULTILINE)
        noxfile.write_text(source, "utf-8")

    def test_a_missing_python_is_skipped_also_in_ci(self, checkout: Checkout) -> None:
        ended = checkout.nox("-s", "tests", CI="true")
        assert ended.stdout.endswith(f"Tests: Python {RUNNING} passed, Python 3.99 not found here\n")
        assert ended.returncode == 0

    def test_a_failure_is_a_failure(self, checkout: Checkout) -> None:
        ended = checkout.nox("-s", "tests", "--", "fail")
        assert f"Python {RUNNING} failed" in ended.stdout
        assert ended.returncode == 1

    def test_one_python_can_be_chosen(self, checkout: Checkout) -> None:
        ended = checkout.nox("-s", "tests", "--", RUNNING)
        assert ended.stdout.endswith(f"Tests: Python {RUNNING} passed\n")

    def test_no_python_at_all_is_not_a_success(self, checkout: Checkout) -> None:
        self.look_for(checkout, '("3.98", "3.99")')
        assert checkout.nox("-s", "tests").returncode == 1
