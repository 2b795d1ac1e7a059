"""Each row of the tables in docs/what-simulation-hides.md is a test here, and each test here is a row there."""
# ruff: noqa: E501, ISC004 (programs in tables)

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.grading.results import _not_timed
from grader.judge.evidence import Evidence
from grader.judge.players import Players
from grader.judge.world import SECOND, Draw
from grader.sandbox.limits import LIMITS, Limits
from tests.conftest import PlaySource

PAGE = Path(__file__).resolve().parent.parent / "docs" / "what-simulation-hides.md"
HEAD = """\
import asyncio, concurrent.futures, datetime, os, queue, random, select, signal, socket, subprocess, sys, threading, time
from concurrent.futures import ThreadPoolExecutor
from time import monotonic as early_clock, sleep as early_sleep
from services import fetch, fetch_blocking, tokens

def later(seconds, function, *args):
    timer = threading.Timer(seconds, function, args)
    timer.start()
    return timer

def locked(lock, seconds=1):
    lock.acquire()
    later(seconds, lock.release)
    return lock

"""


def program(body: str) -> str:
    return f"{HEAD}async def main():\n    loop = asyncio.get_running_loop()\n    {body}\n"


def rows(heading: str) -> list[str]:
    """The first cells of the table below a heading."""
    section = PAGE.read_text("utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| (.*?) \|", section, re.MULTILINE)[1:]


# On the clock: programs, and the simulated seconds that each takes.

