"""Work at one instant takes no time and is no mistake, however much it is; busy waits end, and are named."""
# ruff: noqa: E501, ISC004 (programs in tables)

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.judge.clock import SECOND, Clock
from grader.judge.players import Players
from grader.judge.talk import Setup, play
from grader.judge.world import World
from grader.sandbox.limits import LIMITS
from tests.conftest import SERVICES, PlaySource, services

PATIENT = dataclasses.replace(LIMITS, cpu_seconds=20)  # these are about time, and test machines differ
HEAD = """
import asyncio, concurrent.futures, queue, threading, time
from concurrent.futures import ThreadPoolExecutor
from services import fetch, fetch_blocking

def puts(n):
    items = queue.Queue()
    for number in range(n):
        items.put(number)

def simple_puts(n):
    items = queue.SimpleQueue()
    for number in range(n):
        items.put(number)
    for number in range(n):
        items.get_nowait()

def through(n):
    items, seen = queue.Queue(10), []
    def consume():
        for _ in range(n):
            seen.append(items.get())
    thread = threading.Thread(target=consume)
    thread.start()
    for number in range(n):
        items.put(number)
    thread.join()
    assert seen == list(range(n))

def maps(n):
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(abs, range(n))) == list(range(n))

def counts(n):
    lock, count = threading.Lock(), [0]
    def add():
        for _ in range(n):
            with lock:
                count[0] += 1
    threads = [threading.Thread(target=add) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count == [3 * n]

def threads(n):
    for _ in range(n // 10):
        thread = threading.Thread(target=int)
        thread.start()
        thread.join()

async def tasks(n):
    for _ in range(n):
        await asyncio.create_task(asyncio.sleep(0))

async def gathers(n):
    await asyncio.gather(*(asyncio.sleep(0) for _ in range(n)))

async def semaphore(n):
    limit = asyncio.Semaphore(2)
    async def one():
        async with limit:
            await asyncio.sleep(0)
    await asyncio.gather(*(one() for _ in range(n)))

async def thread_semaphore(n):
    limit = threading.Semaphore(2)
    for _ in range(n):
        with limit:
            pass

async def to_thread(n):
    for _ in range(n):
        await asyncio.to_thread(int)

async def hands_on(n):
    items, seen = asyncio.Queue(1), []
    async def consume():
        for _ in range(n):
            seen.append(await items.get())
    task = asyncio.create_task(consume())
    for number in range(n):
        await items.put(number)
    await task
    assert seen == list(range(n))

async def gives_way(n):
    for _ in range(n):
        await asyncio.sleep(0)

async def stopwatch(n):
    [time.perf_counter() for _ in range(n)]

async def condition(n):
    told = threading.Condition(threading.Lock())
    for _ in range(n):
        with told:
            told.notify()

async def both(name, n, pause):
    work = globals()[name]
    if asyncio.iscoroutinefunction(work):
        await work(n)
    else:
        await asyncio.to_thread(work, n)
    if pause:
        await asyncio.sleep(pause / 1000)
"""
WORK = {
    "puts": 10_000, "simple_puts": 3_000, "through": 3_000, "maps": 3_000, "counts": 20_000, "threads": 1_000,
    "tasks": 3_000, "gathers": 12_000, "semaphore": 3_000, "thread_semaphore": 3_000, "to_thread": 1_200,
    "hands_on": 3_000, "gives_way": 3_000, "stopwatch": 25_000, "condition": 10_000,
}  # fmt: skip


@pytest.mark.parametrize("name", WORK)
def test_work_takes_no_time_and_is_no_mistake(play_source: PlaySource, name: str) -> None:
    evidence = play_source(f"{HEAD}\nasync def main():\n    await both({name!r}, {WORK[name]}, 0)\n", limits=PATIENT)
    assert (evidence.end, evidence.error) == ("returned", None)
    assert (evidence.seconds, evidence.polling) == (0.0, [])


