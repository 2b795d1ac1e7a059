"""A wait is never shorter than it was asked to be, as any clock reads it, and ends no later than it has to."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.judge.clock import COARSEST_STEP, SECOND, Clock
from grader.judge.evidence import Evidence
from grader.judge.players import Players
from grader.judge.talk import Setup, play
from grader.judge.world import World
from grader.sandbox.limits import LIMITS
from tests.conftest import SERVICES, PlaySource, services

# Every way to wait for so many seconds, and every clock. Each wait is read by a clock before and after it.
PLAYER = """
import asyncio, concurrent.futures, datetime, queue, sched, selectors, threading, time
from services import fetch

async def lock(seconds):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire(timeout=seconds)

async def get(seconds):
    try:
        queue.Queue().get(timeout=seconds)
    except queue.Empty:
        pass

async def timeout(seconds):
    try:
        async with asyncio.timeout(seconds):
            await asyncio.Event().wait()
    except TimeoutError:
        pass

async def wait_for(seconds):
    try:
        await asyncio.wait_for(asyncio.Event().wait(), seconds)
    except TimeoutError:
        pass

async def wait(seconds):
    task = asyncio.create_task(asyncio.Event().wait())
    await asyncio.wait([task], timeout=seconds)
    task.cancel()

async def call_later(seconds):
    done = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, done.set)
    await done.wait()

async def timer(seconds):
    timer = threading.Timer(seconds, int)
    timer.start()
    await asyncio.to_thread(timer.join)

async def result(seconds):
    try:
        concurrent.futures.Future().result(seconds)
    except TimeoutError:
        pass

async def sleeps(seconds):
    time.sleep(seconds)

async def join(seconds):
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    thread.join(seconds)
    ended.set()

async def event(seconds):
    threading.Event().wait(seconds)

async def condition(seconds):
    told = threading.Condition()
    with told:
        told.wait_for(lambda: False, seconds)

async def scheduled(seconds):
    line = sched.scheduler(CLOCK[0], time.sleep)
    line.enter(seconds, 0, int)
    line.run()

async def select(seconds):
    with selectors.DefaultSelector() as selector:
        selector.select(seconds)

WAYS = [asyncio.sleep, sleeps, lock, get, timeout, wait_for, wait, call_later, timer, result, join, event, condition,
        scheduled, select]
CLOCKS = [time.monotonic, time.perf_counter, time.time, lambda: asyncio.get_running_loop().time(),
          lambda: time.monotonic_ns(), lambda: time.time_ns()]
CLOCK = [time.monotonic]

async def waits(way, seconds, clock):
    scale = 10**9 if clock >= 4 else 1
    read = CLOCKS[clock]
    begun = read()
    await WAYS[way](seconds)
    ended = read()
    asked = round(seconds * scale) if scale > 1 else seconds
    return [] if ended - begun >= asked and ended >= begun + asked else [[way, seconds, clock, ended - begun]]

async def lane(steps, clock):
    bad = []
    for way, milliseconds, parts in steps:
        bad += await waits(way, milliseconds / 1000 / parts, clock)
    return bad

async def lanes(several, clock):
    CLOCK[0] = [time.monotonic, time.perf_counter, time.time, time.monotonic, time.monotonic, time.time][clock]
    return sum(await asyncio.gather(*(lane(steps, clock) for steps in several)), [])
"""
PLAYED = """
async def played(kata, note, several, clock):
    return await kata.lanes(several, clock)
