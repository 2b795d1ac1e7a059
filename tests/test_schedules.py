"""Schedules: a race that one run does not show is found by many, and the seed that shows it shows it again."""

from __future__ import annotations

import io
import json
from pathlib import Path

import jsonschema
import pytest

from grader.exercise import catalogue
from grader.grading.grade import grade
from grader.grading.job import Options
from grader.sinks import terminal
from grader.verdict import Check, Status, Verdict
from tests.conftest import PlaySource

SCHEMA = json.loads((Path(__file__).resolve().parent.parent / "grader" / "verdict.schema.json").read_text("utf-8"))
SCHEDULES = 16

TOML = """
title = "Races"
track = "flow"
learn = "What only some schedules show."
files = ["races.py"]
hints = ["one", "two", "three"]
why = "Because."
parts = [
    {title = "Threads", points = 1},
    {title = "An account", points = 1},
    {title = "Words", points = 1},
]
"""

SERVICES = """
import asyncio

async def withdraw(amount):
    await asyncio.sleep(1)
    return f"-{amount}"

async def travel(name):
    await asyncio.sleep(1)
    return name

async def translate(word):
    await asyncio.sleep(1)
    return word
"""

CHECKS = f"""
from grader.judge import check, scenario, service

@service(latency=0.4)
def withdraw(call, amount):
    return f"-{{amount}}"

@service(latency=(0.1, 3.0))
def travel(call, name):
    return name

@service(latency=(0.2, 1.2))
def translate(call, word):
    return f"{{word}} {{call.word}}"

@scenario
def strokes(kata, note):
    return kata.count(3)

@scenario
async def an_account(kata, note):
    import asyncio
    account = kata.Account(100)
    async def customer(name):
        await kata.travel(name)
        return await account.take(80)
    await asyncio.gather(customer("ann"), customer("ben"))
    return account.left

@scenario
async def words(kata, note, words):
    return await kata.translated(words)

@check(part=1, title="no stroke is lost", schedules={SCHEDULES})
async def test_threads(play):
    match = await play(strokes)
    match.expect_result(15)

@check(part=2, title="no money is spent twice", schedules={SCHEDULES})
async def test_account(play):
    match = await play(an_account)
    match.expect_result(20)

@check(part=3, title="each word has its own translation", schedules={SCHEDULES})
async def test_words(play):
    match = await play(words, words=["a", "b"])
    match.expect_result({{word: match.reply("translate", word) for word in ["a", "b"]}})
"""

FIXED = """
import asyncio
import threading

from services import translate, travel, withdraw

total = 0
lock = threading.Lock()


def strike():
    global total
    for _ in range(5):
        with lock:
            seen = total
            total = seen + 1


def count(people):
    threads = [threading.Thread(target=strike) for _ in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return total


class Account:
    def __init__(self, left):
        self.left = left
        self.lock = asyncio.Lock()

    async def take(self, amount):
        async with self.lock:
            if self.left < amount:
                return
            await withdraw(amount)
            self.left -= amount


async def translated(words):
    found = {}
    tasks = []
    for word in words:
        task = asyncio.create_task(translate(word))
        task.add_done_callback(lambda task, word=word: found.update({word: task.result()}))
        tasks.append(task)
    await asyncio.wait(tasks)
    return {word: found[word] for word in words}
"""

# A race each: the name, what stands in the fixed twin, and what stands there instead.
RACES = {
    "a lost update between threads on two lines": ("with lock:", "if lock:"),
    "check-then-act across an await": ("async with self.lock:", "if self.lock:"),
    "a callback that assumes an order of replies": (
        "found.update({word: task.result()})", "found.update({words[len(found)]: task.result()})"
    ),
}  # fmt: skip