SCENARIO = """
async def played(kata, note, jobs):
    for name, n, pause in jobs:
        await kata.both(name, n, pause)
"""
job = st.sampled_from(sorted(WORK)).flatmap(
    lambda name: st.tuples(st.just(name), st.integers(1, max(10, WORK[name] // 5)), st.sampled_from([0, 0, 1, 250]))
)


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.lists(job, max_size=4))
def test_adding_work_at_one_instant_adds_no_time(players: Players, jobs: list[tuple[str, int, int]]) -> None:
    """The model: only the pauses count."""
    modules = {"kata": ("kata.py", HEAD, False), "services": ("services.py", SERVICES, False)}
    setup = Setup(modules, "kata", SCENARIO, "played", {"jobs": jobs})
    evidence = play(players, setup, World("seed", services(), Clock(10**9 * SECOND)), PATIENT)
    assert (evidence.end, evidence.error, evidence.polling) == ("returned", None, [])
    assert abs(evidence.seconds - sum(pause for *_, pause in jobs) / 1000) <= 1e-6


BUSY: dict[str, tuple[str, int]] = {  # what is looked at until a second has gone by, and the line that looks
    "a clock": ("end = time.monotonic() + 1\n    while time.monotonic() < end: pass", 1),
    "time.time": ("end = time.time() + 1\n    while time.time() < end: pass", 1),
    "queue.empty": ("items = queue.Queue(); later(items.put, 1)\n    while items.empty(): pass", 1),
    "get_nowait": (
        "items = queue.Queue(); later(items.put, 1)\n    while True:\n        try: items.get_nowait()\n"
        "        except queue.Empty: continue\n        break", 2),
    "SimpleQueue.get_nowait": (
        "items = queue.SimpleQueue(); later(items.put, 1)\n    while True:\n        try: items.get_nowait()\n"
        "        except queue.Empty: continue\n        break", 2),
    "a free lock": ("lock, done = threading.Lock(), []; later(done.append, 1)\n    while True:\n        with lock:\n"
                    "            if done: break", 2),
    "a held lock": ("lock = threading.Lock(); lock.acquire(); later(lock.release)\n"
                    "    threading.Thread(target=wait_for, args=[lock]).start(); time.sleep(1.5)", 0),
    "time.sleep(0)": ("done = []; later(done.append, 1)\n    while not done: time.sleep(0)", 1),
    "Future.done": ("future = concurrent.futures.Future(); later(future.set_result, 1)\n"
                    "    while not future.done(): pass", 1),
    "Thread.is_alive": ("timer = later(int)\n    while timer.is_alive(): pass", 1),
}  # fmt: skip


@pytest.mark.parametrize("name", BUSY)
def test_a_busy_wait_in_a_thread_ends_and_is_named(play_source: PlaySource, name: str) -> None:
    body, line = BUSY[name]
    source = f"""{HEAD}
def later(function, *args):
    timer = threading.Timer(1, function, args)
    timer.start()
    return timer

def wait_for(lock):
    while not lock.acquire(False): pass

def main():
    {body}
"""
    evidence = play_source(source, sync=True, limits=PATIENT)
    assert (evidence.end, evidence.error) == ("returned", None)
    assert 1.0 <= evidence.seconds <= 1.51
    at = source.splitlines().index("def main():") + 2 + line if line else source.splitlines().index("def main():") - 1
    assert [seen.at for seen in evidence.polling] == [("kata.py", at)]


LOOPS = {
    "sleep(0)": "while not call.done(): await asyncio.sleep(0)",
    "wait(timeout=0)": "while not (await asyncio.wait([call], timeout=0))[0]: pass",
    "a task a round": "while not call.done(): await asyncio.create_task(asyncio.sleep(0))",
    "beside a heartbeat": "beat = asyncio.create_task(beats())\n    while not call.done(): await asyncio.sleep(0)\n    beat.cancel()",
    "a hundred": "await asyncio.gather(*(polls(call) for _ in range(100)))",
    "call_soon": "done = asyncio.Event()\n    def look(): call.done() and done.set() or asyncio.get_running_loop().call_soon(look)\n"
    "    look(); await done.wait()",
}


@pytest.mark.parametrize("name", LOOPS)
def test_a_busy_wait_in_a_loop_ends_and_is_named(play_source: PlaySource, name: str) -> None:
    source = f"""{HEAD}
async def beats():
    while True:
        await asyncio.sleep(0.01)

async def polls(call):
    while not call.done(): await asyncio.sleep(0)

async def main():
    call = asyncio.create_task(fetch("x"))
    {LOOPS[name]}
"""
    evidence = play_source(source, limits=PATIENT)
    assert (evidence.end, evidence.error) == ("returned", None)
    assert 1.0 <= evidence.seconds <= 1.01
    assert evidence.polling


def test_work_after_a_busy_wait_takes_no_time_either(play_source: PlaySource) -> None:
    busy = "until = time.monotonic() + 0.01\n    while time.monotonic() < until: pass\n"
    source = f"{HEAD}\nasync def main():\n    {busy}    await tasks(3_000); begun = time.monotonic(); puts(3_000)\n    await hands_on(3_000); return time.monotonic() - begun\n"
    assert play_source(source, limits=PATIENT).result < 1e-6


@pytest.mark.parametrize("look", ["done", "event.is_set()"])
def test_a_spin_on_a_plain_flag_ends_by_the_cpu_limit(play_source: PlaySource, look: str) -> None:
    source = f"""{HEAD}
def main():
    done, event = [], threading.Event()
    threading.Timer(1, lambda: (done.append(1), event.set())).start()
    while not {look}: pass
"""
    evidence = play_source(source, sync=True, limits=dataclasses.replace(LIMITS, cpu_seconds=1))
    assert (evidence.end, evidence.at) == ("spinning", ("kata.py", source.splitlines().index("def main():") + 4))


def test_a_failed_try_on_a_lock_that_one_holds_is_no_look(play_source: PlaySource) -> None:
    body = "told = threading.Condition(threading.Lock())\n    with told: return all(told._is_owned() for _ in range(30_000))"
    evidence = play_source(f"{HEAD}\ndef main():\n    {body}\n", sync=True)
    assert (evidence.result, evidence.seconds, evidence.polling) == (True, 0.0, [])


def test_a_lock_that_is_released_at_the_very_instant_of_a_timeout_is_had(play_source: PlaySource) -> None:
    source = f"""{HEAD}
def main():
    lock, had = threading.Lock(), []
    lock.acquire()
    def wants():
        had.append(lock.acquire(timeout=1))
        lock.locked() and had[-1] and lock.release()
    threads = [threading.Thread(target=wants) for _ in range(3)]
    [thread.start() for thread in threads]
    time.sleep(1)
    lock.release()
    [thread.join() for thread in threads]
    return [len(had), lock.acquire(False)]
"""
    for seed in "abcdef":
        evidence = play_source(source, sync=True, schedule=True, seed=seed)
        assert (evidence.end, evidence.error, evidence.result) == ("returned", None, [3, True])


def test_a_loop_whose_selector_never_waits_gets_on(play_source: PlaySource) -> None:
    evidence = play_source(
        f"""{HEAD}
import selectors

class Eager(selectors.SelectSelector.__mro__[1]):
    def select(self, timeout=None):
        return []

def main():
    loop = asyncio.SelectorEventLoop(Eager())
    try:
        loop.run_until_complete(asyncio.sleep(1))
    finally:
        loop.close()
""",
        sync=True,
        limits=PATIENT,
    )
    assert (evidence.end, evidence.error) == ("returned", None)
    assert 1.0 <= evidence.seconds <= 1.01