ON_THE_CLOCK: dict[str, list[tuple[str, float]]] = {
    "`asyncio.sleep`, `call_later`, `call_at`": [
        ("await asyncio.sleep(3600)", 3600),
        ("done = asyncio.Event(); loop.call_later(2, done.set); await done.wait()", 2),
        ("done = asyncio.Event(); loop.call_at(loop.time() + 3, done.set); await done.wait()", 3),
    ],
    "`asyncio.timeout`, `timeout_at`, `wait_for`, `wait`": [
        ("\n    try:\n        async with asyncio.timeout(2): await asyncio.sleep(9)\n    except TimeoutError: pass", 2),
        ("\n    try:\n        async with asyncio.timeout_at(loop.time() + 2): await asyncio.sleep(9)\n"
         "    except TimeoutError: pass", 2),
        ("\n    try: await asyncio.wait_for(asyncio.sleep(9), 2)\n    except TimeoutError: pass", 2),
        ("task = loop.create_task(asyncio.sleep(3)); await asyncio.wait([task], timeout=2); await task", 3),
    ],
    "`asyncio.Queue`, `Event`, `Condition`, `Lock`, `Semaphore`, `Barrier`": [
        ("items = asyncio.Queue(); loop.call_later(1, items.put_nowait, 1); await items.get()", 1),
        ("event = asyncio.Event(); loop.call_later(1, event.set); await event.wait()", 1),
        ("lock = asyncio.Lock(); await lock.acquire(); loop.call_later(1, lock.release); await lock.acquire()", 1),
        ("lock = asyncio.Semaphore(1); await lock.acquire(); loop.call_later(1, lock.release); await lock.acquire()", 1),
        ("gate = asyncio.Barrier(2)\n    async def late(): await asyncio.sleep(1); await gate.wait()\n"
         "    await asyncio.gather(late(), gate.wait())", 1),
        ("told = asyncio.Condition()\n    async def tell():\n        await asyncio.sleep(1)\n"
         "        async with told: told.notify()\n    task = loop.create_task(tell())\n"
         "    async with told: await told.wait()", 1),
    ],
    "several loops, in several threads, also your own `asyncio.run`": [
        ("await asyncio.gather(*(asyncio.to_thread(asyncio.run, fetch(n)) for n in 'abc'))", 1),
        ("await asyncio.to_thread(lambda: [asyncio.run(asyncio.sleep(1)) for _ in 'ab'])", 2),
    ],
    "`time.sleep`": [("time.sleep(1)", 1), ("await asyncio.gather(*(asyncio.to_thread(time.sleep, 1) for _ in 'ab'))", 1)],
    "`time.time`, `monotonic`, `perf_counter`, their `_ns` forms, `loop.time`": [
        ("clocks = [time.time, time.monotonic, time.perf_counter, loop.time]\n    began = [clock() for clock in clocks]\n"
         "    began_ns = [time.time_ns(), time.monotonic_ns(), time.perf_counter_ns()]\n    assert min(began) > 0\n"
         "    await asyncio.sleep(1)\n"
         "    assert [round(clock() - then, 6) for clock, then in zip(clocks, began)] == [1] * 4\n"
         "    assert [now - then for now, then in zip("
         "[time.time_ns(), time.monotonic_ns(), time.perf_counter_ns()], began_ns)] == [10**9 + 239] * 3", 1),
    ],
    "`datetime.now`, `utcnow`, `today`, `date.today`, `time.localtime`, `gmtime`, `ctime`, `strftime`, `clock_gettime`, `os.times`, `sched`, `uuid1`": [
        ("begun = datetime.datetime.now(); await asyncio.sleep(1)\n"
         "    assert round((datetime.datetime.now() - begun).total_seconds(), 4) == 1", 1),
        ("begun = time.localtime(), time.clock_gettime(time.CLOCK_MONOTONIC), os.times().elapsed; await asyncio.sleep(3600)\n"
         "    assert (time.localtime().tm_hour - begun[0].tm_hour) % 24 == 1\n"
         "    assert time.clock_gettime(time.CLOCK_MONOTONIC) - begun[1] == os.times().elapsed - begun[2]\n"
         "    assert 3600 < os.times().elapsed - begun[2] < 3600.00001", 3600),
        ("import uuid\n    begun = uuid.uuid1().time; await asyncio.sleep(1); assert round((uuid.uuid1().time - begun) / 10**7, 5) == 1", 1),
        ("import sched\n    line = sched.scheduler(); line.enter(2, 0, int); await asyncio.to_thread(line.run)", 2),
    ],
    "`threading.Lock`, `RLock`, `Condition`, `Event`, `Semaphore`, `Barrier`": [
        ("await asyncio.to_thread(locked(threading.Lock()).acquire)", 1),
        ("lock = threading.RLock()\n    def hold():\n        with lock, lock: time.sleep(1)\n"
         "    def want():\n        time.sleep(0.5)\n        with lock: pass\n"
         "    await asyncio.gather(asyncio.to_thread(hold), asyncio.to_thread(want))", 1),
        ("await asyncio.to_thread(locked(threading.Semaphore()).acquire)", 1),
        ("event = threading.Event(); later(1, event.set); await asyncio.to_thread(event.wait)", 1),
        ("await asyncio.to_thread(threading.Event().wait, 2)", 2),
        ("gate = threading.Barrier(2); later(1, gate.wait); await asyncio.to_thread(gate.wait)", 1),
        ("told = threading.Condition()\n    def tell():\n        with told: told.notify()\n"
         "    def wait():\n        with told: told.wait()\n    later(1, tell); await asyncio.to_thread(wait)", 1),
    ],
    "`threading.Timer`, `Thread.join`": [
        ("await asyncio.to_thread(later(1, int).join)", 1),
        ("timer = later(9, int); timer.cancel(); await asyncio.to_thread(timer.join)", 0),
        ("await asyncio.to_thread(later(9, int).join, 1)", 1),
    ],
    "`queue.Queue`, `LifoQueue`, `PriorityQueue`, `SimpleQueue`": [
        (f"items = queue.{kind}(); later(1, items.put, 1); await asyncio.to_thread(items.get)", 1)
        for kind in ("Queue", "LifoQueue", "PriorityQueue", "SimpleQueue")
    ]
    + [("items = queue.Queue(1); items.put(1); later(1, items.get); await asyncio.to_thread(items.put, 2)", 1)],
    "`ThreadPoolExecutor`, `Future.result`, `concurrent.futures.wait`, `as_completed`": [
        ("with ThreadPoolExecutor(2) as pool: await asyncio.to_thread(list, pool.map(time.sleep, [1, 1, 1]))", 2),
        ("pool = ThreadPoolExecutor(); await asyncio.to_thread(pool.submit(time.sleep, 1).result)", 1),
        ("pool = ThreadPoolExecutor(); done = [pool.submit(time.sleep, n) for n in (1, 2)]\n"
         "    await asyncio.to_thread(concurrent.futures.wait, done)", 2),
        ("pool = ThreadPoolExecutor(); done = [pool.submit(time.sleep, n) for n in (2, 1)]\n"
         "    await asyncio.to_thread(next, concurrent.futures.as_completed(done))", 1),
    ],
    "`asyncio.to_thread`, `run_in_executor`, `shutdown_default_executor`": [
        ("await asyncio.gather(*(asyncio.to_thread(time.sleep, 1) for _ in range(8)))", 1),
        ("await asyncio.gather(*(asyncio.to_thread(time.sleep, 1) for _ in range(9)))", 2),
        ("await loop.run_in_executor(None, time.sleep, 1)", 1),
        ("loop.run_in_executor(None, time.sleep, 2); await loop.shutdown_default_executor()", 2),
    ],
    "`run_coroutine_threadsafe`, `call_soon_threadsafe`, `wrap_future`": [
        ("await asyncio.to_thread(lambda: asyncio.run_coroutine_threadsafe(asyncio.sleep(1), loop).result())", 1),
        ("event = asyncio.Event(); later(1, loop.call_soon_threadsafe, event.set); await event.wait()", 1),
        ("await asyncio.wrap_future(ThreadPoolExecutor().submit(time.sleep, 1))", 1),
    ],
    "names bound early (`from time import sleep`)": [
        ("began = early_clock(); early_sleep(1); assert round(early_clock() - began, 6) == 1", 1),
    ],
    "`select.select`, `poll`, `epoll`, a selector of your own": [
        ("await asyncio.to_thread(select.select, [], [], [], 1)", 1),
        ("await asyncio.to_thread(lambda: select.poll().poll(1000)) if hasattr(select, 'poll') else time.sleep(1)", 1),
        ("reading, writing = os.pipe(); later(1, os.write, writing, b'x'); select.select([reading], [], [])", 1),
    ],
    "functions of `services.py`": [
        ("await asyncio.gather(*(fetch(n) for n in 'abc'))", 1),
        ("fetch_blocking('a'), fetch_blocking('b')", 2),
        ("[item async for item in tokens('a')]", 3),
    ],
}  # fmt: skip