def races(folder: Path, source: str, options: Options) -> Verdict:
    """Grade `source` as an answer to the exercise of this test."""
    exercise = folder / "exercises" / "69_races"
    for name, text in {
        "exercise.toml": TOML, "services.py": SERVICES, "races.py": source, ".hidden/test_races.py": CHECKS,
    }.items():  # fmt: skip
        (exercise / name).parent.mkdir(parents=True, exist_ok=True)
        (exercise / name).write_text(text, "utf-8")
    return grade(catalogue.load(folder), options, folder_of=lambda exercise: exercise.folder)


def the_failed_check(verdict: Verdict) -> Check:
    [failed] = [check for check in verdict.exercises[0].checks if check.status is not Status.PASSED]
    assert failed.status is Status.FAILED
    return failed


def test_the_fixed_twins_pass_every_schedule(tmp_path: Path) -> None:
    verdict = races(tmp_path, FIXED, Options(1))
    assert [check.message for check in verdict.exercises[0].checks] == ["", "", ""]
    assert [(check.schedules, check.seed) for check in verdict.exercises[0].checks] == [(SCHEDULES, None)] * 3
    jsonschema.validate(verdict.to_json(), SCHEMA)


@pytest.mark.parametrize("race", RACES)
def test_a_race_is_found_and_its_seed_shows_it_again(tmp_path: Path, race: str) -> None:
    good, bad = RACES[race]
    assert FIXED.count(good) == 1
    source = FIXED.replace(good, bad)
    failed = the_failed_check(verdict := races(tmp_path, source, Options(2)))
    jsonschema.validate(verdict.to_json(), SCHEMA)
    assert 1 <= failed.schedules <= SCHEDULES
    assert failed.seed == 2 + failed.schedules - 1

    again = the_failed_check(races(tmp_path, source, Options(failed.seed, schedules=1)))
    assert (again.id, again.schedules, again.seed) == (failed.id, 1, failed.seed)
    assert (again.message, again.returned, again.elapsed) == (failed.message, failed.returned, failed.elapsed)


def test_the_report_says_which_schedule_failed_and_how_to_see_it_alone(tmp_path: Path) -> None:
    verdict = races(tmp_path, FIXED.replace("async with self.lock:", "if self.lock:"), Options(2))
    failed, out = the_failed_check(verdict), io.StringIO()
    assert failed.schedules > 1  # the first play alone would not have shown it
    terminal.show(verdict, out)
    assert f"seed {failed.seed}, after {failed.schedules - 1} that passed" in out.getvalue()
    assert (
        races(tmp_path, FIXED.replace("async with self.lock:", "if self.lock:"), Options(2)).dumps() == verdict.dumps()
    )
    assert f"alone:  nox -s grade -- 69 --seed {failed.seed} --schedules 1" in out.getvalue()


def test_whoever_grades_decides_how_many_schedules_are_played(tmp_path: Path) -> None:
    verdict = races(tmp_path, FIXED, Options(1, schedules=3))
    assert [check.schedules for check in verdict.exercises[0].checks] == [3, 3, 3]
    assert verdict.to_json()["schedules"] == 3


# --- what a schedule changes, and what it leaves alone ---------------------------------------------------


def results(play_source: PlaySource, source: str, *, sync: bool = False, times: int = 20) -> set[str]:
    """What `main` returns in so many schedules."""
    plays = [play_source(source, sync=sync, seed=str(seed), schedule=True) for seed in range(times)]
    assert {evidence.end for evidence in plays} == {"returned"}
    return {str(evidence.result) for evidence in plays}


def test_callbacks_of_one_loop_run_in_asyncios_own_order(play_source: PlaySource) -> None:
    source = """
        import asyncio
        async def main():
            loop, seen = asyncio.get_running_loop(), []
            for number in range(5):
                loop.call_soon(seen.append, number)
                loop.call_later(1, seen.append, 10 + number)
                asyncio.create_task(step(seen, 20 + number))
            await asyncio.sleep(2)
            return seen
        async def step(seen, number):
            seen.append(number)
    """
    assert len(results(play_source, source)) == 1


