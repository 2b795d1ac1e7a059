"""Simulated exercises on the real clock: real threads, locks and waits, and the same verdicts."""

from __future__ import annotations

import dataclasses
import os
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.diagnosis import MISTAKES
from grader.exercise import catalogue
from grader.grading.grade import grade
from grader.grading.job import Options
from grader.grading.metronome import Metronome
from grader.grading.run import GradingRun
from grader.judge.checks import CheckSpec
from grader.judge.clock import SECOND, RealTimeClock
from grader.judge.evidence import Evidence
from grader.judge.players import ExitReport, Players, open_players
from grader.judge.talk import Setup, play
from grader.judge.world import World, peak
from grader.lab import real_clock
from grader.lab.bench import beside
from grader.lab.prove import UNCLEAR, Finding, Proof, planted_answers
from grader.sandbox.limits import LIMITS, Limits
from grader.sandbox.processes import waited_for_cpu
from grader.verdict import Status
from tests.conftest import SCENARIO, SERVICES, SYNC_SCENARIO, services
from tests.planted import laid_out
from tests.test_clock_on_programs import HEAD, HELPERS, PROGRAMS

ROOT = Path(__file__).resolve().parent.parent
SCALE = 0.05
ROOM = 0.9  # simulated seconds that a program may be late, in the middle of other tests
TRIES = 6

# Without the hour of sleep, and without the hundred calls, which cost more CPU than they wait.
SHORT = [row for row in PROGRAMS if row[1] < 100 and "range(100)" not in row[0]]
PlayReal = Callable[..., Iterator[Evidence]]


@pytest.fixture(scope="module")
def real_nursery() -> Iterator[Players]:
    players = open_players(real=True)
    yield players
    players.close()


@pytest.fixture
def plays(real_nursery: Players) -> PlayReal:
    """Gives the evidence of one play after the other."""

    def run(source: str, *, sync: bool = False) -> Iterator[Evidence]:
        modules = {"kata": ("kata.py", textwrap.dedent(source), False), "services": ("services.py", SERVICES, False)}
        setup = Setup(modules, "kata", SYNC_SCENARIO if sync else SCENARIO, "played", {}, 64)
        for _ in range(TRIES):
            yield play(real_nursery, setup, World("seed", services(), RealTimeClock(10**6 * SECOND, SCALE)), LIMITS)

    return run


def agrees(found: Iterator[bool]) -> None:
    """One of the tries agrees. On a machine that is never left in peace there is nothing to learn."""
    if not any(found):
        metronome = Metronome()
        metronome.begin()
        metronome._thread.join(0.5)
        if metronome.disturbed():
            pytest.skip("this machine is too busy for the real clock")
        pytest.fail(f"none of {TRIES} tries agrees with the simulated clock")


@pytest.mark.parametrize(("body", "seconds", "together", "blocked"), SHORT)
def test_real_life_agrees_with_the_simulated_clock(
    plays: PlayReal, body: str, seconds: float, together: int, blocked: bool
) -> None:
    source = f"{HEAD}{HELPERS}\nasync def main():\n    return {body}\n"
    agrees(
        (evidence.end, evidence.error) == ("returned", None)
        and abs(evidence.seconds - seconds) < ROOM
        and peak(evidence.calls) == together
        and bool(evidence.blocked) == blocked
        for evidence in plays(source)
    )


def test_clocks_and_time_outs_of_a_program_are_as_fast_as_its_waits(plays: PlayReal) -> None:
    source = """
        import asyncio, queue, threading, time
        async def main():
            clocks = [time.monotonic, time.time, time.perf_counter, asyncio.get_running_loop().time]
            before = [clock() for clock in clocks]
            await asyncio.to_thread(threading.Event().wait, 1)
            await asyncio.to_thread(wait_for_items)
            await asyncio.sleep(1)
            return [clock() - time for clock, time in zip(clocks, before)]
        def wait_for_items():
            try:
                queue.Queue().get(timeout=1)
            except queue.Empty:
                pass
    """
    agrees(all(abs(found - 3) < ROOM for found in evidence.result) for evidence in plays(source))


