"""Every clock that Python has shows simulated time, and locks that are made in C wait on it."""

from __future__ import annotations

import dataclasses
import select
import sys
from typing import Any

import pytest

from grader.grading.results import _not_timed
from grader.sandbox.limits import LIMITS
from tests.conftest import PlaySource

HEAD = """
import asyncio, calendar, concurrent.futures, datetime, functools, importlib, os, queue, sched, selectors, signal
import _queue, _thread, faulthandler, io, logging, select, threading, time, uuid, zoneinfo
from datetime import date
from services import fetch
"""

# What is read before and after a wait of 90,061.25 s, and by how much it differs, in seconds.
CLOCKS = {
    "datetime.datetime.now().timestamp()": 90_061.25,
    "datetime.datetime.now(datetime.UTC).timestamp()": 90_061.25,
    "datetime.datetime.utcnow().timestamp()": 90_061.25,
    "datetime.datetime.today().timestamp()": 90_061.25,
    "datetime.datetime.now(zoneinfo.ZoneInfo('UTC')).timestamp()": 90_061.25,
    "date.today().toordinal() * 86_400": 86_400,
    "time.mktime(time.localtime())": 90_061,
    "calendar.timegm(time.gmtime())": 90_061,
    "calendar.timegm(time.gmtime(None))": 90_061,
    "time.mktime(time.strptime(time.ctime()))": 90_061,
    "time.mktime(time.strptime(time.asctime()))": 90_061,
    "time.mktime(time.strptime(time.strftime('%Y-%m-%d %H:%M:%S'), '%Y-%m-%d %H:%M:%S'))": 90_061,
    "time.clock_gettime(time.CLOCK_REALTIME)": 90_061.25,
    "time.clock_gettime(time.CLOCK_MONOTONIC)": 90_061.25,
    "time.clock_gettime_ns(time.CLOCK_MONOTONIC) / 10**9": 90_061.25,
    "time.monotonic()": 90_061.25,
    "time.perf_counter_ns() / 10**9": 90_061.25,
    "time.time_ns() / 10**9": 90_061.25,
    "os.times().elapsed": 90_061.25,
    "uuid.uuid1().time / 10**7": 90_061.25,
    "asyncio.get_running_loop().time()": 90_061.25,
}


@pytest.mark.parametrize("read", CLOCKS)
def test_every_clock_shows_simulated_time(play_source: PlaySource, read: str) -> None:
    body = f"begun = {read}\n    await asyncio.sleep(90_061.25)\n    return {read} - begun\n"
    evidence = play_source(f"{HEAD}\nasync def main():\n    {body}")
    assert (evidence.end, evidence.error) == ("returned", None)
    assert abs(evidence.result - CLOCKS[read]) <= (86_400 if "ordinal" in read else 1 if "time.mk" in read else 1e-5)


def test_all_clocks_of_the_day_agree(play_source: PlaySource) -> None:
    evidence = play_source(f"""{HEAD}
async def main():
    now = int(time.time())
    return [datetime.datetime.now(datetime.UTC).timestamp() - now, calendar.timegm(time.gmtime()) - now,
            time.clock_gettime(time.CLOCK_REALTIME) - now, time.mktime(time.localtime()) - now,
            str(date.today()) == time.strftime("%Y-%m-%d")]
""")
    assert evidence.result == [0.0, 0, 0.0, 0.0, True]


def test_datetimes_keep_their_types(play_source: PlaySource) -> None:
    evidence = play_source(
        f"""{HEAD}
import copy, pickle
def main():
    moment = datetime.datetime.now(zoneinfo.ZoneInfo("UTC"))
    return [type(moment).__module__, type(moment).__qualname__, pickle.loads(pickle.dumps(moment)) == moment,
            copy.deepcopy(moment) == moment, moment.replace(tzinfo=None).isoformat()[4],
            str(datetime.datetime(2020, 5, 17) - datetime.timedelta(1.5)),
            datetime.datetime.strptime("2020-05-17", "%Y-%m-%d").year]
""",
        sync=True,
    )
    assert evidence.result == ["datetime", "datetime", True, True, "-", "2020-05-15 12:00:00", 2020]


