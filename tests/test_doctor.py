"""`nox -s doctor`: what it says of a machine that is well, and of one that is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.cli import main
from grader.grading import known_answers
from grader.grading.job import Options
from grader.lab import doctor

ATTACKS = Path(__file__).with_name("attacks")


def test_this_machine_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "BAD" not in out
    assert "clock: 14 programs take the simulated time that they are known to take" in out
    assert out.count("solution: 6 of 6 points") == 1
    assert "solution after the attacks: 6 of 6 points" in out
    told = [line for line in out.splitlines() if "attack " in line]
    assert len(told) == len(doctor.ATTACKS) == 10
    assert all("earns nothing" in line or "not played" in line for line in told)
    assert out.splitlines()[-1].startswith("This machine judges as it should")


def test_what_is_missing_is_no_fault_and_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    findings = list(doctor.examine(Options(seed=1, isolation="none"), tmp_path))
    assert not [finding.text for finding in findings if finding.well is False]
    told = [finding.text for finding in findings if finding.well is None]
    assert "layer not in force: namespaces (not asked for)" in told
    assert "attack fork_storm: it is not in this edition" in told


def test_an_attack_without_the_layer_against_it_is_not_played() -> None:
    assert doctor._layer_of(ATTACKS / "fork_storm.py", ["rlimits"]) == "seccomp"
    assert doctor._layer_of(ATTACKS / "fork_storm.py", ["seccomp"]) == ""
    assert doctor._layer_of(ATTACKS / "exit_in_call.py", []) == ""


def test_a_clock_that_is_off_is_bad(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(known_answers, "off", lambda players: ("asyncio.sleep(1.5)", "1.5 s", "1.0 s"))
    monkeypatch.setattr(doctor, "_judged", lambda *_: iter(()))
    assert main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert "BAD  clock: asyncio.sleep(1.5) should take 1.5 s, and took 1.0 s" in out
    assert "Do not grade here: 1 thing marked BAD." in out
