"""Whatever holds a loop is caught: which call, on which line, how long, what stood still, and what to do instead."""

from __future__ import annotations

import dataclasses
import textwrap

import pytest

from grader.diagnosis import diagnose
from grader.judge.clock import Clock
from grader.judge.evidence import Computed, Evidence
from grader.judge.match import Match
from grader.judge.unmet import About, Unmet
from grader.judge.world import World
from grader.sandbox.limits import LIMITS
from grader.verdict import Mistake
from tests.conftest import PlaySource, services

HEAD = """\
import asyncio, concurrent.futures, queue, threading, time
from time import sleep as early_bound
from services import fetch, fetch_blocking

def later(seconds, function):
    timer = threading.Timer(seconds, function)
    timer.start()
    return timer

def locked(lock):
    lock.acquire()
    later(1, lock.release)
    return lock

async def main():
    beating = asyncio.create_task(beat())
    await asyncio.sleep(0.25)
    pool = concurrent.futures.ThreadPoolExecutor()
    items, event, lock, loop = queue.Queue(), threading.Event(), threading.Lock(), asyncio.get_running_loop()
"""
TAIL = """
    await beating

async def beat():
    for _ in range(8):
        await asyncio.sleep(0.25)
"""
LINE = 21

HOLDS = [
    ("time.sleep(1)", "time.sleep(1)", "await asyncio.sleep("),
    ("early_bound(1)", "time.sleep(1)", "await asyncio.sleep("),
    ("fetch_blocking('x')", "services.fetch_blocking()", "await asyncio.to_thread("),
    ("pool.submit(time.sleep, 1).result()", "Future.result()", "await asyncio.wrap_future(future)"),
    ("pool.submit(time.sleep, 1).exception()", "Future.exception()", "await asyncio.wrap_future(future)"),
    ("list(pool.map(time.sleep, [1]))", "Future.result()", "await asyncio.wrap_future(future)"),
    ("concurrent.futures.wait([pool.submit(time.sleep, 1)])", "concurrent.futures.wait()", "asyncio.wrap_future"),
    ("list(concurrent.futures.as_completed([pool.submit(time.sleep, 1)]))", "concurrent.futures.as_completed()",
     "asyncio.wrap_future"),
    ("pool.submit(time.sleep, 1), pool.shutdown()", "ThreadPoolExecutor.shutdown()", "run_in_executor"),
    ("later(1, int).join()", "Thread.join()", "await asyncio.to_thread(thread.join)"),
    ("later(1, lambda: items.put(1)), items.get()", "queue.get()", "await asyncio.to_thread(items.get)"),
    ("later(1, event.set), event.wait()", "Event.wait()", "loop.call_soon_threadsafe(event.set)"),
    ("event.wait(1)", "Event.wait()", "loop.call_soon_threadsafe(event.set)"),
    ("locked(lock).acquire()", "lock.acquire()", "`asyncio.Lock`"),
    ("with locked(lock): pass", "lock.acquire()", "`asyncio.Lock`"),
    ("with locked(threading.Semaphore()): pass", "Semaphore.acquire()", "`asyncio.Lock`"),
    ("asyncio.run_coroutine_threadsafe(asyncio.sleep(9), loop).exception(1) if 0 else threading.Barrier(2).wait(1)",
     "Barrier.wait()", "`asyncio.Event`"),
]  # fmt: skip


def explained(evidence: Evidence, source: str) -> Mistake:
    mistake = diagnose(evidence, Unmet(About.TOO_LONG, ""), {"kata.py": source})
    assert mistake is not None
    return mistake


@pytest.mark.parametrize(("body", "call", "advice"), HOLDS, ids=[body for body, _, _ in HOLDS])
def test_the_call_its_line_its_time_and_the_advice_that_fits(
    play_source: PlaySource, body: str, call: str, advice: str
) -> None:
    wrapped = f"    try:\n        {body}\n    except threading.BrokenBarrierError:\n        pass\n"
    source = f"{HEAD}{wrapped}{TAIL}"
    evidence = play_source(source)
    assert (evidence.end, evidence.error) == ("returned", None)
    [held] = [blocked for blocked in evidence.blocked if blocked.end > blocked.start]
    assert (held.call, held.at, held.end - held.start) == (call, ("kata.py", LINE), 1.0)
    mistake = explained(evidence, source)
    assert (mistake.name, mistake.line) == ("blocking-call", LINE)
    assert f"Here `{call}` held it for 1 s (simulated); beat() stood still meanwhile." in mistake.what
    assert advice in mistake.advice


@pytest.mark.parametrize(
    "body",
    [
        "await asyncio.to_thread(pool.submit(time.sleep, 1).result)",
        "await asyncio.wrap_future(pool.submit(time.sleep, 1))",
        "await asyncio.to_thread(later(1, int).join)",
        "later(1, lambda: items.put(1)); await asyncio.to_thread(items.get)",
        "later(1, event.set); await asyncio.to_thread(event.wait)",
        "await asyncio.to_thread(locked(lock).acquire)",
        "later(1, items.put_nowait(1) or int); items.get()",
        "lock.acquire(); lock.release()",
    ],
)
def test_the_advice_is_good(play_source: PlaySource, body: str) -> None:
    evidence = play_source(f"{HEAD}    {body}\n{TAIL}")
    assert (evidence.end, evidence.error, evidence.blocked) == ("returned", None, [])
    assert evidence.seconds == 2.0