"""

step = st.tuples(st.integers(0, 14), st.integers(1, 3000), st.sampled_from([1, 1, 3, 7]))
several = st.lists(st.lists(step, min_size=1, max_size=6), min_size=1, max_size=4)
quiet = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


def played(players: Players, scenario: str, arguments: dict[str, Any], seed: str, source: str = PLAYER) -> Evidence:
    modules = {"kata": ("kata.py", source, False), "services": ("services.py", SERVICES, False)}
    setup = Setup(modules, "kata", scenario, "played", arguments)
    return play(players, setup, World(seed, services(), Clock(10**9 * SECOND)), LIMITS)


@quiet
@given(several, st.integers(0, 5), st.sampled_from("abcdefgh"))
def test_no_clock_reads_a_wait_as_too_short(
    players: Players, several: list[list[tuple[int, int, int]]], clock: int, seed: str
) -> None:
    evidence = played(players, PLAYED, {"several": several, "clock": clock}, seed)
    assert (evidence.end, evidence.error, evidence.result) == ("returned", None, [])


@quiet
@given(st.lists(st.tuples(st.integers(1, 3000), st.sampled_from([1, 3, 7, 512])), min_size=1, max_size=20))
def test_and_the_sum_of_them_is_late_by_a_nanosecond_each(players: Players, waits: list[tuple[int, int]]) -> None:
    """The model: exact sums, and one step of a clock for each wait."""
    source = (
        "import asyncio\nasync def main(waits):\n    for ms, parts in waits: await asyncio.sleep(ms / 1000 / parts)\n"
    )
    scenario = "async def played(kata, note, waits):\n    await kata.main(waits)\n"
    evidence = played(players, scenario, {"waits": waits}, "seed", source)
    nominal = sum(ms / 1000 / parts for ms, parts in waits)
    assert abs(evidence.seconds - nominal) <= 1e-6
    assert evidence.tolerance <= 1e-6 + 1e-9 * (len(waits) + 5)


@pytest.mark.parametrize("clock", ["loop.time", "time.monotonic", "time.time", "time.perf_counter"])
@pytest.mark.parametrize("wait", ["await asyncio.sleep(left)", "time.sleep(left)", "threading.Event().wait(left)"])
def test_waiting_for_what_is_left_takes_one_turn(play_source: PlaySource, clock: str, wait: str) -> None:
    for seed in "abcdefghij":
        evidence = play_source(
            f"""
            import asyncio, threading, time
            async def main():
                loop, turns = asyncio.get_running_loop(), 0
                await asyncio.sleep(0.0137)
                for number in range(1, 40):
                    due = {clock}() + number / 37
                    while (left := due - {clock}()) > 0:
                        turns += 1
                        {wait}
                return turns
            """,
            seed=seed,
        )
        assert (evidence.end, evidence.error, evidence.result, evidence.polling) == ("returned", None, 39, [])


def test_a_token_bucket_refuses_nothing_that_real_time_would_allow(play_source: PlaySource) -> None:
    for seed in "abcdefghij":
        evidence = play_source(
            """
            import asyncio, time
            async def main():
                tokens, last, refused = 0.0, time.monotonic(), 0
                for number in range(60):
                    await asyncio.sleep((1 - tokens) / 7.3)
                    now = time.monotonic()
                    tokens, last = tokens + (now - last) * 7.3, now
                    if tokens < 1:
                        refused += 1
                    else:
                        tokens -= 1
                return refused
            """,
            seed=seed,
        )
        assert evidence.result == 0


def test_what_no_float_rounds_stays_exact_until_a_clock_is_read(play_source: PlaySource) -> None:
    evidence = play_source("""
        import asyncio, time
        async def main():
            await asyncio.sleep(2.5)
            time.sleep(0.25)
    """)
    assert evidence.seconds == 2.75


LONGER = """
import asyncio, datetime, threading, time
async def main():
    loop = asyncio.get_running_loop()
    found = []
    for step in 0.25, 0.0123:
        begun, count = CLOCK(), 0
        while CLOCK() - begun <= 4 * step:
            count += 1
            await asyncio.sleep(step)
        due = [CLOCK() + step * n for n in (1, 1, 2, 2)]
        while due:
            step = max(0.0, due[0] - CLOCK())
            WAIT
            assert due.pop(0) < CLOCK()
        step, old = 0.25, CLOCK()
        WAIT
        found.append([count, CLOCK() - old > step])
    return found
