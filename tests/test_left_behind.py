"""What is left behind is caught by the standard set: said in a sentence, named, with the line where it comes from."""

from __future__ import annotations

import textwrap

import pytest

from grader.diagnosis import diagnose
from grader.judge.clock import Clock
from grader.judge.evidence import Evidence
from grader.judge.match import Match
from grader.judge.unmet import Unmet
from grader.judge.world import World
from tests.conftest import PlaySource, services

HEAD = "import asyncio, queue, threading, time\nfrom services import fetch, fetch_blocking, never, tokens\n"


def found(evidence: Evidence, source: str, *, loops: bool = False) -> tuple[str, int | None, str]:
    """The name, the line and the sentence under which the standard set refuses it."""
    match = Match(evidence, World("seed", services(), Clock(0)), "main()", {})
    with pytest.raises(Unmet) as refused:
        (match.expect_loops_closed if loops else match.expect_clean)()
    mistake = diagnose(evidence, refused.value, {"kata.py": source})
    assert mistake is not None
    return mistake.name, mistake.line, refused.value.message


LEFT = [
    pytest.param(
        """
        async def main():
            keep = asyncio.create_task(never("x"))
            await fetch("y")
        """,
        "task-leaked", 5, "Task never() was still running at the end (line 5).", id="a task that is still pending",
    ),
    pytest.param(
        """
        async def main():
            asyncio.create_task(waits())
            await asyncio.sleep(1)

        async def waits():
            await asyncio.get_running_loop().create_future()
        """,
        "task-unowned", 5, "Task waits() was lost while it still had to run (line 5).", id="a task that nothing keeps",
    ),
    pytest.param(
        """
        async def main():
            task = asyncio.create_task(fails())
            await asyncio.sleep(1)

        async def fails():
            raise ValueError("nobody asks")
        """,
        "error-unread", 9, "Task fails() failed, and its error was never read (line 9).", id="an error never read",
    ),
    pytest.param(
        """
        async def main():
            thread = threading.Thread(target=fails, name="worker")
            thread.start()
            await asyncio.to_thread(thread.join)

        def fails():
            raise ValueError("nobody asks")
        """,
        "error-unread", 10, "worker ended with ValueError: nobody asks (line 10).", id="a thread's error",
    ),
    pytest.param(
        """
        async def main():
            fetch("x")
        """,
        "never-awaited", 5, "The coroutine of fetch() was never awaited (line 5).", id="a coroutine never awaited",
    ),
    pytest.param(
        """
        async def main():
            async for item in items():
                break
            await asyncio.sleep(1)

        async def items():
            try:
                yield 1
                yield 2
            finally:
                await fetch("tidy up")
        """,
        "stream-not-closed", 5, "The async generator items() was left in the middle, and its clean-up "
        "left to chance (line 5).", id="an async generator that was dropped",
    ),
    pytest.param(
        """
        async def main():
            global kept
            kept = items()
            await anext(kept)

        async def items():
            async with asyncio.Lock():
                yield 1
        """,
        "stream-not-closed", 7, "The async generator items() was left in the middle, and its clean-up "
        "left to chance (line 7).", id="an async generator that is open at the end",
    ),
    pytest.param(
        """
        async def main():
            items = queue.Queue()
            threading.Thread(target=items.get, name="worker").start()
        """,
        "thread-left", 6, "The program cannot end: thread worker waits for ever (line 6).",
        id="a thread that never ends",
    ),
    pytest.param(
        """
        async def main():
            task = asyncio.create_task(work())
            await asyncio.sleep(0)
            task.cancel()
            await task

        async def work():
            try:
                await never("x")
            except asyncio.CancelledError:
                return
        """,
        "cancellation-swallowed", 13,
        "work() was cancelled, and ended as if it had not been (line 5).", id="a cancellation swallowed",
    ),
    pytest.param(
        """
        async def main():
            async with asyncio.timeout(1):
                await work()

        async def work():
            try:
                await never("x")
            except BaseException:
                await fetch("as if nothing had happened")
        """,
        "cancellation-swallowed", 11,
        "main() was cancelled, and ended as if it had not been (line 5).", id="a deadline swallowed",
    ),
    pytest.param(
        """
        async def main():
            task = asyncio.create_task(work())
            await asyncio.sleep(0)
            task.cancel()

        async def work():
            try:
                await never("x")
            finally:
                await fetch("tidy up")
        """,
        "cancel-not-awaited", 7, "Task work() was still running at the end (line 5).",
        id="cancelled work that nobody waited for",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("body", "name", "line", "sentence"), LEFT)
def test_what_is_left_behind(play_source: PlaySource, body: str, name: str, line: int, sentence: str) -> None:
    source = HEAD + textwrap.dedent(body)
    evidence = play_source(source)
    assert evidence.end == "returned"
    seen = found(evidence, source)
    assert seen[:2] == (name, line)
    assert seen[2].startswith(sentence)


def test_a_loop_that_is_left_open(play_source: PlaySource) -> None:
    source = HEAD + textwrap.dedent("""
        def main():
            asyncio.new_event_loop().run_until_complete(fetch("x"))
    """)
    seen = found(play_source(source, sync=True), source, loops=True)
    assert seen == ("not-closed", 5, "An event loop was made and never closed (line 5).")


@pytest.mark.parametrize(
    ("body", "name", "line"),
    [
        (
            "try:\n        await never('x')\n    except ZeroDivisionError:\n        await fetch('tidy up')",
            "cleanup-skipped",
            None,
        ),
        ("try:\n        await never('x')\n    finally:\n        await fetch('tidy up')", "cleanup-cut-off", 7),
    ],
    ids=["that never began", "that was cut off"],
)
def test_a_clean_up_that_did_not_run(play_source: PlaySource, body: str, name: str, line: int | None) -> None:
    source = f"{HEAD}async def main():\n    {body}\n"
    evidence = play_source(
        source,
        scenario="""
        async def played(kata, note):
            import asyncio
            task = asyncio.create_task(kata.main())
            for _ in range(2):
                await asyncio.sleep(0.1)
                task.cancel()
            await asyncio.wait([task])
        """,
    )
    match = Match(evidence, World("seed", services(), Clock(0)), "main()", {})
    with pytest.raises(Unmet) as refused:
        match.expect_cleanup("fetch", exactly=1)
    mistake = diagnose(evidence, refused.value, {"kata.py": source})
    assert mistake is not None
    assert (mistake.name, mistake.line) == (name, line)


TIDY = [
    pytest.param("task = asyncio.create_task(fetch('x'))\n    await task", id="a task that is awaited"),
    pytest.param("async with asyncio.TaskGroup() as group: group.create_task(fetch('x'))", id="a group"),
    pytest.param("task = asyncio.create_task(never('x'))\n    await asyncio.sleep(0)\n    task.cancel()\n"
                 "    await asyncio.wait([task])", id="a task that is cancelled and awaited"),
    pytest.param("async for item in items(): pass", id="a generator that is read to its end"),
    pytest.param("async with contextlib.aclosing(items()) as stream:\n        async for item in stream: break",
                 id="a generator that is closed"),
    pytest.param("async for item in plain(): break", id="a generator that has nothing to clean up"),
    pytest.param("items()", id="a generator that was never begun"),
    pytest.param("thread = threading.Thread(target=time.sleep, args=[1])\n    thread.start()\n"
                 "    await asyncio.to_thread(thread.join)", id="a thread that is joined"),
    pytest.param("threading.Thread(target=queue.Queue().get, daemon=True).start()", id="a daemon"),
]  # fmt: skip


@pytest.mark.parametrize("body", TIDY)
def test_whoever_tidies_up_is_left_in_peace(play_source: PlaySource, body: str) -> None:
    evidence = play_source(f"""{HEAD}import contextlib
async def main():
    {body}

async def items():
    try:
        yield 1
        yield 2
    finally:
        await fetch("tidy up")

async def plain():
    yield 1
    yield 2
""")
    assert (evidence.end, evidence.error) == ("returned", None)
    Match(evidence, World("seed", services(), Clock(0)), "main()", {}).expect_clean()