@pytest.mark.parametrize("row", rows("On the clock"))
def test_on_the_clock(play_source: PlaySource, row: str) -> None:
    for body, seconds in ON_THE_CLOCK[row]:
        evidence = play_source(program(body))
        assert (evidence.end, evidence.error) == ("returned", None), body
        assert seconds <= evidence.seconds <= seconds + 2e-6, body  # later if a clock was read
        assert evidence.not_timed == (["a real socket, pipe or process"] if "os.pipe" in body else [])


# Not on the clock: what happens.

Play = Callable[..., Evidence]
QUICK = dataclasses.replace(LIMITS, step_cpu_seconds=0.08, cpu_seconds=1, silent_seconds=30)
BURN = "until = time.thread_time() + {}\n    while time.thread_time() < until: pass"


def computing(play: Play, players: Players) -> None:
    evidence = play(BURN.format(0.03) + "\n    await asyncio.sleep(1)")
    assert (evidence.seconds, evidence.computed) == (1.0, [])


def heavy_computing(play: Play, players: Players) -> None:
    assert [step.at is not None for step in play(BURN.format(0.2), QUICK).computed] == [True]


def computing_without_end(play: Play, players: Players) -> None:
    evidence = play("\n    while True: pass", QUICK)
    assert (evidence.end, evidence.at) == ("spinning", ("kata.py", 19))


