"""`conformance` compares how foreign tests end, and fails on what its file does not expect."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.judge.players import Players, open_players
from grader.lab import conformance

KNOWN = tomllib.loads(conformance.EXPECTED.read_text("utf-8"))


@pytest.fixture(scope="module")
def unconfined() -> Iterator[Players]:
    players = open_players(isolation="none")
    yield players
    players.close()


@pytest.mark.parametrize("entry", KNOWN["difference"] + KNOWN["left_out"], ids=lambda entry: str(entry["reason"])[:30])
def test_what_differs_and_what_is_left_out_has_one_of_the_reasons(entry: dict[str, object]) -> None:
    reason = str(entry["reason"])
    assert reason in ("socket", "process", "file", "signal") or reason.startswith("limit: ")
    assert entry["tests"]
    assert set(map(str, entry["pythons"])) <= {version.rpartition(".")[0] for version in KNOWN["pythons"]}  # type: ignore[call-overload]


@pytest.mark.parametrize("vouched", [True, False])
def test_what_is_not_listed_fails_the_run_where_the_file_vouches(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], vouched: bool
) -> None:
    plain = dict.fromkeys(
        ["test.test_thread.ThreadRunningTests.test_unraisable_exception", "test.test_queue.New.test_it", "x"], "passed"
    )
    here = plain | {
        "test.test_thread.ThreadRunningTests.test_unraisable_exception": "silent",
        "test.test_queue.New.test_it": "deadlock",
    }
    monkeypatch.setattr(conformance, "_modules", lambda pattern, paths: ["test.test_queue"])
    monkeypatch.setattr(conformance, "_compared", lambda players, modules, *_: [(modules[0], plain, here)])
    monkeypatch.setattr(conformance.platform, "python_version", lambda: KNOWN["pythons"][0] if vouched else "3.99.0")
    assert conformance.run(only=["queue"]) == int(vouched)
    told = capsys.readouterr().out
    assert "          3          1          2          0" in told
    assert "1 limit: the function" in told
    assert "1 not expected" in told
    assert told.count("test.test_queue.New.test_it: deadlock") == 2


def test_a_python_without_tests_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(conformance, "_modules", lambda pattern, paths: [])
    assert conformance.run(only=["queue"]) == 0
    assert "queue: its tests did not come with this Python (" in capsys.readouterr().out


TESTS = """
import asyncio, time, unittest

class Tests(unittest.IsolatedAsyncioTestCase):
    async def test_waits(self):
        begun = time.monotonic()
        await asyncio.sleep(0.05)
        self.assertGreaterEqual(time.monotonic() - begun, 0.05)

    async def test_fails(self):
        self.fail("as it should")

    def test_ends_the_process(self):
        import os
        os._exit(3)

    def test_after_that(self):
        pass
"""


def test_tests_are_run_in_both_worlds_also_after_one_that_kills_them(
    unconfined: Players, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = tmp_path
    (home / "foreign_tests.py").write_text(TESTS)
    monkeypatch.syspath_prepend(str(home))
    tests = ("test_after_that", "test_ends_the_process", "test_waits", "test_fails")
    names = [f"foreign_tests.Tests.{name}" for name in tests]
    here = conformance._in_a_player(unconfined, "foreign_tests", names, [], float("inf"))
    assert [here[name].partition(":")[0] for name in names] == ["passed", "left", "passed", "failed"]
    monkeypatch.setenv("PYTHONPATH", str(home))
    plain = conformance._in_plain_python("foreign_tests", names[2:], [])
    assert [plain[name].partition(":")[0] for name in names[2:]] == ["passed", "failed"]
