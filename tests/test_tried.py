"""Advice that was tried: which change is told, and when none is."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import pytest

from grader.desk import progress, screen, tried
from grader.desk.model import Desk, LastVerdict
from grader.diagnosis import edits, trials
from grader.diagnosis.trials import MOST_MATCHES, Advice, Played, Trial
from grader.exercise import catalogue
from grader.exercise.submission import read_submission
from grader.grading.grade import grade
from grader.grading.job import Options
from grader.grading.trials import advice_on
from grader.sinks.stream import Look
from grader.verdict import Check, ExerciseVerdict, Mistake, Status, Verdict

SOURCE = """import asyncio
from services import fetch


async def main(names):
    first = fetch(names[0])
    found = []
    for name in names:
        found.append(await fetch(name))
    return [first, *found]
"""


def check(
    name: str, status: Status = Status.FAILED, mistake: str = "", line: int | None = None, part: int = 1
) -> Check:
    found = Mistake(mistake, "kata.py", line, "text") if mistake else None
    return Check(name, part, name, status, mistake=found)


class Player:
    """Plays trials by rule: a check passes if every word that it wants stands in the source."""

    def __init__(self, wants: dict[str, str], costs: int = 1, mistake: str = "") -> None:
        self.wants, self.costs, self.mistake = wants, costs, mistake
        self.matches = 0

    def __call__(self, trials_: Sequence[Trial]) -> list[Played]:
        return [self._play(trial) for trial in trials_]

    def _play(self, trial: Trial) -> Played:
        found = []
        for name in trial.checks:
            passes = self.wants.get(name, "") in trial.sources["kata.py"]
            self.matches += self.costs
            status = Status.PASSED if passes else Status.FAILED
            found.append(check(name, status, "" if passes else self.mistake, 1, part=1 if name == "one" else 2))
        return Played(tuple(found), self.costs * len(found))


def asked(checks: Sequence[Check], player: Player, source: str = SOURCE, services: str = "") -> Advice | None:
    return trials.advice(checks, {"kata.py": source}, services, player)


def test_the_kind_of_a_change_is_told_and_what_still_fails() -> None:
    checks = [check("one", mistake="never-awaited", line=6), check("two", mistake="too-slow", part=2)]
    found = asked(checks, Player({"one": "first = await fetch", "two": "no such words"}, mistake="too-slow"))
    assert str(found) == ("Tried: awaiting the call on line 6 makes this check pass; 1 other check still fails.")


def test_no_code_is_told() -> None:
    found = asked([check("one", mistake="sequential-awaits", line=8)], Player({"one": "gather"}))
    assert str(found) == "Tried: starting the calls together on line 8 makes this check pass; no other check fails."


@pytest.mark.parametrize(
    ("wants", "mistake"),
    [
        pytest.param({"one": "await fetch(names[0])", "two": "first = fetch"}, "", id="a check that passed fails"),
        pytest.param({"one": "no such words"}, "", id="the check fails as before"),
    ],
)
def test_what_does_harm_or_nothing_is_not_told(wants: dict[str, str], mistake: str) -> None:
    checks = [check("one", mistake="never-awaited", line=6), check("two", Status.PASSED, part=2)]
    assert asked(checks, Player(wants, mistake=mistake)) is None


def test_a_trap_is_not_told() -> None:
    """What failed before, and fails now by a mistake that was not there, is the next trap."""
    checks = [check("one", mistake="never-awaited", line=6), check("two", mistake="too-slow", part=2)]
    player = Player({"one": "await fetch(names[0])", "two": "no such words"}, mistake="limit-too-low")
    assert asked(checks, player) is None


def test_every_failed_check_of_the_part_has_to_pass() -> None:
    checks = [check("one", mistake="never-awaited", line=6), check("more", mistake="never-awaited", line=6)]
    player = Player({"one": "await fetch(names[0])", "more": "no such words"})
    assert asked(checks, player) is None


def test_what_helps_on_one_seed_only_is_not_told() -> None:
    checks = [check("one", mistake="never-awaited", line=6), check("whole part", Status.PASSED)]
    player = Player({"one": "await fetch(names[0])"})

    def by_luck(those: Sequence[Trial]) -> list[Played]:
        return [Played((check("one"),), 1)] if those[0].further else player(those)

    assert trials.advice(checks, {"kata.py": SOURCE}, "", player) is not None
    assert trials.advice(checks, {"kata.py": SOURCE}, "", by_luck) is None


def test_tasks_that_a_loop_cancels_are_awaited_together() -> None:
    source = "import asyncio\n\n\nasync def stop(tasks):\n    for task in tasks:\n        task.cancel()\n"
    [edit] = edits.changes({"kata.py": source}, "", ("cancel-not-awaited", "kata.py", 6))
    assert edit.applied(source).splitlines()[4:] == [
        "    [task.cancel() for task in tasks]; await asyncio.gather(*tasks, return_exceptions=True)",
        "",
    ]


@pytest.mark.parametrize(
    ("mistake", "lines", "changed"),
    [
        pytest.param(
            "coroutine-reused", ("a = f()", "await a", "await a"), "a = asyncio.create_task(f())", id="reused"
        ),
        pytest.param("loop-starved", ("time.sleep(0)",), "(await asyncio.sleep(0))", id="a pause that gives no turn"),
        pytest.param("deadlock", ("known.wait()",), "(await asyncio.to_thread(known.wait))", id="holds its own loop"),
        pytest.param(
            "wrong-thread", ("loop.call_soon_threadsafe(put(1))",), "loop.call_soon_threadsafe(put, 1)", id="put"
        ),
        pytest.param("stream-not-closed", ("stream.aclose()",), "await stream.aclose()", id="closing not awaited"),
        pytest.param("task-not-awaited", ("b, a", "a = asyncio.create_task(f())"), "b, (await a)", id="handed out"),
    ],
)
def test_what_a_rule_names_can_be_taken_away(mistake: str, lines: tuple[str, ...], changed: str) -> None:
    """Rules named these, and only the change for another name helped."""
    source = "\n".join(["import asyncio", "async def main():", *(f"    {line}" for line in lines)])
    found = edits.changes({"kata.py": source}, "", (mistake, "kata.py", len(lines) + 2))
    assert changed in [line.strip() for edit in found for line in edit.applied(source).splitlines()]


@pytest.mark.parametrize("clock", ["time.monotonic()", "perf_counter()"])
def test_reading_a_clock_is_not_moved_to_a_thread(clock: str) -> None:
    source = f"import asyncio\nasync def main():\n    begun = {clock}\n"
    assert edits.changes({"kata.py": source}, "", ("blocking-call", "kata.py", 3)) == []


def test_asyncios_own_form_goes_before_a_twin_and_a_thread() -> None:
    source = "import asyncio, time\n\n\nasync def main():\n    time.sleep(1)\n"
    checks = [check("one", mistake="blocking-call", line=5)]
    every = [
        edit.what
        for edit in edits.changes({"kata.py": source}, "async def asleep(): ...", ("blocking-call", "kata.py", 5))
    ]
    assert every == ["asyncio's own pause", "awaiting the async twin of the call", "moving the call to a thread"]
    assert "asyncio's own pause" in str(asked(checks, Player({"one": "await"}), source, "async def asleep(): ..."))
    assert "in the thread" not in str(asked(checks, Player({"one": "to_thread"}), source))


def test_two_changes_that_are_as_good_as_each_other_are_no_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    two = [edits.Edit("never-awaited", what, "kata.py", 6, ((0, 0, "#"),)) for what in ("this", "that")]
    monkeypatch.setattr(edits, "of", lambda sources, services, suspects: list(two))
    assert asked([check("one", mistake="never-awaited", line=6)], Player({})) is None


def test_matches_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [edits.Edit("never-awaited", f"{n}", "kata.py", 6, ((0, 0, "#" * n),)) for n in range(1, 40)]
    monkeypatch.setattr(edits, "of", lambda sources, services, suspects: list(many))
    player = Player({"one": "no such words"})
    asked([check("one", mistake="never-awaited", line=6), *(check(f"{n}", Status.PASSED) for n in range(5))], player)
    assert 0 < player.matches <= MOST_MATCHES


def test_no_match_is_played_if_there_are_too_many_checks_to_try_a_change_against_all() -> None:
    player = Player({"one": "await fetch(names[0])"})
    checks = [check("one", mistake="never-awaited", line=6), *(check(f"{n}", Status.PASSED) for n in range(11))]
    assert asked(checks[:11], player) is not None
    before = player.matches
    assert asked(checks, player) is None
    assert player.matches == before <= MOST_MATCHES


@pytest.mark.parametrize("mistake", ["spinning", "blocked-outside", "tampered"])
def test_what_ended_by_a_limit_is_not_tried(mistake: str) -> None:
    player = Player({})
    assert asked([check("one", mistake=mistake, line=6)], player) is None
    assert player.matches == 0


MANY_LINES = """import time
from services import f