def test_a_scheduler_goes_by_the_order_of_its_calls_and_then_by_priority(play_source: PlaySource) -> None:
    """As in the example of Python's documentation: `enter` is relative, and a clock moves between two calls."""
    source = f"""{HEAD}
class Fake:
    now = 0
    def time(self): return self.now
    def sleep(self, seconds): self.now += seconds
def order(enter, *clock):
    ran, tasks = [], sched.scheduler(*clock)
    for priority, name in ((2, "first"), (1, "second"), (1, "third")): enter(tasks, priority, ran.append, (name,))
    tasks.run()
    return ran
def main():
    enter, fake, due = lambda tasks, *more: tasks.enter(0.01, *more), Fake(), time.monotonic() + 0.01
    return [order(enter), order(enter, time.time, time.sleep), order(enter, fake.time, fake.sleep),
            order(lambda tasks, *more: tasks.enterabs(due, *more))]
"""
    here: dict[str, Any] = {}
    exec(source.replace("from services import fetch", ""), here)
    assert play_source(source, sync=True).result == here["main"]()


def test_dates_and_zones_say_what_those_in_c_say(play_source: PlaySource) -> None:
    source = f"""{HEAD}
class Zone(zoneinfo.ZoneInfo): pass
def main():
    naive, aware = datetime.datetime(2024, 2, 29, 12), datetime.datetime(2024, 2, 29, 12, tzinfo=datetime.UTC)
    said = [repr(zoneinfo.ZoneInfo("UTC")), repr(Zone("UTC")), repr(naive.isocalendar()), repr(aware)]
    for wrong in (lambda: naive < aware, lambda: naive - aware, lambda: naive.time() < aware.timetz()):
        try: wrong()
        except TypeError as error: said.append(str(error))
    return said
"""
    here: dict[str, Any] = {}
    exec(source.replace("from services import fetch", ""), here)
    assert play_source(source, sync=True).result == here["main"]()


@pytest.mark.parametrize(
    "wait", ["datetime.datetime.now() - begun < datetime.timedelta(seconds=0.2)", "time.time() - stamp < 0.2"]
)
def test_a_busy_wait_on_any_clock_ends_and_is_named(play_source: PlaySource, wait: str) -> None:
    body = f"begun, stamp = datetime.datetime.now(), time.time()\n    while {wait}: pass"
    evidence = play_source(f"{HEAD}\ndef main():\n    {body}\n", sync=True)
    assert evidence.end == "returned"
    assert 0.2 <= evidence.seconds <= 0.202
    assert [seen.at for seen in evidence.polling] == [("kata.py", 9)]


def test_no_datetime_reads_a_wait_as_too_short(play_source: PlaySource) -> None:
    evidence = play_source(f"""{HEAD}
async def main():
    short = []
    for number in range(1, 150):
        begun = datetime.datetime.now()
        await asyncio.sleep(number / 333)
        if (datetime.datetime.now() - begun).total_seconds() < number / 333 - 1e-6:
            short.append(number)
        if datetime.datetime.now() - begun < datetime.timedelta(seconds=number / 333):
            short.append(number)
    return short
""")
    assert evidence.result == []


HELD_BY_A_CLASS = """
    class Held:
        clock, pause, day, cpus, entropy = time.monotonic, time.sleep, time.gmtime, os.cpu_count, os.urandom
        exact, reads, machine = time.perf_counter_ns, time.clock_gettime, os.times
    held, begun = Held(), time.monotonic()
    held.pause(2)
    assert 2 < held.clock() - begun < 2.001
    assert held.day(0).tm_year == 1970 and held.cpus() == 4 and len(held.entropy(3)) == 3
    assert held.exact() and held.reads(time.CLOCK_MONOTONIC) and held.machine().elapsed
    told, handler = io.StringIO(), logging.Formatter("%(asctime)s")
    names = [repr(time.sleep), time.time.__module__, time.time.__qualname__]
    return [handler.format(logging.makeLogRecord({"created": 0})), *names]
"""


def test_functions_in_c_become_no_methods(play_source: PlaySource) -> None:
    """Such as `converter = time.localtime` in `logging.Formatter`."""
    evidence = play_source(f"{HEAD}\ndef main():{HELD_BY_A_CLASS}", sync=True)
    assert (evidence.error, evidence.result[1:]) == (None, ["<built-in function sleep>", "time", "time"])
    assert evidence.result[0].startswith("1970-01-01 00:00:00")


