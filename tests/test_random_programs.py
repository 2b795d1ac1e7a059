"""Random small programs: the simulated clock says what a plain model of discrete events says, and what real life says.

A program is a tree. Each node is played as a coroutine, and its model is a few lines that know nothing of asyncio: they
only say when a node that begins at some moment is over.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from grader.judge.clock import SECOND, Clock, RealTimeClock
from grader.judge.evidence import Evidence
from grader.judge.players import Players, open_players
from grader.judge.talk import Setup, play
from grader.judge.world import World
from grader.sandbox.limits import LIMITS
from tests.conftest import SERVICES, services
from tests.test_real_clock import ROOM, SCALE, TRIES, agrees

Node = tuple[Any, ...]

# How a node is played. Times are whole milliseconds, so that the model can add them up exactly.
PLAYER = """
import asyncio, concurrent.futures, queue, threading, time
from services import fetch, fetch_blocking

async def run(node):
    kind, *of = node
    if kind == "sleep":
        await asyncio.sleep(of[0] / 1000)
    elif kind == "call":
        await fetch("x")
    elif kind == "in_turn":
        for child in of[0]:
            await run(child)
    elif kind == "together":
        await asyncio.gather(*map(run, of[0]))
    elif kind == "group":
        async with asyncio.TaskGroup() as group:
            for child in of[0]:
                group.create_task(run(child))
    elif kind == "timeout":
        try:
            async with asyncio.timeout(of[0] / 1000):
                await run(of[1])
        except TimeoutError:
            pass
    elif kind == "threads":
        await asyncio.gather(*(asyncio.to_thread(time.sleep, pause / 1000) for pause in of[0]))
    elif kind == "loop_in_a_thread":
        await asyncio.to_thread(asyncio.run, run(of[0]))
    elif kind == "pool":
        loop = asyncio.get_running_loop()
        with concurrent.futures.ThreadPoolExecutor(of[0]) as pool:
            await asyncio.gather(*(loop.run_in_executor(pool, time.sleep, job / 1000) for job in of[1]))
    elif kind == "workers":
        await workers(*of)
    elif kind == "thread_workers":
        await asyncio.to_thread(thread_workers, *of)
    elif kind == "limit":
        limit = asyncio.Semaphore(of[0])
        async def one(child):
            async with limit:
                await run(child)
        await asyncio.gather(*map(one, of[1]))

async def workers(count, jobs):
    items = asyncio.Queue(1)
    async def worker():
        while (job := await items.get()) is not None:
            await asyncio.sleep(job / 1000)
    tasks = [asyncio.create_task(worker()) for _ in range(count)]
    for job in [*jobs, *[None] * count]:
        await items.put(job)
    await asyncio.gather(*tasks)

def thread_workers(count, jobs):
    items, lock, done = queue.Queue(2), threading.Condition(), []
    def worker():
        while (job := items.get()) is not None:
            time.sleep(job / 1000)
            with lock:
                done.append(job)
                lock.notify()
    threads = [threading.Thread(target=worker) for _ in range(count)]
    for thread in threads:
        thread.start()
    for job in [*jobs, *[None] * count]:
        items.put(job)
    with lock:
        lock.wait_for(lambda: len(done) == len(jobs))
    for thread in threads:
        thread.join()
"""
SCENARIO = """
async def played(kata, note, tree):
    await kata.run(tree)
