"""On a real Dask cluster, on the loopback address: the same verdicts, and a killed worker costs another try."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.classroom.executors import open_executor
from grader.errors import UserError
from grader.exercise import catalogue
from tests.planted import laid_out, planted

ROOT = catalogue.ROOT

pytestmark = [
    pytest.mark.skipif(importlib.util.find_spec("distributed") is None, reason="needs the extra cluster"),
    pytest.mark.skipif(os.name == "nt", reason="signals are a matter of POSIX"),
]


@contextlib.contextmanager
def running(*words: str, until: str, cwd: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process of Dask, once it has said what matches `until`; that is given as well."""
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, *words], cwd=cwd, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        encoding="utf-8", start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        found = next(match for line in process.stdout if (match := re.search(until, line)))
        reader = threading.Thread(target=process.stdout.read, daemon=True)
        reader.start()
        yield process, found[0]
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scheduler as the docs say: of any installation of Dask, somewhere else than the checkout."""
    command = ["-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    with running(*command, until=r"tcp://127\.0\.0\.1:\d+", cwd=elsewhere) as (_, address):
        yield address


def worker(address: str) -> contextlib.AbstractContextManager[tuple[subprocess.Popen[str], str]]:
    """A worker as `nox -s worker` starts it: from the checkout, with a nanny."""
    words = ["-m", "grader", "worker", address, "--jobs", "1"]
    return running(*words, until=r"Registered to|Starting established connection", cwd=ROOT)


def classroom(folder: Path, out: str, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "grader", "classroom", str(folder / "submissions"), "--only", "11"]
    files = ["--roster", str(folder / "roster.csv"), "--out", str(folder / out), "--seed", "5"]
    return subprocess.Popen([*command, *files, *more], cwd=ROOT, stderr=subprocess.PIPE, encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Fourteen planted answers as submissions, to two exercises."""
    answers = planted("never_awaited")[:14]
    for number, answer in enumerate(answers):
        laid_out("never_awaited", answer.label, tmp_path / "submissions" / f"s{number}")
    rows = ["student_id", *(f"s{number}" for number in range(len(answers)))]
    (tmp_path / "roster.csv").write_text("\n".join(rows))
    return tmp_path


def test_the_same_verdicts_also_where_a_worker_is_killed(scheduler: str, desk: Path) -> None:
    assert classroom(desk, "here").wait() == 0
    with worker(scheduler), worker(scheduler) as (victim, _):
        grading = classroom(desk, "there", "--cluster", scheduler)
        _wait_for_a_child(victim.pid)
        os.killpg(victim.pid, signal.SIGKILL)
        _, said = grading.communicate()
        assert grading.returncode == 0, said
    for name in ("gradebook.csv", "parts.csv"):
        assert (desk / "there" / name).read_text() == (desk / "here" / name).read_text()


def _wait_for_a_child(pid: int) -> None:
    """Until the worker judges: a process of it has `grader.classroom.work` as its program."""
    for _ in range(500):
        if any(b"grader.classroom.work" in _command(child) for child in _below(pid)):
            return
        time.sleep(0.02)


def _below(pid: int) -> Iterator[int]:
    """All processes that a process has started, and theirs. None if the system does not tell."""
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, children.read_text().split()):
                yield child
                yield from _below(child)


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_no_workers_is_a_sentence(scheduler: str) -> None:
    with pytest.raises(UserError, match="has no workers yet"), open_executor(cluster=scheduler):
        pass