def real_sockets(play: Play, players: Players) -> None:
    evidence = play("""a, b = socket.socketpair()
    reader, _ = await asyncio.open_connection(sock=a)
    loop.call_later(1, b.send, b'x')
    await reader.read(1)""")
    assert evidence.end == "returned"
    assert "Not timed: your code waited for a real socket, pipe or process" in _not_timed(evidence)


def files_and_names(play: Play, players: Players) -> None:
    for call in (
        "open('notes.txt')",
        "socket.getaddrinfo('localhost', 80)",
        "socket.create_connection(('127.0.0.1', 9))",
    ):
        evidence = play(f"\n    try: {call}\n    except OSError: pass")
        assert evidence.blocked, call
        assert {(held.at, held.end - held.start) for held in evidence.blocked} == {(("kata.py", 19), 0.0)}


def other_programs(play: Play, players: Players) -> None:
    refused = {
        "subprocess.run(['true'])": "seccomp",
        "socket.create_connection(('127.0.0.1', 9))": "landlock network",
        "__import__('multiprocessing.pool').pool.ThreadPool(1)": "landlock files",
        "concurrent.futures.ProcessPoolExecutor(1).submit(int).result()": "seccomp",
    }
    for call, layer in refused.items():
        evidence = play(call)
        if layer in players.layers:
            assert evidence.end == "raised", call
            assert evidence.error is not None
            assert "OSError" in evidence.error.types


def what_waits_in_c(play: Play, players: Players) -> None:
    slow = """import io
    class Slow(io.RawIOBase):
        def writable(self): return True
        def write(self, text): time.sleep(1)
    shared = io.BufferedWriter(Slow(), 1)
    def write(): shared.write(b'xx')
    threads = [threading.Thread(target=write) for _ in 'ab']
    [thread.start() for thread in threads]"""
    for waits, line in (("\n    signal.pause()", 19), (slow, 23)):
        evidence = play(waits, dataclasses.replace(LIMITS, silent_seconds=0.5))
        assert (evidence.end, evidence.at) == ("silent", ("kata.py", line))


def tls_of_asyncio(play: Play, players: Players) -> None:
    assert play("import ssl; return ssl.create_default_context().check_hostname").result is True
    for call in (
        "asyncio.open_connection('127.0.0.1', 443, ssl=True)",
        "loop.start_tls(asyncio.Transport(), None, True)",
    ):
        error = play(f"loop = asyncio.get_running_loop()\n    await {call}").error
        assert error is not None


def clocks_of_the_machine(play: Play, players: Players) -> None:
    body = """import sqlite3
    now = "select strftime('%s', 'now')"
    with sqlite3.connect(":memory:") as base: begun = base.execute(now).fetchone()
    await asyncio.sleep(3600)
    return int(base.execute(now).fetchone()[0]) - int(begun[0])"""
    assert play(body).result < 600
    assert play("return os.stat(os.__file__).st_mtime").result == Path(os.__file__).stat().st_mtime


def not_in_the_standard_library(play: Play, players: Players) -> None:
    for name in ("uvloop", "pytest"):
        error = play(f"import {name}").error
        assert error is not None
        assert error.type == "ModuleNotFoundError"
    ours = play("import grader.judge").error
    assert ours is not None  # where Landlock stands alone its folder is there, and cannot be read
    assert ours.type in ("ModuleNotFoundError", "PermissionError")


def signals_that_come_later(play: Play, players: Players) -> None:
    for call in ("signal.alarm(9)", "signal.setitimer(signal.ITIMER_REAL, 9)", "signal.sigtimedwait([10], 0.01)"):
        assert "Not timed: your code waited for signal." in _not_timed(play(f"{call}; await asyncio.sleep(1)"))