"""


def over(node: Node, now: int) -> int:
    """The model: when a node is over that begins at `now`."""
    kind, *of = node
    if kind == "sleep":
        return now + int(of[0])
    if kind == "call":
        return now + 1000
    if kind == "in_turn":
        for child in of[0]:
            now = over(child, now)
        return now
    if kind in ("together", "group"):
        return max((over(child, now) for child in of[0]), default=now)
    if kind == "timeout":
        return min(now + int(of[0]), over(of[1], now))
    if kind == "threads":
        return now + max(of[0])
    if kind == "loop_in_a_thread":
        return over(of[0], now)
    if kind in ("pool", "workers", "thread_workers"):
        return served(of[0], [("sleep", job) for job in of[1]], now)
    assert kind == "limit"
    return served(of[0], of[1], now)


def served(count: int, jobs: list[Node], now: int) -> int:
    """When `count` servers have done these jobs, each taking the next one as soon as it is free."""
    free = [now] * count
    for job in jobs:
        heapq.heapreplace(free, over(job, free[0]))
    return max(free)


pauses = st.integers(1, 3000).map(lambda ms: ms if ms % 1000 else ms + 1)  # never on the instant of another's reply
few_pauses = st.lists(pauses, min_size=1, max_size=5)
leaves = st.one_of(
    st.tuples(st.just("sleep"), pauses),
    st.just(("call",)),
    st.tuples(st.just("threads"), st.lists(pauses, min_size=1, max_size=3)),
    st.tuples(st.just("pool"), st.integers(1, 3), few_pauses),
    st.tuples(st.just("workers"), st.integers(1, 3), few_pauses),
    st.tuples(st.just("thread_workers"), st.integers(1, 3), few_pauses),
)


def larger(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(children, min_size=1, max_size=3)
    return st.one_of(
        st.tuples(st.sampled_from(["in_turn", "together", "group"]), several),
        st.tuples(st.just("loop_in_a_thread"), children),
        st.tuples(st.just("limit"), st.integers(1, 2), several),
    )


def with_timeouts(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """A timeout around what can be cancelled at once: no threads, for a loop that closes waits for those."""
    return larger(children) | st.tuples(st.just("timeout"), pauses, cancellable)


cancellable = st.recursive(
    st.one_of(
        st.tuples(st.just("sleep"), pauses), st.just(("call",)), st.tuples(st.just("workers"), st.just(2), few_pauses)
    ),
    lambda children: st.tuples(
        st.sampled_from(["in_turn", "together", "group"]), st.lists(children, min_size=1, max_size=3)
    ),
    max_leaves=4,
)
programs = st.recursive(leaves, with_timeouts, max_leaves=6)


def played(players: Players, tree: Node, clock: Clock, *, schedule: bool = False) -> Evidence:
    modules = {"kata": ("kata.py", PLAYER, False), "services": ("services.py", SERVICES, False)}
    setup = Setup(modules, "kata", SCENARIO, "played", {"tree": tree}, 64, schedule)
    evidence = play(players, setup, World("seed", services(), clock), LIMITS)
    assert (evidence.end, evidence.error) == ("returned", None)
    return evidence


slow = settings(deadline=None, suppress_health_check=list(HealthCheck))


@settings(slow, max_examples=60)
@given(programs, st.booleans())
def test_the_simulated_end_is_that_of_a_plain_model(players: Players, tree: Node, schedule: bool) -> None:
    evidence = played(players, tree, Clock(10**9 * SECOND), schedule=schedule)
    assert round(evidence.seconds, 5) == over(tree, 0) / 1000
    assert evidence.blocked == []


@settings(slow, max_examples=10)
@given(programs)
def test_a_program_takes_as_long_on_every_schedule_and_on_every_play(players: Players, tree: Node) -> None:
    plays = [played(players, tree, Clock(10**9 * SECOND), schedule=number > 1) for number in range(4)]
    assert len({evidence.seconds for evidence in plays}) == 1


@pytest.fixture(scope="module")
def real_nursery() -> Iterator[Players]:
    players = open_players(real=True)
    yield players
    players.close()


@settings(slow, max_examples=5, derandomize=True, database=None, phases=[Phase.generate])
@given(programs.filter(lambda tree: over(tree, 0) < 6000))
def test_real_life_says_the_same(real_nursery: Players, tree: Node) -> None:
    agrees(
        abs(played(real_nursery, tree, RealTimeClock(10**9 * SECOND, SCALE)).seconds - over(tree, 0) / 1000) < ROOM
        for _ in range(TRIES)
    )