# Waits by the functions of `select`: each takes two seconds.
SELECTS = {
    "select.select": "select.select([], [], [], 2)",
    "select.poll": "select.poll().poll(2_000)",
    "select.epoll": "with select.epoll() as poll: poll.poll(2)",
    "a pipe": """
    reading, writing = os.pipe()
    threading.Timer(2, os.write, [writing, b"x"]).start()
    assert select.select([reading], [], []) == ([reading], [], [])""",
    "poll of a pipe": """
    reading, writing = os.pipe()
    threading.Timer(2, os.write, [writing, b"x"]).start()
    poll = select.poll(); poll.register(reading)
    assert poll.poll(5_000) == [(reading, select.POLLIN)]""",
    "a selector of one's own": """
    class Mine(selectors.SelectSelector.__mro__[1]):
        def select(self, timeout=None):
            found, *_ = select.select(list(self.get_map()), [], [], timeout)
            return [(self.get_key(file), selectors.EVENT_READ) for file in found]
    async def both():
        return await asyncio.gather(asyncio.sleep(2), fetch("x"), asyncio.to_thread(time.sleep, 1))
    loop = asyncio.SelectorEventLoop(Mine())
    loop.run_until_complete(both())
    loop.close()""",
}


@pytest.mark.parametrize("name", SELECTS if hasattr(select, "epoll") else ["select.select", "a pipe"])
def test_waits_in_select_are_on_the_clock(play_source: PlaySource, name: str) -> None:
    evidence = play_source(f"{HEAD}\ndef main():\n    {SELECTS[name]}\n", sync=True)
    assert (evidence.end, evidence.error, evidence.polling) == ("returned", None, [])
    assert 2 <= evidence.seconds <= 2.001


def test_a_coroutine_that_waits_in_select_blocks_its_loop(play_source: PlaySource) -> None:
    body = (
        "    call = asyncio.create_task(fetch('x'))\n    await asyncio.sleep(0.5)\n    select.select([], [], [], 2)\n"
    )
    evidence = play_source(f"{HEAD}\nasync def main():\n{body}    await call\n")
    assert [(block.call, block.at, block.end - block.start) for block in evidence.blocked] == [
        ("select.select()", ("kata.py", 10), 2.0)
    ]


REAL = {
    "signal.alarm": "(5)",
    "signal.setitimer": "(signal.ITIMER_REAL, 5)",
    "signal.sigtimedwait": "([signal.SIGUSR1], 0.01)",
    "faulthandler.dump_traceback_later": "(5, file=2)",
}


@pytest.mark.parametrize("call", REAL)
def test_a_signal_that_comes_later_is_said_to_be_not_timed(play_source: PlaySource, call: str) -> None:
    evidence = play_source(f"{HEAD}\nasync def main():\n    {call}{REAL[call]}\n    await asyncio.sleep(1)\n")
    assert f"Not timed: your code waited for {call}" in _not_timed(evidence)


# Right programs with a lock that is made in C, or that a handle in C waits for: each takes two seconds.
LOCKS = {
    "an RLock that was bound early": """
    lock = functools.RLock()
    def hold():
        with lock: time.sleep(1)
    threads = [threading.Thread(target=hold) for _ in "ab"]
    [thread.start() for thread in threads]; [thread.join() for thread in threads]""",
    "_thread.RLock": """
    lock = _thread.RLock()
    def hold():
        with lock, lock: time.sleep(1)
    threads = [threading.Thread(target=hold) for _ in "ab"]
    [thread.start() for thread in threads]; [thread.join() for thread in threads]""",
    "cached_property": """
    class Slow:
        @functools.cached_property
        def value(self): time.sleep(2); return 1
    slow = Slow()
    threads = [threading.Thread(target=lambda: slow.value) for _ in "ab"]
    [thread.start() for thread in threads]; [thread.join() for thread in threads]""",
    "_queue.SimpleQueue": """
    items = _queue.SimpleQueue()
    threading.Timer(2, items.put, [1]).start()
    items.get()""",
    "_queue.SimpleQueue, loaded anew": """
    import sys
    del sys.modules["_queue"], sys.modules["queue"]
    import _queue, queue
    items = _queue.SimpleQueue()
    threading.Timer(2, items.put, [1]).start()
    try: items.get(timeout=1); raise AssertionError
    except queue.Empty: assert items.get() == 1""",
    "an import that two threads want": """
    import sys, types
    class Finder:
        def find_spec(self, name, path=None, target=None):
            return importlib.machinery.ModuleSpec(name, self) if name == "slow" else None
        def create_module(self, spec): return None
        def exec_module(self, module): time.sleep(2); module.value = 1
    import importlib.machinery
    sys.meta_path.insert(0, Finder())
    seen = []
    def wants():
        import slow
        seen.append(slow.value)
    threads = [threading.Thread(target=wants) for _ in "ab"]
    [thread.start() for thread in threads]; [thread.join() for thread in threads]
    assert seen == [1, 1]""",
    "the one lock of all imports": """
    import _imp
    _imp.acquire_lock()
    thread = threading.Thread(target=importlib.import_module, args=["colorsys"])
    thread.start(); time.sleep(2)
    _imp.release_lock(); thread.join()""",
    "start_new_thread of a release": """
    lock = threading.Lock(); lock.acquire()
    time.sleep(2)
    _thread.start_new_thread(lock.release, ())
    lock.acquire()""",
}
if sys.version_info >= (3, 13):
    LOCKS["a joinable handle"] = """
    handle = _thread.start_joinable_thread(lambda: time.sleep(2))
    handle.join(1.5); assert not handle.is_done()
    handle.join(); assert handle.is_done()"""


