"""What exercises/35_bound_to_a_loop/README.md says belongs to a loop, and from when on, on this Python."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest


async def hold(lock: Any, seconds: float = 0.001) -> None:
    async with lock:
        await asyncio.sleep(seconds)


async def together(*coroutines: Awaitable[Any]) -> None:
    await asyncio.gather(*coroutines)


async def soon(call: Callable[..., object], *args: object) -> None:
    await asyncio.sleep(0.001)
    call(*args)


async def wait_and_notify(condition: asyncio.Condition) -> None:
    async def notify() -> None:
        async with condition:
            condition.notify_all()

    notifying = asyncio.get_running_loop().call_later(0.001, lambda: kept.append(asyncio.create_task(notify())))
    kept: list[asyncio.Task[None]] = []
    async with condition:
        await condition.wait()
    await asyncio.gather(*kept)
    notifying.cancel()


WAITED_FOR = [
    ("semaphore", lambda: asyncio.Semaphore(2), lambda it: together(hold(it), hold(it), hold(it))),
    ("lock", asyncio.Lock, lambda it: together(hold(it), hold(it))),
    ("event", asyncio.Event, lambda it: together(it.wait(), soon(it.set), soon(it.clear))),
    ("condition", asyncio.Condition, wait_and_notify),
    ("empty queue", asyncio.Queue, lambda it: together(it.get(), soon(it.put_nowait, 1))),
    ("full queue", lambda: asyncio.Queue(1), lambda it: together(it.put(1), it.put(2), soon(it.get_nowait))),
]  # fmt: skip

NOT_WAITED_FOR = [
    ("semaphore", lambda: asyncio.Semaphore(2), lambda it: together(hold(it), hold(it))),
    ("lock", asyncio.Lock, hold),
    ("event", asyncio.Event, lambda it: together(soon(it.set))),
    ("queue", asyncio.Queue, lambda it: together(it.put(1), it.get())),
]


@pytest.mark.parametrize(("name", "make", "use"), WAITED_FOR, ids=[name for name, _, _ in WAITED_FOR])
def test_what_somebody_waited_for_belongs_to_that_loop(name: str, make: Any, use: Any) -> None:
    thing = make()
    asyncio.run(use(thing))
    if name == "event":
        thing.clear()
    with pytest.raises(RuntimeError, match="is bound to a different event loop"):
        asyncio.run(asyncio.wait_for(use(thing), 5))


@pytest.mark.parametrize(("name", "make", "use"), NOT_WAITED_FOR, ids=[name for name, _, _ in NOT_WAITED_FOR])
def test_what_nobody_waited_for_belongs_to_no_loop(name: str, make: Any, use: Any) -> None:
    thing = make()
    for _ in range(3):
        asyncio.run(use(thing))


def test_a_future_belongs_to_the_loop_it_was_made_in() -> None:
    async def make() -> asyncio.Future[None]:
        return asyncio.get_running_loop().create_future()

    async def use(future: asyncio.Future[None]) -> None:
        await future

    future = asyncio.run(make())
    with pytest.raises(RuntimeError, match="attached to a different loop"):
        asyncio.run(use(future))
