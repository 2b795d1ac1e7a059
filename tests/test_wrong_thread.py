"""A loop that is touched from another thread: seen, with the call and the line, and nothing else is taken for it."""

from __future__ import annotations

import pytest

from grader.diagnosis import diagnose
from tests.conftest import PlaySource

HEAD = """
import asyncio, threading, time
from services import fetch, fetch_blocking

async def in_a_thread(work):
    thread = threading.Thread(target=work)
    thread.start()
    await asyncio.to_thread(thread.join)
"""


@pytest.mark.parametrize(
    ("touch", "call"),
    [
        ("queue.put_nowait(1)", "Queue.put_nowait()"),
        ("event.set()", "Event.set()"),
        ("future.set_result(1)", "a future or a task"),
        ("loop.create_task(asyncio.sleep(1))", "loop.create_task()"),
        ("loop.call_later(1, print)", "loop.call_later()"),
        ("task.cancel()", "a future or a task"),
    ],
)
def test_touching_a_loop_from_another_thread_is_seen(play_source: PlaySource, touch: str, call: str) -> None:
    evidence = play_source(f"""{HEAD}
async def main():
    loop, queue, event = asyncio.get_running_loop(), asyncio.Queue(), asyncio.Event()
    future = loop.create_future()
    task = asyncio.create_task(asyncio.sleep(9))
    others = [asyncio.create_task(queue.get()), asyncio.create_task(event.wait())]
    future.add_done_callback(print)
    def work():
        time.sleep(0.5)
        {touch}
    await in_a_thread(work)
    """)
    line = 18
    assert {(seen.what, seen.at, seen.when) for seen in evidence.wrong_thread} == {(call, ("kata.py", line), 0.5)}


def test_a_consumer_sleeps_on_as_in_real_life(play_source: PlaySource) -> None:
    """Nothing tells the loop: the item is seen when something else wakes it."""
    evidence = play_source(f"""{HEAD}
async def main():
    queue = asyncio.Queue()
    threading.Timer(0.5, queue.put_nowait, ["x"]).start()
    beat = asyncio.create_task(asyncio.sleep(2))
    return await queue.get()
    """)
    assert (evidence.result, evidence.seconds) == ("x", 2.0)
    assert [(seen.what, seen.at) for seen in evidence.wrong_thread] == [("Queue.put_nowait()", ("kata.py", 12))]


def test_a_deadlock_that_it_leads_to_has_its_name(play_source: PlaySource) -> None:
    evidence = play_source(f"""{HEAD}
async def main():
    queue = asyncio.Queue()
    threading.Timer(0.5, queue.put_nowait, ["x"]).start()
    return await queue.get()
    """)
    assert evidence.end == "deadlock"
    mistake = diagnose(evidence, None, {})
    assert mistake is not None
    assert (mistake.name, mistake.line) == ("wrong-thread", 12)


@pytest.mark.parametrize(
    "hand_over",
    [
        "loop.call_soon_threadsafe(queue.put_nowait, 'x')",
        "asyncio.run_coroutine_threadsafe(queue.put('x'), loop)",
        "asyncio.run_coroutine_threadsafe(queue.put('x'), loop).result()",
        "loop.call_soon_threadsafe(queue.put_nowait, fetch_blocking('x')[0])",
        "asyncio.run(fetch('x')); loop.call_soon_threadsafe(queue.put_nowait, 'x')",
    ],
)
def test_what_is_meant_for_threads_is_fair(play_source: PlaySource, hand_over: str) -> None:
    evidence = play_source(f"""{HEAD}
async def main():
    loop, queue = asyncio.get_running_loop(), asyncio.Queue()
    def work():
        {hand_over}
    threading.Thread(target=work).start()
    return await queue.get()
    """)
    assert evidence.result == "x"
    assert evidence.wrong_thread == []


def test_pools_and_their_futures_are_fair(play_source: PlaySource) -> None:
    evidence = play_source(f"""{HEAD}
async def main():
    loop = asyncio.get_running_loop()
    await asyncio.gather(
        asyncio.to_thread(fetch_blocking, "x"), loop.run_in_executor(None, fetch_blocking, "y"), fetch("z")
    )
    await in_a_thread(lambda: asyncio.run(fetch("v")))
    """)
    assert evidence.error is None
    assert evidence.wrong_thread == []