def test_many_calls_on_one_line_are_added_up(play_source: PlaySource) -> None:
    source = "import time\nasync def main():\n    for _ in range(3):\n        time.sleep(0.5)\n"
    mistake = explained(play_source(source), source)
    assert "Here `time.sleep(0.5)` held it 3 times, for 1.5 s in all (simulated)." in mistake.what


def test_many_who_stood_still_are_counted(play_source: PlaySource) -> None:
    names = [f"job{number}" for number in range(6)]
    jobs = "".join(f"async def {name}(): await asyncio.sleep(3)\n" for name in names)
    made = ", ".join(f"asyncio.create_task({name}())" for name in names)
    source = (
        f"import asyncio, time\n{jobs}async def main():\n    tasks = [{made}]\n"
        "    await asyncio.sleep(0)\n    time.sleep(1)\n    await asyncio.gather(*tasks)\n"
    )
    assert "; job0(), job1(), job2() and 3 more stood still meanwhile." in explained(play_source(source), source).what


# Computing

QUICK = dataclasses.replace(LIMITS, step_cpu_seconds=0.08)
BURN = """
import asyncio, time

def burn(seconds=0.25):
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass

async def beat():
    while True:
        await asyncio.sleep(0.1)
"""


def computing(play_source: PlaySource, body: str) -> tuple[Evidence, str]:
    source = f"{BURN}\n{textwrap.dedent(body).strip()}\n"
    evidence = play_source(source, limits=QUICK)
    assert (evidence.end, evidence.error) == ("returned", None)
    return evidence, source


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("async def main():\n    burn()", 14),
        ("async def main():\n    await helper()\n\nasync def helper():\n    burn()", 17),
        # The round of a loop in which a tick comes is a matter of chance: the loop is named.
        ("async def main():\n    for _ in range(50):\n        burn(0.003)\n        burn(0.003)", 14),
        ("async def main():\n    while True:\n        await asyncio.sleep(1)\n        burn()\n        return", 16),
        ("async def main():\n    asyncio.get_running_loop().call_soon(burn)\n    await asyncio.sleep(1)", 6),
        (
            "async def main():\n    await asyncio.to_thread(asyncio.run, helper())\n\nasync def helper():\n    burn()",
            17,
        ),
    ],
    ids=["itself", "a coroutine below", "a loop", "a loop that waits", "a callback", "a loop in a thread"],
)
def test_heavy_computing_in_one_step_is_named_with_its_line(play_source: PlaySource, body: str, line: int) -> None:
    evidence, source = computing(play_source, body)
    mistake = diagnose(
        dataclasses.replace(evidence, loops=[]), Unmet(About.COMPUTED, ""), {"kata.py": source}
    )  # the loop in a thread would be the cause
    assert mistake is not None
    assert (mistake.name, mistake.line) == ("cpu-in-the-loop", line)


def test_it_says_what_stood_still_and_the_standard_set_fails(play_source: PlaySource) -> None:
    evidence, source = computing(
        play_source,
        """
        async def main():
            beating = asyncio.create_task(beat())
            await asyncio.sleep(0.15)
            burn()
            beating.cancel()
        """,
    )
    mistake = diagnose(evidence, None, {"kata.py": source})
    assert mistake is not None
    assert "It took more than 0.08 s of CPU time in one step; beat() stood still meanwhile." in mistake.what
    with pytest.raises(Unmet, match=r"^One step computed for more than 0\.08 s of CPU time, and held the loop"):
        Match(evidence, World("seed", services(), Clock(0)), "main()", {}).expect_loop_free()


@pytest.mark.parametrize(
    "body",
    [
        "async def main():\n    for _ in range(20):\n        burn(0.01)\n        await asyncio.sleep(0)",
        "async def main():\n    await asyncio.to_thread(burn)",
        "async def main():\n    await asyncio.gather(*(work() for _ in range(20)))\nasync def work():\n    burn(0.01)",
        "async def main():\n    burn(0.02)",
    ],
    ids=["in pieces", "in a thread", "a little in each of many", "a little"],
)
def test_computing_in_pieces_or_elsewhere_is_no_fault(play_source: PlaySource, body: str) -> None:
    evidence, _ = computing(play_source, body)
    assert evidence.computed == []


def test_plain_code_may_compute_where_no_loop_runs(play_source: PlaySource) -> None:
    evidence = play_source(f"{BURN}\ndef main():\n    burn()\n", sync=True, limits=QUICK)
    assert (evidence.end, evidence.computed) == ("returned", [])


def test_a_line_that_cannot_be_is_no_line() -> None:
    evidence = Evidence(end="returned", computed=[Computed(0.0, 0.4, "kata.py", (-3,))])
    mistake = diagnose(evidence, Unmet(About.COMPUTED, ""), {"kata.py": "pass"})
    assert mistake is not None
    assert (mistake.name, mistake.file, mistake.line) == ("cpu-in-the-loop", None, None)