async def main(xs):
    a = [
        await f(x)
        for x in xs
    ]
    try:
        time.sleep(
            1
        )
    except BaseException:
        pass
    ä = f(1)
    return ä
"""


def test_every_change_keeps_the_numbers_of_lines() -> None:
    source = MANY_LINES
    for name in edits._WAYS:
        for line in range(1, 18):
            for edit in edits.changes({"kata.py": source}, "", (name, "kata.py", line)):
                changed = edit.applied(source)
                assert changed.count("\n") == source.count("\n"), edit


def test_a_source_that_kills_the_parser_is_not_changed() -> None:
    deep = "x = " + "-" * 200_000 + "1\n"
    assert edits.of({"kata.py": deep}, "", [("never-awaited", "kata.py", 1)]) == []


# --- with real matches -----------------------------------------------------------------------------------


EXERCISES = {exercise.number: exercise for exercise in catalogue.load() if exercise.number in ("21", "42")}


def judged(number: str, source: str) -> tuple[ExerciseVerdict, Advice | None]:
    exercise, options = EXERCISES[number], Options(3)
    contents = {exercise.files[0]: source.encode()}
    verdict = grade([exercise], options, folder_of=lambda each: each.folder, files_of=lambda each: contents).exercises[
        0
    ]
    return verdict, advice_on(exercise, contents, verdict, options)


CALLED_TOO_EARLY = """import asyncio

