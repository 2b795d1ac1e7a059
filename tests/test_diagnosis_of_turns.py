"""Who waits for whom, what went into a thread, and what stands where a result was expected: named on the right line."""

from __future__ import annotations

import textwrap
from typing import cast

import pytest

from grader.diagnosis import diagnose
from grader.judge.clock import SECOND, Clock
from grader.judge.evidence import Evidence, Seen
from grader.judge.match import Match
from grader.judge.players import Player
from grader.judge.talk import _silent, _Talk
from grader.judge.unmet import About, Unmet
from grader.judge.world import Service, World
from grader.sandbox.limits import LIMITS
from tests.conftest import PlaySource

LATE = Unmet(About.TOO_LONG, "It took too long.")
RAISED = Unmet(About.UNEXPECTED_ERROR, "It raised.")
WRONG = Unmet(About.RESULT, "That is not the expected result.")


def named(evidence: Evidence, source: str, unmet: Unmet) -> tuple[str, int | None]:
    mistake = diagnose(evidence, unmet, {"kata.py": textwrap.dedent(source)})
    assert mistake is not None
    return mistake.name, mistake.line


RAISES = [
    # The call stands on another line than the await that raises.
    ("called-too-early", 7, """
        import asyncio
        from services import fetch, fetch_blocking
        async def main():
            await asyncio.gather(
                fetch("x"),
                asyncio.to_thread(fetch_blocking("y")),
            )
    """),
    ("called-too-early", 4, """
        import asyncio, time
        async def main():
            await asyncio.get_running_loop().run_in_executor(None, time.sleep(1))
    """),
    ("task-not-awaited", 5, """
        import asyncio
        from services import fetch
        async def main():
            return list(asyncio.gather(fetch("x"), fetch("y")))
    """),
    ("task-not-awaited", 5, """
        import asyncio
        from services import fetch
        async def main():
            return asyncio.create_task(fetch("x"))["x"]
    """),
    ("coroutine-reused", 6, """
        import asyncio
        from services import fetch
        async def main():
            async def use(coroutine):
                return await coroutine
            shared = fetch("x")
            return await asyncio.gather(use(shared), use(shared))
    """),
    ("heap-tie", 6, """
        import heapq
        from services import fetch
        async def main():
            heap, jobs = [], [fetch("x"), fetch("y")]
            for job in jobs: heapq.heappush(heap, (1, job))
    """),
    ("unhandled-error", 4, """
        from services import fetch
        async def main():
            fetch("x").send(1)
    """),
]  # fmt: skip


@pytest.mark.parametrize(("name", "line", "source"), RAISES)
def test_what_is_raised(play_source: PlaySource, name: str, line: int, source: str) -> None:
    evidence = play_source(source)
    assert evidence.end == "raised"
    assert named(evidence, source, RAISED) == (name, line)


HANDED_ON = [
    ("never-awaited", 5, """
        import asyncio
        from services import fetch
        async def main():
            return str(await asyncio.to_thread(fetch, "x"))
    """),
    ("never-awaited", 4, """
        from services import fetch
        async def main():
            return await fetch(fetch("x"))
    """),
    ("task-not-awaited", 6, """
        import asyncio
        from services import fetch
        async def main():
            task = asyncio.create_task(fetch("x"))
            answer = await fetch(task)
            await task
            return answer
    """),
]  # fmt: skip


@pytest.mark.parametrize(("name", "line", "source"), HANDED_ON)
def test_what_was_handed_on_without_an_await(play_source: PlaySource, name: str, line: int, source: str) -> None:
    evidence = play_source(source)
    assert evidence.end == "returned"
    assert named(evidence, source, WRONG) == (name, line)


IN_TURN = [
    # The line that awaits, though the call itself is made in a thread of the pool.
    (6, """
        import asyncio
        from services import fetch_blocking
        async def main():
            await asyncio.to_thread(fetch_blocking, "x")
            await asyncio.to_thread(fetch_blocking, "y")
    """),
    # Pauses between questions are no polling, and the loop over the names is what makes them wait.
    (9, """
        import asyncio
        from services import fetch
        async def follow(name):
            while len(name) < 20:
                await asyncio.sleep(0.5)
                name = await fetch(name)
        async def main():
            return [await follow(name) for name in ("x", "y")]
    """),
    # What a `for` goes through is not what it repeats.
    (6, """
        from services import fetch
        async def rate(name):
            for letter in await fetch(name):
                letter.upper()
        async def main(): return {name: await rate(name) for name in ("x", "y")}
    """),
]  # fmt: skip


