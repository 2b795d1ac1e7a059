"""What a learner has reached is kept: across new versions, damage, two terminals and other machines."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import pytest

from grader.desk import progress
from grader.desk.progress import Record
from grader.verdict import ExerciseVerdict, Status, Verdict


def verdict(*exercises: ExerciseVerdict) -> Verdict:
    return Verdict(exercises, 1, "simulated", "feedback", "3.13", "linux", "0", (), ())


def judged(status: Status, *, name: str = "shop", checks: str = "aa", points: int = 0) -> ExerciseVerdict:
    return ExerciseVerdict(name, "11", "A shop", "calls", "exercises/11_shop", status, points, 5, (), (), checks)


def place(root: Path, name: str = progress.FILE) -> Path:
    return root / ".awaitlings" / name


def test_a_pass_is_kept_with_its_date_and_the_checks_it_was_passed_against(tmp_path: Path) -> None:
    progress.note_verdict(tmp_path, verdict(judged(Status.PASSED, points=5)))
    kept = progress.load(tmp_path)["shop"]
    assert (kept.points, kept.checks, kept.last) == (5, "aa", "passed")
    assert kept.passed == kept.graded != ""


def test_a_later_failure_does_not_take_the_pass_away(tmp_path: Path) -> None:
    first = progress.note_verdict(tmp_path, verdict(judged(Status.PASSED, points=5)))["shop"]
    later = progress.note_verdict(tmp_path, verdict(judged(Status.FAILED, points=2)))["shop"]
    assert (later.passed, later.checks) == (first.passed, "aa")
    assert (later.last, later.points) == ("failed", 2)


@pytest.mark.parametrize("status", [Status.ERROR, Status.INCONCLUSIVE, Status.NOT_STARTED, Status.NOT_SELECTED])
def test_what_was_not_judged_changes_nothing(tmp_path: Path, status: Status) -> None:
    before = progress.note_verdict(tmp_path, verdict(judged(Status.PASSED, points=5)))
    assert progress.note_verdict(tmp_path, verdict(judged(status))) == before


def test_hints_are_counted_one_by_one_and_no_further_than_there_are(tmp_path: Path) -> None:
    assert [progress.note_hint(tmp_path, "shop", 3) for _ in range(5)] == [1, 2, 3, 3, 3]


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"format": 1}', b"\xff\xfe", b'{"format": "x", "exercises": {}}']
)
def test_a_damaged_file_is_put_aside_and_the_last_good_state_counts(tmp_path: Path, damage: bytes) -> None:
    progress.note_hint(tmp_path, "shop", 3)
    progress.note_hint(tmp_path, "shop", 3)
    place(tmp_path).write_bytes(damage)
    assert progress.load(tmp_path)["shop"].hints == 1
    progress.note_hint(tmp_path, "market", 3)
    assert set(progress.load(tmp_path)) == {"shop", "market"}
    assert place(tmp_path, "progress.damaged-1.json").read_bytes() == damage


def test_an_entry_that_makes_no_sense_harms_no_other(tmp_path: Path) -> None:
    rows = {"shop": {"hints": "many", "points": 3, "from_the_future": 1}, "market": {"hints": 2}}
    place(tmp_path).parent.mkdir()
    place(tmp_path).write_text(json.dumps({"format": progress.FORMAT, "exercises": rows}), "utf-8")
    assert progress.load(tmp_path) == {"shop": Record(points=3), "market": Record(hints=2)}


def test_what_comes_from_another_machine_never_takes_a_pass_away(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for machine in (here, there):
        machine.mkdir()
    progress.note_verdict(here, verdict(judged(Status.PASSED, name="one", points=5)))
    progress.note_verdict(there, verdict(judged(Status.PASSED, name="two", points=5)))
    older = Record(graded="2001-01-01T00:00:00+00:00", last="failed", hints=3)
    progress.change(there, lambda records: records.update(one=older))
    assert progress.merge(here, progress.parse(place(there).read_bytes())) == 2
    both = progress.load(here)
    assert both["one"].passed
    assert both["one"].hints == 3
    assert both["two"].passed
    assert progress.merge(here, progress.parse(place(there).read_bytes())) == 0


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes anywhere")
def test_a_read_only_folder_is_said_in_a_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(progress.ProgressError, match="cannot be written"):
        progress.note_hint(tmp_path, "shop", 3)


def test_a_file_in_the_way_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / ".awaitlings").write_text("", "utf-8")
    with pytest.raises(progress.ProgressError, match="not kept"):
        progress.note_hint(tmp_path, "shop", 3)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")
def test_killed_at_any_moment_nothing_is_lost(tmp_path: Path) -> None:
    progress.note_verdict(tmp_path, verdict(judged(Status.PASSED, name="kept", points=5)))
    for round_ in range(20):
        child = os.fork()
        if not child:
            for number in range(10_000):
                progress.note_verdict(tmp_path, verdict(judged(Status.FAILED, name=f"other{number % 7}")))
            os._exit(0)
        time.sleep(0.002 + 0.0014 * round_)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert progress.load(tmp_path)["kept"].passed, f"round {round_}"
    assert not list(place(tmp_path).parent.glob("progress.damaged*"))


def test_two_terminals_do_not_lose_each_others_progress(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def learn(name: str) -> None:
        for _ in range(20):
            progress.note_hint(tmp_path, name, 100)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(learn, "abcd"))
    assert {name: record.hints for name, record in progress.load(tmp_path).items()} == dict.fromkeys("abcd", 20)
