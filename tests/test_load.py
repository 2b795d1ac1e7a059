"""`bench --load N`: what it says of each solution, and that nothing of it outlives it."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.cli import main
from grader.exercise import catalogue
from grader.lab import growth, load

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the real clock needs fork")


def test_a_line_for_each_solution_on_the_real_clock(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--load", "1", "--busy", "0", "cli_pipeline", "never_awaited"]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head.endswith("0 busy processes; each solution 1 times")
    assert [line.split(";")[0] for line in lines] == ["91 cli_pipeline      1 passed"]
    assert "of 7 checks 0 played again" in lines[0]


def test_what_fails_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    (exercise,) = catalogue.select(catalogue.load(), ["cli_pipeline"])
    stub = dataclasses.replace(exercise, solution=exercise.folder)
    assert load.run([stub], runs=1, busy=0) == 1
    _, line, first, *_ = capsys.readouterr().out.splitlines()
    assert "1 failed" in line
    assert first.startswith("    test_answer, failed: Standard output is not the answer on one line.")


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_busy_processes_end_with_whoever_started_them() -> None:
    program = (
        "from grader.lab.bench import beside\nwith beside(1) as hogs:\n    print(hogs[0].pid, flush=True)\n    input()"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=catalogue.ROOT
    )
    assert starter.stdout
    hog = int(starter.stdout.readline())
    starter.send_signal(signal.SIGKILL)
    starter.communicate()
    while runs(hog):  # the suite's own time-out ends this where it does not hold
        time.sleep(0.01)


def runs(pid: int) -> bool:
    """Not gone, and not dead and waiting to be collected by whoever adopts orphans here."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_what_growth_measures_is_a_right_answer_however_much_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growth, "TRIES", 1)
    asked = {"checks": 2, "calls": 40, "tasks": 40, "printed": 1_024}
    assert growth._least(growth._exercise(tmp_path, **asked)) >= 0  # it raises if a check does not pass


def test_a_table_of_growth_says_what_one_more_costs(capsys: pytest.CaptureFixture[str]) -> None:
    growth._table("an answer, by calls", iter([(10, 50.0), (110, 150.0)]))
    assert [line.split()[-1] for line in capsys.readouterr().out.splitlines() if line] == ["more", "50.0", "1.0000"]
