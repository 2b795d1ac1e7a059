"""When nothing will ever happen again, each task and thread is named, with what it waits for and where."""

from __future__ import annotations

import textwrap

import pytest

from grader.diagnosis import diagnose, ending
from tests.conftest import PlaySource

HEAD = """\
import asyncio, concurrent.futures, queue, threading, time
from services import fetch, never
"""

# What main does; who waits for what (line of the body, its text); the line that is blamed. The body's first line is 4.
STANDSTILLS = [
    pytest.param(
        """
        lock = asyncio.Lock()
        async def work():
            await lock.acquire()
            await fetch("x")
        await asyncio.gather(work(), work())
        """,
        ["the caller waits for other tasks (line 8)", "task work() waits in Lock.acquire() (line 6)"], 6,
        id="a lock that is never released, below a gather",
    ),
    pytest.param(
        """
        lock = asyncio.Lock()
        async def work():
            await lock.acquire()
        async with asyncio.TaskGroup() as group:
            group.create_task(work())
            group.create_task(work())
        """,
        ["the caller waits for the tasks of a TaskGroup (line 7)", "task work() waits in Lock.acquire() (line 6)"], 6,
        id="the same below a TaskGroup",
    ),
    pytest.param(
        """
        async def work():
            await asyncio.Event().wait()
        await asyncio.wait([asyncio.create_task(work())])
        """,
        ["the caller waits in wait() (line 6)", "task work() waits in Event.wait() (line 5)"], 5,
        id="an event that nobody sets, below a wait",
    ),
    pytest.param(
        """
        one, other = asyncio.Lock(), asyncio.Lock()
        async def work(first, second):
            async with first:
                await asyncio.sleep(1)
                async with second:
                    pass
        await asyncio.gather(work(one, other), work(other, one))
        """,
        ["task work() (2 of them) waits in Lock.acquire() (line 8)"], 8,
        id="two locks, taken in two orders",
    ),
    pytest.param(
        """
        items = asyncio.Queue(maxsize=1)
        for number in range(2):
            await items.put(number)
        """,
        ["the caller waits in Queue.put() (line 6)"], 6,
        id="a full queue that nobody empties",
    ),
    pytest.param(
        """
        items = asyncio.Queue()
        async def consume():
            while True:
                await items.get()
        consumer = asyncio.create_task(consume())
        await items.put(1)
        await items.join()
        """,
        ["the caller waits in Queue.join() (line 10)", "task consume() waits in Queue.get() (line 7)"], 10,
        id="nobody says task_done",
    ),
    pytest.param(
        """
        condition = asyncio.Condition()
        async with condition:
            await condition.wait()
        """,
        ["the caller waits in Condition.wait() (line 6)"], 6,
        id="a condition that nobody notifies",
    ),
    pytest.param(
        """
        async def one(): await tasks[1]
        async def two(): await tasks[0]
        tasks = [asyncio.create_task(one()), asyncio.create_task(two())]
        await tasks[0]
        """,
        ["the caller waits for task one() (line 7)", "task one() waits for task two() (line 4)",
         "task two() waits for task one() (line 5)"], 7,
        id="two tasks that await each other",
    ),
    pytest.param(
        """
        await asyncio.get_running_loop().create_future()
        """,
        ["the caller waits for a future (line 4)"], 4,
        id="a future that nobody resolves",
    ),
    pytest.param(
        """
        await asyncio.to_thread(queue.Queue().get)
        """,
        ["thread asyncio_0 waits in queue.get() (line 4)", "the caller waits in to_thread() (line 4)"], 4,
        id="a queue that nobody fills, in a thread",
    ),
    pytest.param(
        """
        lock = threading.Lock()
        def work():
            with lock:
                with lock:
                    pass
        thread = threading.Thread(target=work, name="worker")
        thread.start()
        await asyncio.to_thread(thread.join)
        """,
        ["thread worker waits in lock.acquire() (line 7)", "thread asyncio_0 waits in Thread.join() (line 11)"], 7,
        id="a thread that waits for its own lock",
    ),
    pytest.param(
        """
        loop = asyncio.get_running_loop()
        asyncio.run_coroutine_threadsafe(asyncio.sleep(1), loop).result()
        """,
        ["the caller waits in Future.result() (line 5), and holds the event loop meanwhile"], 5,
        id="a coroutine that waits for its own loop",
    ),
    pytest.param(
        """
        async def work(): pass
        later = asyncio.create_task(work())
        threading.Event().wait()
        """,
        ["the caller waits in Event.wait() (line 6), and holds the event loop meanwhile",
         "task work() waits for its first turn (line 5)"], 6,
        id="a thread's event, waited for in a coroutine",
    ),
    pytest.param(
        """
        await never("x")
        """,
        ["the caller waits in never() (line 4)"], 4,
        id="a service that never answers",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("body", "waits", "blamed"), STANDSTILLS)
def test_each_is_named_with_what_it_waits_for_and_where(
    play_source: PlaySource, body: str, waits: list[str], blamed: int
) -> None:
    source = f"{HEAD}async def main():\n{textwrap.indent(textwrap.dedent(body).strip(), '    ')}\n"
    evidence = play_source(source)
    assert evidence.end == "deadlock"
    said = ending(evidence, {"kata.py": source}).splitlines()
    assert said[0] == "Everything waits and nothing will ever wake it."
    for expected in waits:
        assert [line for line in said if line.startswith(f"  {expected}")], (expected, said)
    mistake = diagnose(evidence, None, {"kata.py": source})
    assert mistake is not None
    cause = {"await lock.acquire()": "not-given-back", "await items.join()": "task-done-missing"}
    assert (mistake.name, mistake.line) == (cause.get(mistake.text, "deadlock"), blamed)


def test_the_source_stands_behind_the_line(play_source: PlaySource) -> None:
    source = "import asyncio\nasync def main():\n    await asyncio.Event().wait()\n"
    said = ending(play_source(source), {"kata.py": source})
    assert "the caller waits in Event.wait() (line 3): `await asyncio.Event().wait()`" in said


def test_a_hundred_tasks_are_counted_and_not_listed(play_source: PlaySource) -> None:
    evidence = play_source("""
        import asyncio
        async def main():
            await asyncio.gather(*(work() for _ in range(100)))
        async def work():
            await asyncio.Event().wait()
    """)
    assert len(ending(evidence).splitlines()) == 3


def test_a_caller_that_waits_for_two_calls_is_not_told_by_our_names(play_source: PlaySource) -> None:
    evidence = play_source(
        """
        import asyncio
        async def main():
            await asyncio.Event().wait()
        """,
        scenario="""
        async def played(kata, note):
            import asyncio
            await asyncio.gather(kata.main(), kata.main())
        """,
    )
    said = ending(evidence).splitlines()
    assert "  the caller waits for other tasks" in said
    assert "  task main() (2 of them) waits in Event.wait() (line 4)" in said


def test_the_learners_own_main_is_called_by_its_name(play_source: PlaySource) -> None:
    evidence = play_source(
        """
        import asyncio
        def main():
            asyncio.run(work())
        async def work():
            await asyncio.Event().wait()
        """,
        sync=True,
    )
    assert "task work() waits in Event.wait() (line 6)" in ending(evidence)


def test_who_goes_round_for_ever_is_told_what_still_waits(play_source: PlaySource) -> None:
    source = textwrap.dedent("""
        import asyncio
        async def main():
            ball = asyncio.Queue()
            await ball.put(0)
            await asyncio.gather(play(ball), play(ball))
        async def play(ball):
            while True:
                turn = await ball.get()
                await asyncio.sleep(1)
                await ball.put(turn + 1)
    """)
    evidence = play_source(source)
    assert evidence.end == "runaway"
    said = ending(evidence, {"kata.py": source})
    assert said.startswith("Your code never came to an end: after ")
    assert "task play() waits in Queue.get() (line 9): `turn = await ball.get()`" in said
    assert "task play() waits in sleep() (line 10)" in said
