"""The grader plays programs whose durations are known before it judges time, and refuses with a clock that is off."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from grader.cli import main
from grader.grading import known_answers
from grader.judge.clock import SECOND, Clock
from grader.judge.players import Players
from grader.judge.world import Draw
from grader.player import private


def test_every_row_holds_here(players: Players) -> None:
    assert known_answers.off(players) is None


def test_what_has_passed_is_remembered(players: Players, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / ".awaitlings"
    known_answers.vouch(players, folder)
    assert len(json.loads((folder / known_answers.FILE).read_text())) == 1
    monkeypatch.setattr(known_answers, "off", lambda _: pytest.fail("it was played again"))
    known_answers.vouch(players, folder)


def test_another_grader_or_python_is_another_clock(
    players: Players, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known_answers.vouch(players, tmp_path)
    played: list[int] = []
    monkeypatch.setattr(known_answers.sys, "version", "3.99.0 (from the future)")
    monkeypatch.setattr(known_answers, "off", lambda _: played.append(1))
    known_answers.vouch(players, tmp_path)
    assert played == [1]


@pytest.mark.parametrize("damage", ["", "{", '{"a": 1}', "[1, 2]", "\x00"])
def test_a_damaged_memory_is_no_memory(players: Players, tmp_path: Path, damage: str) -> None:
    (tmp_path / known_answers.FILE).write_text(damage)
    known_answers.vouch(players, tmp_path)
    assert len(json.loads((tmp_path / known_answers.FILE).read_text())) == 1


def test_where_nothing_can_be_remembered_it_is_played_each_time(players: Players, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("")
    known_answers.vouch(players, tmp_path / "a file")
    known_answers.vouch(players, None)


def slow(self: Clock, when: int, action: object, *, at: object = Clock.at) -> None:
    at(self, when + SECOND // 4, action)  # type: ignore[operator]


@pytest.fixture
def broken_clock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Clock, "at", slow)
    monkeypatch.setattr("grader.grading.run.ROOT", tmp_path)


@pytest.mark.usefixtures("broken_clock")
def test_a_broken_clock_is_refused_in_a_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["grade", "21", "--solutions"]) == 2
    told = capsys.readouterr().err
    assert "The simulated clock is off on Python" in told
    assert "should take 1 s with 4 calls in flight and took 1.25 s with 4" in told
    assert "Traceback" not in told
    assert not (tmp_path / ".awaitlings").exists()


SPOILT = {
    "naps": "early_bound = lambda seconds: None",
    "through_a_queue": "queue.Queue.get = lambda self: None",
}


@pytest.mark.parametrize("row", SPOILT)
def test_a_stand_in_that_does_nothing_is_noticed(players: Players, monkeypatch: pytest.MonkeyPatch, row: str) -> None:
    head = "async def in_turn"
    spoilt = known_answers._PROGRAMS.replace(head, f"{SPOILT[row]}\n{head}")
    monkeypatch.setattr(known_answers, "_PROGRAMS", spoilt)
    off = known_answers.off(players)
    assert off is not None
    assert row in off[0]


def test_the_draws_are_those_of_every_machine() -> None:
    """Answers and latencies come from `random`, whose numbers Python promises to keep."""
    draw = Draw("known", 1)
    assert (draw.word(), draw.number(0, 10**6), draw.latency((0.5, 2.0))) == ("kesametibe", 961341, 639600000)


def test_a_python_that_lacks_a_private_name_is_refused_in_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert private.missing() == []
    gone = ("asyncio.base_events", "BaseEventLoop()", "_in_the_past", 11, 99)
    older = ("threading", "", "_of_long_ago", 1, 2)
    monkeypatch.setattr(private, "NAMES", (*private.NAMES, gone, older))
    assert main(["grade", "21", "--solutions"]) == 2
    told = " ".join(capsys.readouterr().err.split())
    assert "lacks asyncio.base_events.BaseEventLoop()._in_the_past, which the simulated clock relies on" in told
    assert f"It was tried on {private.SEEN_ON}" in told


def test_every_private_name_that_the_player_uses_is_listed() -> None:
    """A name with one underscore that is taken of a module of Python's stands in the one list."""
    listed = {name for *_, name, _, _ in private.NAMES}
    used: set[str] = set()
    for file in (Path(private.__file__).parent).glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, (ast.Name, ast.Attribute)):
                root = ast.unparse(node.value).partition(".")[0]
                if re.fullmatch(r"_[a-z]\w*", node.attr) and root in (
                    "asyncio",
                    "threading",
                    "queue",
                    "concurrent",
                    "task",
                ):
                    used.add(node.attr)
    assert {name for name in used if not name.startswith("_awaitlings")} <= listed
