"""A task is held by what holds the future that it waits for: a timer, a thread of a pool, a call that is under way."""

from __future__ import annotations

import pytest

from tests.conftest import PlaySource

HELD = {
    "a call": "asyncio.create_task(work(fetch('x')))",
    "a stream": "asyncio.create_task(items())",
    "a timer": "asyncio.create_task(work(asyncio.sleep(1)))",
    "a thread": "asyncio.create_task(work(asyncio.to_thread(fetch_blocking, 'x')))",
    "callbacks": "done = [asyncio.create_task(work(fetch('x')))]; done[0].add_done_callback(lambda _: done)",
    "a gathering": "asyncio.create_task(work(asyncio.gather(fetch('x'), fetch('y'))))",
}


@pytest.mark.parametrize("name", HELD)
def test_a_dropped_task_that_something_will_wake_ends(play_source: PlaySource, name: str) -> None:
    evidence = play_source(f"""
        import asyncio
        from services import fetch, fetch_blocking, tokens
        ended = []
        async def work(call):
            await call
            ended.append(1)
        async def items():
            async for _ in tokens("x"):
                pass
            ended.append(1)
        async def start():
            {HELD[name]}
        async def main():
            await start()
            await asyncio.sleep(5)
            return len(ended)
    """)
    assert (evidence.result, evidence.unowned, evidence.left_over) == (1, [], [])


LOST = {
    "an event of its own": "asyncio.create_task(work(asyncio.Event().wait()))",
    "a queue of its own": "asyncio.create_task(work(asyncio.Queue().get()))",
    "a lock that it holds itself": "asyncio.create_task(twice(asyncio.Lock()))",
    "two that wait for each other": "both = asyncio.Event(), asyncio.Event(); "
    "[asyncio.create_task(waits(*two)) for two in (both, both[::-1])]",
    "a weak set": "future = asyncio.get_running_loop().create_future(); waiting.add(future); "
    "asyncio.create_task(work(future))",
}


@pytest.mark.parametrize("name", LOST)
def test_a_dropped_task_that_nothing_can_wake_is_lost(play_source: PlaySource, name: str) -> None:
    evidence = play_source(f"""
        import asyncio, weakref
        waiting = weakref.WeakSet()
        async def work(call):
            await call
        async def twice(lock):
            async with lock:
                async with lock:
                    pass
        async def waits(mine, other):
            await mine.wait()
            other.set()
        async def start():
            {LOST[name]}
        async def main():
            await start()
            await asyncio.sleep(1)
    """)
    assert {seen.at for seen in evidence.unowned} == {("kata.py", 14)}