from services import adownload, download

PAUSE = 0.5


async def fetch_report(name):
    await asyncio.sleep(PAUSE)
    return await asyncio.to_thread(download(name))


async def fetch_reports(names):
    return await asyncio.gather(*[fetch_report(name) for name in names])
"""


def test_advice_on_an_answer_says_the_same_each_time() -> None:
    first, second = (str(judged("21", CALLED_TOO_EARLY)[1]) for _ in range(2))
    assert first == second
    assert first.startswith("Tried: handing over the function and its arguments on line 10 makes this check pass;")


def test_the_trap_of_the_lesson_is_no_advice() -> None:
    """A pause in a thread is right for one poller, and not for a hundred."""
    source = """import asyncio
from time import sleep as pause

from services import ask_carrier

PAUSE = 0.5


async def follow(parcel):
    word = await ask_carrier(parcel)
    while not word.startswith("delivered"):
        pause(PAUSE)
        word = await ask_carrier(parcel)
    return word


async def follow_all(parcels):
    return await asyncio.gather(*[follow(parcel) for parcel in parcels])
"""
    verdict, found = judged("42", source)
    assert next(check.mistake.name for check in verdict.checks if check.mistake) == "blocking-call"
    assert found is None


def test_a_line_of_the_stub_is_left_alone() -> None:
    exercise = EXERCISES["42"]
    contents = read_submission(exercise, exercise.folder)
    assert judged("42", contents[exercise.files[0]].decode())[1] is None


def test_an_edition_without_hints_gives_no_advice() -> None:
    exercise = dataclasses.replace(EXERCISES["21"], hints=())
    contents = {exercise.files[0]: CALLED_TOO_EARLY.encode()}
    verdict, _ = judged("21", CALLED_TOO_EARLY)
    assert advice_on(exercise, contents, verdict, Options(3)) is None


# --- when it comes unasked -------------------------------------------------------------------------------


def test_advice_is_due_at_the_third_different_answer_with_the_same_mistake_on_the_same_line(tmp_path: Path) -> None:
    verdict, _ = judged("21", CALLED_TOO_EARLY)
    whole = Verdict((verdict,), 3, "simulated", "feedback", "", "", "", (), ())
    due = []
    for answer in ("a", "a", "b", "b", "c"):
        records = progress.note_verdict(tmp_path, whole, answers={verdict.id: answer})
        due.append(tried.is_due(records[verdict.id]))
    assert due == [False, False, False, False, True]


def test_watch_offers_advice_for_a_failure_with_a_line_until_it_was_asked_for(tmp_path: Path) -> None:
    exercise = EXERCISES["21"]
    verdict, _ = judged("21", CALLED_TOO_EARLY)
    desk = Desk.open(tmp_path, [exercise])
    desk.judged[exercise.id] = LastVerdict(Verdict((verdict,), 3, "simulated", "feedback", "", "", "", (), ()), None)
    assert ("a", "advice") in desk.actions()
    desk.judged[exercise.id].tried = "Tried: it makes this check pass."
    assert "advice" not in dict(desk.actions()).values()
    assert "Tried: it makes this check pass." in screen.body(desk, Look(colour=False, width=80, unicode=False))