@pytest.mark.parametrize("schedule", [False, True])
@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_made_in_c_hangs_nothing(play_source: PlaySource, name: str, schedule: bool) -> None:
    quick = dataclasses.replace(LIMITS, silent_seconds=3.0)
    for seed in "abc" if schedule else "a":
        source = f"{HEAD}\ndef main():{LOCKS[name]}\n"
        evidence = play_source(source, sync=True, schedule=schedule, seed=seed, limits=quick)
        assert (evidence.end, evidence.error) == ("returned", None)
        assert evidence.seconds == 2.0 or (name == "cached_property" and sys.version_info >= (3, 12))


def test_imports_under_schedules_hang_nothing(play_source: PlaySource) -> None:
    quick = dataclasses.replace(LIMITS, silent_seconds=3.0)
    for seed in "abcdefgh":
        evidence = play_source(
            f"""{HEAD}
def work(name):
    for _ in range(3):
        importlib.import_module(name)
def main():
    names = ["colorsys", "textwrap", "csv", "colorsys", "sched", "csv"]
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        list(pool.map(work, names))
""",
            sync=True,
            schedule=True,
            seed=seed,
            limits=quick,
        )
        assert (evidence.end, evidence.error) == ("returned", None)


def test_locks_and_threads_look_as_they_do_in_life(play_source: PlaySource) -> None:
    evidence = play_source(
        f"""{HEAD}
import copy, pickle
def refused(copies, kind):
    try: copies(kind())
    except TypeError as error: return str(error)
def main():
    lock, thread = threading.Lock(), threading.Thread(target=int)
    kinds = (threading.Lock, threading.RLock, queue.SimpleQueue)
    for name, kind in zip(("_thread.lock", "_thread.RLock", "_queue.SimpleQueue"), kinds):
        for copies in (copy.copy, copy.deepcopy, pickle.dumps):
            assert refused(copies, kind) == f"cannot pickle {{name!r}} object"
    thread.start(); thread.join()
    with lock: held = repr(lock)
    with threading.RLock() as first: again = threading.RLock(); again.acquire(); assert again.acquire() is first is True
    return [held[:27], repr(lock)[:29], repr(threading.RLock())[:30], "stopped" in repr(thread),
            isinstance(lock, _thread.LockType), *(type(kind()).__name__ for kind in kinds)]
""",
        sync=True,
    )
    assert evidence.result == [
        "<locked _thread.lock object", "<unlocked _thread.lock object", "<unlocked _thread.RLock object", True, True,
        "lock", "RLock", "SimpleQueue",
    ]  # fmt: skip


def test_a_time_is_taken_or_refused_as_in_life(play_source: PlaySource) -> None:
    evidence = play_source(
        f"""{HEAD}
import decimal
class Seconds(float): pass
class Whole:
    def __index__(self): return 1
def main():
    lock, said = threading.Lock(), []
    lock.acquire()
    for wait in time.sleep, lambda seconds: lock.acquire(timeout=seconds):
        wait(Seconds(0.5)); wait(Whole())
        for wrong in decimal.Decimal(1), "1", None:
            try: wait(wrong)
            except TypeError as error: said.append(str(error).endswith("object cannot be interpreted as an integer"))
    return said
""",
        sync=True,
    )
    assert (evidence.error, evidence.result, round(evidence.seconds, 6)) == (None, [True] * 6, 3.0)


def test_a_thread_that_exits_has_not_died(play_source: PlaySource) -> None:
    body = "thread = threading.Thread(target=sys.exit)\n    thread.start(); thread.join()"
    evidence = play_source(f"import sys{HEAD}\ndef main():\n    {body}\n", sync=True)
    assert (evidence.end, evidence.threads_died) == ("returned", [])