def test_what_is_left_behind_is_seen_there_too(plays: PlayReal) -> None:
    source = """
        import asyncio
        from services import fetch
        async def main():
            kept = asyncio.create_task(fetch("audit"))
            fetch("dropped")
            print("on the way")
            await asyncio.sleep(0.1)
    """
    evidence = next(plays(source))
    assert [seen.at for seen in evidence.left_over] == [("kata.py", 5)]
    assert [(seen.what, seen.at) for seen in evidence.never_awaited] == [("fetch", ("kata.py", 6))]
    assert evidence.output == "on the way\n"


def test_a_player_that_is_silent_for_too_long_is_ended(real_nursery: Players) -> None:
    source = "import asyncio\nasync def main():\n    await asyncio.Event().wait()\n"
    modules = {"kata": ("kata.py", source, False), "services": ("services.py", SERVICES, False)}
    world = World("seed", services(), RealTimeClock(10**6 * SECOND, SCALE))
    limits = dataclasses.replace(LIMITS, silent_seconds=0.3)
    assert play(real_nursery, Setup(modules, "kata", SCENARIO, "played", {}), world, limits).end == "silent"


def played_with(players: Players, source: str, *, latency: float = 1.0, limits: Limits = LIMITS) -> Evidence:
    modules = {"kata": ("kata.py", textwrap.dedent(source), False), "services": ("services.py", SERVICES, False)}
    latencies = dict.fromkeys(services(), latency)
    world = World("seed", services(), RealTimeClock(10**6 * SECOND, SCALE), latencies)
    return play(players, Setup(modules, "kata", SCENARIO, "played", {}), world, limits)


def test_no_reply_is_lost_that_comes_before_anybody_waits_for_it(real_nursery: Players) -> None:
    source = """
        from services import fetch_blocking
        async def main():
            return len([fetch_blocking(str(number)) for number in range(200)])
    """
    limits = dataclasses.replace(LIMITS, silent_seconds=2)
    evidence = played_with(real_nursery, source, latency=0, limits=limits)
    assert (evidence.end, evidence.result) == ("returned", 200)


def test_a_program_that_cannot_end_is_named_there_too(real_nursery: Players) -> None:
    source = """
        import queue, threading
        async def main():
            threading.Thread(target=queue.Queue().get).start()
    """
    evidence = played_with(real_nursery, source, limits=dataclasses.replace(LIMITS, silent_seconds=0.5))
    assert evidence.end == "returned"
    assert evidence.detail == {"never_closed": True}
    assert [seen.at for seen in evidence.threads_left] == [("kata.py", 4)]


def test_who_gets_more_replies_may_be_later(real_nursery: Players) -> None:
    source = "from services import fetch\nasync def main():\n    for name in {names}:\n        await fetch(name)\n"
    few, many = (played_with(real_nursery, source.replace("{names}", names)) for names in ("'a'", "'abcde'"))
    assert few.tolerance == pytest.approx(0.021 / SCALE)
    assert many.tolerance == pytest.approx(0.025 / SCALE)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell")
def test_it_is_known_how_long_a_process_waited_for_a_processor() -> None:
    with beside((os.cpu_count() or 1) + 1) as hogs:
        time.sleep(0.5)
        assert sum(waited_for_cpu(hog.pid)[0] for hog in hogs) > 0.1


# --- verdicts -------------------------------------------------------------------------------------------


def verdict_on(folder: Path, disturbed: bool, monkeypatch: pytest.MonkeyPatch) -> Status:
    [exercise] = catalogue.select(catalogue.load(), ["sync_to_async"])
    monkeypatch.setattr(Metronome, "disturbed", lambda self: disturbed)
    played_once = GradingRun.play_once

    def undisturbed(self: GradingRun, setup: Setup, world: World) -> Evidence:
        evidence = played_once(self, setup, world)
        evidence.exit = dataclasses.replace(evidence.exit or ExitReport(), waited=0.0)
        return evidence

    monkeypatch.setattr(GradingRun, "play_once", undisturbed)
    return grade([exercise], Options(1, real=0.02), folder_of=lambda _: folder).exercises[0].status


