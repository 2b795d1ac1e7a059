"""Why everybody waits: an error that nobody heard of, a place that was not given back, an item that was not counted."""

from __future__ import annotations

import textwrap

import pytest

from grader.diagnosis import diagnose, ending
from grader.judge.unmet import About, Unmet
from tests.conftest import PlaySource


def named(play_source: PlaySource, source: str) -> tuple[str, str]:
    """The mistake, and the line of source that it is shown with."""
    evidence = play_source(source)
    assert evidence.end == "deadlock"
    mistake = diagnose(evidence, Unmet(About.END, ending(evidence)), {"kata.py": textwrap.dedent(source)})
    assert mistake
    return mistake.name, mistake.text


WORKERS = """
    import asyncio
    from services import fetch

    async def work(queue):
        while True:
            name = await queue.get()
            ROUND

    async def main():
        queue = asyncio.Queue(1)
        crew = [asyncio.create_task(work(queue)) for _ in range(2)]
        for name in ("broken", "a", "broken", "b", "c", "d"):
            await queue.put(name)
        await queue.join()
        for worker in crew:
            worker.cancel()
"""


def test_workers_that_died_of_an_error_that_nobody_read(play_source: PlaySource) -> None:
    lines = "try: await fetch(name)\n            finally: queue.task_done()"
    assert named(play_source, WORKERS.replace("ROUND", lines)) == ("error-unread", "try: await fetch(name)")


COUNTS_SOME = "try: queue.task_done() if await fetch(name) else None"


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("await asyncio.gather(fetch(name), return_exceptions=True)", "await queue.join()"),
        (f"{COUNTS_SOME}\n            except LookupError: pass", COUNTS_SOME),
    ],
)
def test_items_that_were_not_counted_off(play_source: PlaySource, lines: str, told: str) -> None:
    """The line that counts off some of them, if there is one."""
    assert named(play_source, WORKERS.replace("ROUND", lines)) == ("task-done-missing", told)


PLACES = """
    import asyncio
    from services import fetch

    async def read(name, limit):
        await limit.acquire()
        AND_THEN

    async def main():
        limit = asyncio.Semaphore(1)
        return await asyncio.gather(*(read(name, limit) for name in ("broken", "a", "b")), return_exceptions=True)
"""


@pytest.mark.parametrize(
    ("and_then", "told"),
    [
        ("return await fetch(name)", "await limit.acquire()"),
        ("await fetch(name); limit.release()", "await fetch(name); limit.release()"),
    ],
)
def test_a_place_that_was_not_given_back(play_source: PlaySource, and_then: str, told: str) -> None:
    """The line that gives some of them back, if there is one."""
    assert named(play_source, PLACES.replace("AND_THEN", and_then)) == ("not-given-back", told)


def test_a_lock_that_its_own_caller_holds_is_just_a_deadlock(play_source: PlaySource) -> None:
    source = """
        import asyncio
        lock = asyncio.Lock()
        async def inner():
            await lock.acquire()
            try: pass
            finally: lock.release()
        async def main():
            async with lock:
                await inner()
    """
    assert named(play_source, source) == ("deadlock", "await lock.acquire()")


def test_the_except_that_keeps_this_error_is_shown_and_not_another_one(play_source: PlaySource) -> None:
    source = textwrap.dedent("""
        from services import fetch
        async def main():
            try: int("seven")
            except ValueError: pass
            try: return await fetch("broken")
            except (LookupError, OSError): return None
    """)
    unmet = Unmet(About.ERROR, "It should have raised LookupError.", expected="raised LookupError saying 'such'")
    mistake = diagnose(play_source(source), unmet, {"kata.py": source})
    assert mistake
    assert (mistake.name, mistake.text) == ("error-swallowed", "except (LookupError, OSError): return None")


ORDERS = [
    ("for one in asyncio.as_completed([fetch('x'), fetch('y')]):", """
        import asyncio
        from services import fetch
        async def main():
            found = []
            for one in asyncio.as_completed([fetch('x'), fetch('y')]):
                found.append(await one)
            return found
    """),
    ("tasks = {asyncio.create_task(fetch(name)) for name in 'xy'}", """
        import asyncio
        from services import fetch
        async def main():
            tasks = {asyncio.create_task(fetch(name)) for name in 'xy'}
            return await asyncio.gather(*tasks)
    """),
    ("found.append(await fetch(name))", """
        import asyncio
        from services import fetch
        async def main():
            found = []
            async def one(name):
                found.append(await fetch(name))
            await asyncio.gather(one("x"), one("y"))
            return found
    """),
    ("", """
        import asyncio
        from services import fetch
        async def main():
            return await asyncio.gather(fetch("y"), fetch("x"))
    """),
]  # fmt: skip


@pytest.mark.parametrize(("line", "source"), ORDERS)
def test_the_line_where_the_order_is_lost(play_source: PlaySource, line: str, source: str) -> None:
    evidence = play_source(source)
    unmet = Unmet(About.RESULT, "", values=(evidence.result, evidence.result[::-1]))
    mistake = diagnose(evidence, unmet, {"kata.py": textwrap.dedent(source)})
    assert mistake
    assert (mistake.name, mistake.text) == ("wrong-order", line)


def test_a_stream_whose_end_was_not_expected(play_source: PlaySource) -> None:
    source = """
        from services import tokens
        async def main():
            stream = tokens("x")
            while await anext(stream): pass
    """
    evidence = play_source(source)
    unmet = Unmet(About.UNEXPECTED_ERROR, f"It raised {evidence.error}")
    mistake = diagnose(evidence, unmet, {"kata.py": textwrap.dedent(source)})
    assert mistake
    assert (mistake.name, mistake.text) == ("missed-the-end", "while await anext(stream): pass")
    assert "async for" in mistake.advice
