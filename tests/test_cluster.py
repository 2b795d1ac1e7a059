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

ROOT = catalogue.ROOT
PLANTED = ROOT / "tests" / "submissions" / "never_awaited"

pytestmark = [
    pytest.mark.skipif(importlib.util.find_spec("distributed") is None, reason="needs the extra cluster"),
    pytest.mark.skipif(os.name == "nt", reason="signals are a matter of POSIX"),
]


@contextlib.contextmanager
def running(*words: str, until: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process of Dask, once it has said what matches `until`; that is given as well."""
    command = [sys.executable, *words]
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    )
    assert process.stdout is not None
    try:
        found = next(match for line in process.stdout if (match := re.search(until, line)))
        reader = threading.Thread(target=process.stdout.read, daemon=True)
        reader.start()
        yield process, found[0]
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    command = ["-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    with running(*command, until=r"tcp://127\.0\.0\.1:\d+") as (_, address):
        yield address


def worker(address: str) -> contextlib.AbstractContextManager[tuple[subprocess.Popen[str], str]]:
    words = ["-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    return running(*words, until=r"Registered to|Starting established connection")


def classroom(folder: Path, out: str, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "grader", "classroom", str(folder / "submissions"), "--only", "11"]
    files = ["--roster", str(folder / "roster.csv"), "--out", str(folder / out), "--seed", "5"]
    return subprocess.Popen([*command, *files, *more], cwd=ROOT, stderr=subprocess.PIPE, encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Fourteen planted answers as submissions."""
    planted = sorted(PLANTED.glob("*/*/never_awaited.py"))[:14]
    for number, path in enumerate(planted):
        (tmp_path / "submissions" / f"s{number}").mkdir(parents=True)
        (tmp_path / "submissions" / f"s{number}" / "never_awaited.py").write_bytes(path.read_bytes())
    rows = ["student_id", *(f"s{number}" for number in range(len(planted)))]
    (tmp_path / "roster.csv").write_text("\n".join(rows))
    return tmp_path


def test_the_same_verdicts_also_where_a_worker_is_killed(scheduler: str, desk: Path) -> None:
    assert classroom(desk, "here").wait() == 0
    with worker(scheduler), worker(scheduler) as (victim, _):
        grading = classroom(desk, "there", "--cluster", scheduler)
        _wait_for_a_child(victim.pid)
        victim.send_signal(signal.SIGKILL)
        _, said = grading.communicate()
        assert grading.returncode == 0, said
    for name in ("gradebook.csv", "parts.csv"):
        assert (desk / "there" / name).read_text() == (desk / "here" / name).read_text()


def _wait_for_a_child(pid: int) -> None:
    """Until a worker judges: a process of its own is there. Where the system does not tell, not at all."""
    for _ in range(500):
        children = Path(f"/proc/{pid}/task/{pid}/children")
        threads = Path(f"/proc/{pid}/task")
        if not children.exists():
            return
        if any((thread / "children").read_text().strip() for thread in threads.iterdir()):
            return
        time.sleep(0.02)


def test_no_workers_is_a_sentence(scheduler: str) -> None:
    with pytest.raises(UserError, match="has no workers yet"), open_executor(cluster=scheduler):
        pass