"""


@pytest.mark.parametrize("wait", ["time.sleep(step)", "threading.Event().wait(step)", "await asyncio.sleep(step)"])
@pytest.mark.parametrize("clock", ["time.monotonic", "time.time", "time.perf_counter", "loop.time"])
def test_a_wait_that_is_measured_is_longer_than_it_was_asked_to_be(
    play_source: PlaySource, clock: str, wait: str
) -> None:
    """So four naps of a quarter of a second are more than a second, and what is kept for a second is too old then."""
    source = LONGER.replace("CLOCK", clock).replace("WAIT", wait)
    assert play_source(source).result == [[4, True], [4, True]]


@pytest.mark.parametrize("clock", ["time.monotonic()", "time.time()", "datetime.datetime.now().timestamp()"])
@pytest.mark.parametrize("step", ["0.25", "1 / 37"])
def test_a_wait_is_over_also_for_whom_equal_is_not_enough(play_source: PlaySource, clock: str, step: str) -> None:
    for seed in "abcdef":
        evidence = play_source(
            f"""
            import datetime, time
            def main():
                for number in range(1, 40):
                    due = {clock} + number * {step}
                    while (left := due - {clock}) >= 0:
                        time.sleep(left)
                return number
            """,
            sync=True,
            seed=seed,
        )
        assert (evidence.end, evidence.error, evidence.result, evidence.polling) == ("returned", None, 39, [])


def test_as_completed_ends_on_time(play_source: PlaySource) -> None:
    evidence = play_source(
        """
        import concurrent.futures, time
        def main():
            begun, pool = time.monotonic(), concurrent.futures.ThreadPoolExecutor()
            work = [pool.submit(time.sleep, number) for number in (1, 2, 3)]
            try:
                for done in concurrent.futures.as_completed(work, timeout=1.5):
                    pass
            except TimeoutError:
                return time.monotonic() - begun
        """,
        sync=True,
    )
    assert evidence.result == pytest.approx(1.5, abs=1e-8)
    assert evidence.polling == []


def test_a_wait_of_no_time_is_over_at_once(play_source: PlaySource) -> None:
    evidence = play_source("""
        import asyncio
        async def main():
            seen = []
            loop = asyncio.get_running_loop()
            await asyncio.sleep(0.1)
            begun = loop.time()
            loop.call_later(0, seen.append, "timer")
            for number in range(3):
                await asyncio.sleep(0)
                seen.append(number)
            return seen, loop.time() - begun
    """)
    order, seconds = evidence.result
    assert (order, seconds < 1e-6) == ([0, "timer", 1, 2], True)


def test_a_timer_on_the_instant_of_a_reply_is_a_tie_whatever_waits_led_there() -> None:
    for late in (0, 1, 5):
        clock = Clock(SECOND)
        clock.at(1_000, lambda: None)
        for _ in range(5):
            clock.advance(clock.now + 1)
        clock.advance(1_000 + late)
        assert clock.ties == 1
        assert clock.now == 1_000 + late


def test_what_is_further_apart_than_all_waits_were_late_is_not() -> None:
    clock = Clock(SECOND)
    clock.at(1_000, lambda: None)
    clock.advance(1_000 + COARSEST_STEP)
    assert (clock.ties, clock.now) == (0, 1_000)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (
            "time.sleep(decimal.Decimal('0.1'))",
            "TypeError: 'decimal.Decimal' object cannot be interpreted as an integer",
        ),
        ("time.sleep(-1)", "ValueError: sleep length must be non-negative"),
        ("time.sleep(float('nan'))", "ValueError: Invalid value NaN (not a number)"),
        ("time.sleep(1e10)", "OverflowError: timestamp"),
        ("threading.Lock().acquire(timeout=1e10)", "OverflowError: timestamp"),
        ("threading.Lock().acquire(False, 1)", "ValueError: can't specify a timeout for a non-blocking call"),
        ("threading.Lock().acquire(timeout=-2)", "ValueError: timeout value must be "),
    ],
)
def test_what_cannot_be_waited_for_is_refused_in_pythons_words(play_source: PlaySource, call: str, says: str) -> None:
    error = play_source(f"import decimal, threading, time\ndef main():\n    {call}\n", sync=True).error
    assert str(error).startswith(says)