@pytest.mark.parametrize(("line", "source"), IN_TURN)
def test_the_line_that_makes_calls_wait_for_each_other(play_source: PlaySource, line: int, source: str) -> None:
    assert named(play_source(source), source, LATE) == ("sequential-awaits", line)


def test_values_under_the_wrong_names_are_in_the_wrong_order(play_source: PlaySource) -> None:
    source = """
        from services import fetch
        async def main():
            await fetch("x")
            return {"first": 2, "second": 1}
    """
    evidence = play_source(source)
    unmet = Unmet(About.RESULT, "", values=(evidence.result, {"first": 1, "second": 2}))
    assert named(evidence, source, unmet)[0] == "wrong-order"


def test_a_loop_of_a_route_in_a_thread_is_shown_with_its_line(play_source: PlaySource) -> None:
    source = """
        import asyncio
        from services import fetch
        def route():
            return asyncio.run(fetch("x"))
        def main():
            return route()
    """
    evidence = play_source(source, sync=True)
    assert named(evidence, source, Unmet(About.EXTRA_LOOP, "")) == ("extra-loop", 5)


def test_a_check_can_point_at_the_line_of_a_call(play_source: PlaySource) -> None:
    source = """
        from services import fetch
        async def main():
            return await fetch("x")
    """
    evidence = play_source(source)
    match = Match(evidence, World("seed", {}, Clock(SECOND)), "main()", {})
    with pytest.raises(Unmet) as unmet:
        match.expect(False, "Too late.", mistake="needless-wait", at=match.calls("fetch")[0].at)
    assert named(evidence, source, unmet.value) == ("needless-wait", 4)


def test_a_latency_can_depend_on_the_arguments() -> None:
    services = {"fetch": Service("fetch", lambda call, name: name, lambda name: 2.0 if name == "far" else 0.5, False)}
    match = Match(Evidence(), World("seed", services, Clock(SECOND)), "", {})
    assert (match.latency("fetch", "far"), match.latency("fetch", "near")) == (2.0, 0.5)


def test_sleeping_for_the_rest_gets_there(play_source: PlaySource) -> None:
    """`due - time.monotonic()` may be less than a nanosecond; to sleep so long must not mean to stand still."""
    evidence = play_source(
        """
        import time
        def main():
            for step in range(1, 200):
                due = time.monotonic() + step / 997
                while (rest := due - time.monotonic()) > 0:
                    time.sleep(rest)
        """,
        sync=True,
    )
    assert evidence.end == "returned"
    assert evidence.polling == []
    assert evidence.seconds == pytest.approx(sum(range(1, 200)) / 997, abs=1e-6)


def test_polling_without_end_is_blamed_on_the_line_that_asks(play_source: PlaySource) -> None:
    source = """
        import asyncio

        ready = False


        async def main():
            while not ready:
                await asyncio.sleep(0)
    """
    evidence = play_source(source)
    assert evidence.end == "polling"
    mistake = diagnose(evidence, None, {"kata.py": textwrap.dedent(source)})
    assert mistake is not None
    assert (mistake.name, mistake.line) == ("polling", 9)


@pytest.mark.parametrize(
    ("asked", "waited", "end"),
    [(True, LIMITS.silences_seconds, "polling"), (True, LIMITS.silent_seconds, "silent"), (False, 99.0, "silent")],
)
def test_short_silences_of_whoever_asks_and_asks_are_no_long_one(asked: bool, waited: float, end: str) -> None:
    """On a busy machine each question takes its time, and all of them together as long as a player may be silent."""

    class Sleeper:
        kept_us_waiting = waited

        def where(self) -> tuple[bool, str]:
            return True, ""

    talk = _Talk(World("seed", {}, Clock(SECOND)), LIMITS, "")
    if asked:
        talk.evidence.polling.append(Seen(0.0, "polling", ("kata.py", 9)))
    _silent(talk, cast(Player, Sleeper()))
    assert talk.evidence.end == end


def test_a_guess_is_named_beside_an_expression_that_is_nested_by_the_thousand(play_source: PlaySource) -> None:
    source = f"""
        import asyncio
        from services import fetch

        async def main():
            deep = {"-" * 2000}1
            task = asyncio.create_task(fetch("a"))
            await asyncio.sleep(0.5)
            return task.result()
        """
    assert named(play_source(source), source, RAISED) == ("guessed-wait", 7)