OFF_THE_CLOCK: dict[str, Callable[[Play, Players], None]] = {
    "computing": computing,
    "heavy computing in one step of a loop": heavy_computing,
    "computing without end": computing_without_end,
    "real sockets and pipes beside a loop": real_sockets,
    "files, names and connections in the thread of a loop": files_and_names,
    "other programs, `multiprocessing`, process pools, the network": other_programs,
    "TLS of asyncio (`ssl=` of `open_connection`, `start_tls`)": tls_of_asyncio,
    "what waits in C for something real (`signal.pause`), or for a lock inside an object in C (`io.BufferedWriter`)": what_waits_in_c,
    "clocks inside a library in C (`sqlite3` with `now`), the times of files": clocks_of_the_machine,
    "uvloop, and everything else that is not in the standard library": not_in_the_standard_library,
    "`signal.alarm`, `setitimer`, `sigwait`, `sigtimedwait`, `faulthandler.dump_traceback_later`": signals_that_come_later,
}


# What differs from plain asyncio.


def busy_waiting(play: Play, players: Players) -> None:
    for look in ("pass", "await asyncio.sleep(0)", "time.sleep(0)"):
        evidence = play(f"until = time.monotonic() + 0.01\n    while time.monotonic() < until: {look}")
        assert evidence.end == "returned"
        assert 0.01 <= evidence.seconds <= 0.0102
        assert evidence.polling, look


def a_plain_flag(play: Play, players: Players) -> None:
    for look in ("event.is_set()", "done"):
        body = f"event, done = threading.Event(), []; later(1, event.set); later(1, done.append, 1)\n    while not {look}: pass"
        evidence = play(body, dataclasses.replace(LIMITS, cpu_seconds=1))
        assert (evidence.end, evidence.at) == ("spinning", ("kata.py", 19)), look


def no_time_for_code(play: Play, players: Players) -> None:
    body = "begun, name = time.perf_counter(), time.time_ns(); sum(range(1000)); return time.perf_counter() - begun, time.time_ns() - name"
    assert play(body).result == (0.0, 0)


def a_nanosecond_late(play: Play, players: Players) -> None:
    body = "await asyncio.sleep(0.1); {}; begun = time.monotonic_ns(); await asyncio.sleep(0.2); return time.monotonic_ns() - begun"
    assert play(body.format("pass")).result == 200_000_001
    assert play(body.format("time.time()")).result == 200_000_239


def one_thread_at_a_time(play: Play, players: Players) -> None:
    body = """count = [0]
    def add():
        for _ in range(200):
            seen = count[0]
            count[0] = seen + 1
    await asyncio.gather(*(asyncio.to_thread(add) for _ in range(4)))
    return count[0]"""
    assert play(body).result == 800


def sets_of_tasks(play: Play, players: Players) -> None:
    body = """tasks = {asyncio.create_task(asyncio.sleep(0), name=str(n)) for n in range(20)}
    return [task.get_name() for task in tasks]"""
    first, again, other = (play(body, seed=seed).result for seed in ("one", "one", "other"))
    assert first == again
    assert first != other
    assert first != sorted(first, key=int)


def nothing_keeps_it(play: Play, players: Players) -> None:
    evidence = play("asyncio.create_task(asyncio.Event().wait()); await asyncio.sleep(0.1)")
    assert [seen.at for seen in evidence.unowned] == [("kata.py", 18)]
    for held in (
        "fetch('x')",
        "asyncio.sleep(1)",
        "asyncio.to_thread(time.sleep, 1)",
        "asyncio.to_thread(fetch_blocking, 'x')",
    ):
        evidence = play(
            f"done = []; asyncio.create_task({held}).add_done_callback(done.append); await asyncio.sleep(2); return len(done)"
        )
        assert (evidence.result, evidence.unowned) == (1, []), held


