"""What goes wrong around loops and threads is named by its cause, on the line where that stands."""

from __future__ import annotations

import textwrap

import pytest

from grader.diagnosis import diagnose
from grader.judge.clock import Clock
from grader.judge.evidence import Evidence
from grader.judge.match import Match
from grader.judge.unmet import About, Unmet
from grader.judge.world import World
from tests.conftest import PlaySource, services


def named(evidence: Evidence, source: str, unmet: Unmet | None = None) -> tuple[str, int | None]:
    mistake = diagnose(evidence, unmet, {"kata.py": textwrap.dedent(source)})
    assert mistake is not None
    return mistake.name, mistake.line


DEADLOCKS = [
    # Nobody is told of the thread's end, and so nobody is woken.
    ("no-running-loop", 7, """
        import asyncio, threading
        async def main():
            queue = asyncio.Queue()
            def put(item):
                queue
                asyncio.get_running_loop().call_soon_threadsafe(queue.put_nowait, item)
            threading.Thread(target=put, args=[1]).start()
            return await queue.get()
    """),
    ("error-unread", 5, """
        import asyncio, threading
        async def main():
            def fail():
                raise LookupError("nobody hears this")
            threading.Thread(target=fail).start()
            await asyncio.Event().wait()
    """),
    # The loop makes a coroutine where a plain function was due, and drops it.
    ("never-awaited", 5, """
        import asyncio, threading
        async def main():
            loop, queue = asyncio.get_running_loop(), asyncio.Queue()
            threading.Timer(1, lambda: loop.call_soon_threadsafe(queue.put, 1)).start()
            return await queue.get()
    """),
    # Only the task itself knew the task that everybody waits for.
    ("task-unowned", 6, """
        import asyncio
        from services import fetch
        async def main():
            done = asyncio.get_running_loop().create_future()
            asyncio.create_task(work(done, asyncio.Event()))
            return await done
        async def work(done, told):
            await told.wait()
            done.set_result(await fetch("x"))
    """),
    # An async generator hides from who awaits it; its line is found all the same.
    ("deadlock", 9, """
        import asyncio

        async def main():
            async for item in items():
                return item

        async def items():
            await asyncio.Event().wait()
            yield 1
    """),
]  # fmt: skip


@pytest.mark.parametrize(("name", "line", "source"), DEADLOCKS, ids=[name for name, _, _ in DEADLOCKS])
def test_a_deadlock_is_named_by_its_cause(play_source: PlaySource, name: str, line: int, source: str) -> None:
    evidence = play_source(source)
    assert evidence.end == "deadlock"
    assert named(evidence, source) == (name, line)


def test_a_strange_loop_that_is_an_extra_one_is_called_that(play_source: PlaySource) -> None:
    source = """
        import asyncio
        async def main():
            lock = asyncio.Lock()
            async with lock:
                waiting = asyncio.create_task(lock.acquire())
                await asyncio.sleep(0)
                await asyncio.to_thread(asyncio.run, use(lock))
        async def use(lock):
            async with lock:
                pass
    """
    evidence = play_source(source)
    assert evidence.error is not None
    assert "different event loop" in evidence.error.text
    assert named(evidence, source, Unmet(About.UNEXPECTED_ERROR, "")) == ("extra-loop", 8)


@pytest.mark.parametrize(
    ("handler", "line", "name"),
    [
        ("return None", 7, "error-swallowed"),
        ("raise RuntimeError('it did not work')", 8, "error-replaced"),
    ],
)
def test_what_becomes_of_a_services_error(play_source: PlaySource, handler: str, line: int, name: str) -> None:
    source = f"""
        import asyncio
        from services import fetch
        async def main():
            try:
                await fetch("broken")
            except LookupError:
                {handler}
    """
    assert named(play_source(source), source, Unmet(About.ERROR, "")) == (name, line)


@pytest.mark.parametrize(
    ("loop", "closed"),
    [
        ("asyncio.run(asyncio.sleep(1))", [True]),
        ("asyncio.new_event_loop().run_until_complete(asyncio.sleep(1))", [False]),
        ("[asyncio.run(asyncio.sleep(1)), asyncio.new_event_loop()]", [True, False]),
    ],
)
def test_loops_that_stay_open_are_seen(play_source: PlaySource, loop: str, closed: list[bool]) -> None:
    evidence = play_source(f"import asyncio\ndef main():\n    {loop}\n", sync=True)
    assert [made.closed for made in evidence.learner_loops] == closed


def test_a_thread_of_the_pool_that_never_ends_is_seen(play_source: PlaySource) -> None:
    evidence = play_source("""
        import asyncio, queue
        async def main():
            items = queue.Queue()
            waiting = asyncio.create_task(asyncio.to_thread(items.get))
            await asyncio.sleep(1)
            waiting.cancel()
            await asyncio.wait([waiting])
    """)
    assert evidence.end == "returned"
    assert evidence.detail["never_closed"]
    assert [seen.at for seen in evidence.threads_left] == [("kata.py", 5)]


def test_a_heartbeat_is_not_taken_for_the_call_that_waited(play_source: PlaySource) -> None:
    source = """
        import asyncio
        from services import fetch
        async def main():
            beating = asyncio.create_task(beat())
            await asyncio.sleep(0.5)
            found = [await fetch(name) for name in "ab"]
            beating.cancel()
        async def beat():
            while True:
                await fetch("heart")
                await asyncio.sleep(0.3)
    """
    assert named(play_source(source), source, Unmet(About.TOO_LONG, "")) == ("sequential-awaits", 7)


def test_what_outlived_its_loop_is_told_that_the_loop_has_ended(play_source: PlaySource) -> None:
    source = """
        import asyncio
        def main():
            loop = asyncio.new_event_loop()
            loop.close()
            loop.call_soon(print)
    """
    evidence = play_source(source, sync=True)
    mistake = diagnose(evidence, Unmet(About.UNEXPECTED_ERROR, ""), {"kata.py": textwrap.dedent(source)})
    assert mistake is not None
    assert (mistake.name, mistake.line) == ("wrong-loop", 6)
    assert "after the event loop that it belongs to had ended" in mistake.what
    assert "another event loop" not in mistake.what


@pytest.mark.parametrize(
    ("body", "line"),
    [("await fetch('a'); await fetch('b')\n    await fetch('b')\n    await fetch('c')", 4),
     ("await fetch('a')\n    await fetch('b')\n    await fetch('c')", 5)],
    ids=["the same again", "one more"],
)  # fmt: skip
def test_a_call_too_many_is_shown_on_its_line(play_source: PlaySource, body: str, line: int) -> None:
    source = f"from services import fetch\nasync def main():\n    {body}\n"
    evidence = play_source(source)
    with pytest.raises(Unmet) as refused:
        Match(evidence, World("seed", services(), Clock(0)), "main()", {}).expect_calls("fetch", at_most=2)
    assert named(evidence, source, refused.value) == ("called-too-often", line)