def test_a_failure_on_a_machine_left_in_peace_is_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    in_turn = laid_out("sync_to_async", "wrong/in_turn", tmp_path)
    assert verdict_on(in_turn, False, monkeypatch) is Status.FAILED


def test_a_failure_on_a_busy_machine_is_inconclusive_in_the_end(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    in_turn = laid_out("sync_to_async", "wrong/in_turn", tmp_path)
    assert verdict_on(in_turn, True, monkeypatch) is Status.INCONCLUSIVE


def test_there_everything_is_played_once_and_each_exercise_at_its_pace() -> None:
    exercises = catalogue.select(catalogue.load(), ["hundred_pollers", "62"])
    answers = [next(iter(real_clock.chosen(planted_answers(exercise)))) for exercise in exercises]
    assert [answer.job.pace for answer in answers] == [real_clock.PACE["hundred_pollers"], 1]
    grading_run = GradingRun([answers[1].job], Options(1, real=0.1))
    assert grading_run.schedules_of(0, CheckSpec(1, "a title", schedules=30)) == 0  # real life draws by itself
    assert grading_run.limits.silent_seconds == pytest.approx(10)
    grading_run._close()


def test_one_wrong_answer_for_each_mistake_that_the_real_clock_can_tell() -> None:
    [exercise] = catalogue.select(catalogue.load(), ["single_flight"])
    chosen = real_clock.chosen(planted_answers(exercise))
    names = [answer.mistake for answer in chosen if answer.part is not None]
    assert len(names) == len(set(names)) > 2
    assert not set(names) & set(real_clock.SIMULATED_ONLY)
    assert sum(answer.part is None for answer in chosen) == 3


def test_what_could_not_be_told_is_neither_agreement_nor_disagreement(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    [exercise] = catalogue.select(catalogue.load(), ["sync_to_async"])
    answers = real_clock.chosen(planted_answers(exercise))[:3]
    fails, unclear = ["solution: part 1 fails after 2 s (simulated)"], [f"{UNCLEAR}: right/x: part 1 fails"]
    verdicts = iter([[], fails, unclear, fails, unclear, fails, unclear])
    monkeypatch.setattr(real_clock, "chosen", lambda planted: answers)
    monkeypatch.setattr(
        real_clock,
        "judge_side_by_side",
        lambda planted, options, count: [(one, Finding(next(verdicts))) for one in planted],
    )
    assert real_clock.run([exercise], Options(1, real=0.1)) == (1, 1)
    told = capsys.readouterr().out
    assert "1 of 3 answers get the same verdict on the real clock" in told
    assert "21 sync_to_async: solution: part 1 fails after 2 s\n" in told
    assert "1 do not, 1 could not be told" in told


def test_who_agrees_in_less_of_a_crowd_agrees(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    [exercise] = catalogue.select(catalogue.load(), ["sync_to_async"])
    answers = real_clock.chosen(planted_answers(exercise))[:3]
    crowds: list[int] = []

    def judged(planted: list[Proof], options: Options, count: int) -> list[tuple[Proof, Finding]]:
        crowds.append(len(planted))
        late = Finding(["it took too long"])
        return [(one, late if len(crowds) == 1 and one != answers[0] else Finding([])) for one in planted]

    monkeypatch.setattr(real_clock, "chosen", lambda planted: answers)
    monkeypatch.setattr(real_clock, "judge_side_by_side", judged)
    assert real_clock.run([exercise], Options(1, real=0.1)) == (0, 0)
    assert crowds == [3, 2, 0]
    assert "2 were played again, in less of a crowd" in capsys.readouterr().out


def test_what_only_the_simulated_clock_can_tell_is_on_the_page() -> None:
    page = (ROOT / "docs" / "what-simulation-hides.md").read_text("utf-8")
    assert set(real_clock.SIMULATED_ONLY) <= set(MISTAKES)
    for name, why in real_clock.SIMULATED_ONLY.items():
        assert f"| `{name}` | {why} |" in page