def a_deadline_on_a_reply(play: Play, players: Players) -> None:
    drawn = [Draw("latency", number).latency((0.5, 1.5)) for number in range(200)]
    assert all(latency and latency % (SECOND // 1000) for latency in drawn)


def no_rlock_in_c(play: Play, players: Players) -> None:
    body = """lock = threading.RLock()
    lock.acquire(); lock.acquire(); lock.release(); lock.release()
    try: lock.release()
    except RuntimeError as error: return str(error)"""
    assert play(body).result == "cannot release un-acquired lock"


def handed_over(play: Play, players: Players) -> None:
    body = """lock = threading.Lock(); lock.acquire()
    await asyncio.gather(asyncio.to_thread(lock.acquire, True, 5), free(lock))
async def free(lock):
    await asyncio.sleep(1); lock.release(); assert not lock.acquire(False)"""
    assert play(body).end == "returned"


def a_pretended_machine(play: Play, players: Players) -> None:
    body = "return [os.cpu_count(), time.tzname[0], hash('one'), random.random()]"
    first, again = (play(body).result for _ in range(2))
    assert first == again
    assert first[:2] == [4, "UTC"]


def nobody_at_the_keyboard(play: Play, players: Players) -> None:
    for call in ("input()", "breakpoint()"):
        evidence = play(call)
        assert (evidence.end, evidence.at) == ("asked_for_input", ("kata.py", 18))


def printing(play: Play, players: Players) -> None:
    evidence = play("print('one'); await asyncio.sleep(1); print('two', file=sys.stderr)")
    assert [(when, text) for when, text in evidence.printed if text.strip()] == [(0.0, "one"), (1.0, "two")]
    assert play("\n    while True: print('x' * 1000)").end == "flooded"


DIFFERENCES: dict[str, Callable[[Play, Players], None]] = {
    "busy waiting ends": busy_waiting,
    "a loop around a plain flag never ends": a_plain_flag,
    "code takes no time": no_time_for_code,
    "waits end one nanosecond late": a_nanosecond_late,
    "one thread runs at a time": one_thread_at_a_time,
    "sets of tasks iterate in a seeded order": sets_of_tasks,
    "nothing keeps what you drop": nothing_keeps_it,
    "a deadline on the instant of a reply": a_deadline_on_a_reply,
    "no locks, queues or dates in C": no_rlock_in_c,
    "a released lock goes to a thread that waits for it": handed_over,
    "the machine is pretended": a_pretended_machine,
    "no one sits at the keyboard": nobody_at_the_keyboard,
    "printing is reported": printing,
}


def those(heading: str, tests: dict[str, Callable[[Play, Players], None]]) -> Iterator[object]:
    for row in rows(heading):
        yield pytest.param(tests.get(row), id=row)


@pytest.mark.parametrize(
    "holds", [*those("Not on the clock", OFF_THE_CLOCK), *those("What differs from plain asyncio", DIFFERENCES)]
)
def test_what_is_not_and_what_differs(
    play_source: PlaySource, players: Players, holds: Callable[[Play, Players], None]
) -> None:
    def play(body: str, limits: Limits = LIMITS, seed: str = "seed") -> Evidence:
        return play_source(program(body), limits=limits, seed=seed)

    holds(play, players)


@pytest.mark.parametrize(
    ("heading", "tested"),
    [
        ("On the clock", ON_THE_CLOCK),
        ("Not on the clock", OFF_THE_CLOCK),
        ("What differs from plain asyncio", DIFFERENCES),
    ],
)
def test_no_row_is_without_a_test_and_no_test_without_a_row(heading: str, tested: dict[str, object]) -> None:
    assert rows(heading) == list(tested)


def test_figures_on_the_page_are_the_limits() -> None:
    text = PAGE.read_text("utf-8")
    for words in (
        f"more than {LIMITS.step_cpu_seconds:g} s of CPU time in one step",
        f"more than {LIMITS.cpu_seconds:g} s of CPU time end the check",
        f"silent for {LIMITS.silent_seconds:g} real seconds",
        f"more than {LIMITS.output_bytes // 1024} KiB",
    ):
        assert words in text


def test_what_a_player_says_of_it_is_cut_short() -> None:
    assert len(_not_timed(Evidence(not_timed=["x" * 10**6] * 9))) < 300
