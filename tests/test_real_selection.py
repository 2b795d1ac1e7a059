"""Which exercises are played here: tracks, extras that are not installed, and `run`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from grader import cli
from grader.exercise import catalogue, extras
from grader.grading.grade import grade
from grader.grading.job import Options
from grader.sinks import terminal
from grader.verdict import Status

ROOT = Path(__file__).resolve().parent.parent


def production() -> list[catalogue.Exercise]:
    return [exercise for exercise in catalogue.load(problems=[]) if exercise.track == "production"]


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "missing", lambda extra: ["langgraph"] if extra else [])


def test_exercises_without_their_extra_take_one_line(nothing_installed: None) -> None:
    exercises = [exercise for exercise in production() if exercise.extra]
    verdict = grade(exercises, Options(1), folder_of=lambda exercise: exercise.solution)
    assert {exercise.status for exercise in verdict.exercises} == {Status.NOT_SELECTED}
    assert verdict.max_points == 0
    first = terminal.render(verdict, colour=False, width=100, unicode=True).splitlines()[0]
    numbers = ", ".join(exercise.number for exercise in exercises)
    assert first == f"- {len(exercises)} not judged here: {numbers}. More is needed: nox -s grade -- --track production"


def test_prove_says_what_it_leaves_out(nothing_installed: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["prove", "chat_endpoint"]) == 0
    assert capsys.readouterr().out.startswith(
        "left out 92 chat_endpoint. More is needed: nox -s prove -- --track production\n"
    )


def test_a_track_is_a_selection(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli._parser(["swap"]).parse_args(["swap", "--track", "production"]).track == ["production"]
    with pytest.raises(SystemExit):
        cli.main(["grade", "--track", "no such track"])
    assert "production" in capsys.readouterr().err


def test_every_extra_has_a_lock_that_installs_it() -> None:
    for exercise in production():
        if exercise.extra:
            assert exercise.extra in extras.EXTRAS
            lock = (ROOT / "requirements" / f"{exercise.extra}.txt").read_text("utf-8")
            for module in extras.EXTRAS[exercise.extra]:
                assert f"\n{module.replace('_', '-')}==" in lock


def test_run_runs_the_stub_and_hands_on_arguments_and_exit_code() -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "grader", "run", *words]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)

    ended = run("cli_pipeline", "--stream", "Why", "tides?")
    assert (ended.returncode, ended.stdout) == (0, "Written from a note on 'Why tides?' and a page on 'Why tides?'. \n")
    assert run("no_such_exercise").returncode == 2


def test_a_solution_on_the_real_clock_passes_and_is_told_what_does_not_protect_it() -> None:
    """The others are played by `prove`."""
    verdict = grade(
        catalogue.select(production(), ["cli_pipeline"]), Options(3), folder_of=lambda exercise: exercise.solution
    )
    [exercise] = verdict.exercises
    assert exercise.status is Status.PASSED, [f"{check.id}: {check.message}" for check in exercise.checks]
    assert verdict.layers_missing