def test_replies_that_come_at_once_come_in_any_order(play_source: PlaySource) -> None:
    source = """
        import asyncio
        from services import fetch
        async def main():
            seen = []
            async def one(name):
                await fetch(name)
                seen.append(name)
            await asyncio.gather(*map(one, "abc"))
            return "".join(seen)
    """
    assert len(results(play_source, source)) == 6


def test_a_timer_and_a_reply_at_one_instant_come_in_any_order(play_source: PlaySource) -> None:
    source = """
        import asyncio
        from services import fetch
        async def main():
            try:
                async with asyncio.timeout(1):
                    await fetch("a")
                    return "in time"
            except TimeoutError:
                return "late"
    """
    assert results(play_source, source) == {"in time", "late"}


def test_any_thread_that_can_run_may_run(play_source: PlaySource) -> None:
    source = """
        import threading, time
        seen = []
        def work(name):
            time.sleep(1)
            seen.append(name)
        def main():
            threads = [threading.Thread(target=work, args=name) for name in "abc"]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            return "".join(seen)
    """
    assert len(results(play_source, source, sync=True)) == 6


def test_a_thread_is_interrupted_between_lines_and_never_within_one(play_source: PlaySource) -> None:
    source = """
        import threading
        total = other = 0
        def work():
            global total, other
            for _ in range(20):
                total += 1
                seen = other
                other = seen + 1
        def main():
            threads = [threading.Thread(target=work) for _ in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            return total == 40, other < 40
    """
    assert "(True, True)" in results(play_source, source, sync=True)
    assert "False" not in {found.partition(",")[0].strip("(") for found in results(play_source, source, sync=True)}


def test_no_time_goes_by_while_a_thread_is_interrupted(play_source: PlaySource) -> None:
    source = """
        import asyncio, time
        def work():
            for _ in range(50):
                pass
            time.sleep(1)
        async def main():
            started = time.monotonic()
            await asyncio.gather(*(asyncio.to_thread(work) for _ in range(4)), asyncio.sleep(0.5))
            return round(time.monotonic() - started, 6)
    """
    assert results(play_source, source) == {"1.0"}


def test_a_lock_keeps_threads_apart_in_every_schedule(play_source: PlaySource) -> None:
    source = """
        import queue, threading
        def main():
            items, done, lock = queue.Queue(2), [], threading.RLock()
            def worker():
                while (item := items.get()) is not None:
                    with lock:
                        seen = len(done)
                        done.append(item)
                        assert len(done) == seen + 1
            threads = [threading.Thread(target=worker) for _ in range(3)]
            for thread in threads:
                thread.start()
            for item in [*range(8), None, None, None]:
                items.put(item)
            for thread in threads:
                thread.join()
            return sorted(done)
    """
    assert results(play_source, source, sync=True) == {"[0, 1, 2, 3, 4, 5, 6, 7]"}


def test_without_schedules_nothing_is_drawn_but_answers_and_latencies(play_source: PlaySource) -> None:
    source = """
        import asyncio
        from services import fetch
        async def main():
            seen = []
            async def one(name):
                await fetch(name)
                seen.append(name)
            await asyncio.gather(*map(one, "abc"))
            return "".join(seen)
    """
    assert {play_source(source, seed=str(seed)).result for seed in range(8)} == {"abc"}


@pytest.mark.parametrize("what", ["0", "many", "-3"])
def test_a_number_of_schedules_that_is_none_is_refused_in_a_sentence(
    what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from grader.cli import main

    with pytest.raises(SystemExit):
        main(["grade", "64", f"--schedules={what}"])
    assert "A whole number, from 1 on" in capsys.readouterr().err


def test_whoever_asks_for_schedules_of_an_exercise_on_the_real_clock_is_told_that_there_are_none() -> None:
    exercises = [exercise for exercise in catalogue.load() if exercise.number == "91"]
    verdict = grade(exercises, Options(1, schedules=5), folder_of=lambda exercise: exercise.solution)
    assert any("91 was played on the real one" in message for message in verdict.messages)
