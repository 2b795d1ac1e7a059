"""Simulated time agrees with what the same program would take in real life, threads and all."""

from __future__ import annotations

import pytest

from grader.judge.world import peak
from tests.conftest import PlaySource

HEAD = """
import asyncio, concurrent.futures, queue, threading, time
from time import sleep as early_bound
from services import fetch, fetch_blocking, never, tokens
NAMES = ["a", "b", "c", "d"]
"""

# What main does, its simulated seconds, the peak of services in flight, and whether the loop was blocked.
PROGRAMS = [
    ("[await fetch(n) for n in NAMES]", 4.0, 1, False),
    ("await asyncio.gather(*map(fetch, NAMES))", 1.0, 4, False),
    ("await asyncio.gather(*(fetch(n) for n in range(100)))", 1.0, 100, False),
    ("await asyncio.sleep(3600)", 3600.0, 0, False),
    ("await asyncio.gather(*(nap() for _ in NAMES))", 4.0, 0, True),
    ("await asyncio.gather(*(blocked(n) for n in NAMES))", 4.0, 1, True),
    ("await asyncio.gather(*(asyncio.to_thread(time.sleep, 1) for _ in NAMES))", 1.0, 0, False),
    ("[await asyncio.to_thread(time.sleep, 1) for _ in NAMES]", 4.0, 0, False),
    ("await asyncio.gather(*(asyncio.to_thread(fetch_blocking, n) for n in NAMES))", 1.0, 4, False),
    ("await asyncio.gather(fetch('x'), asyncio.to_thread(time.sleep, 2), asyncio.sleep(1.5))", 2.0, 1, False),
    ("await pool_of_two()", 3.0, 2, False),
    ("await timed_out()", 0.5, 1, False),
    ("concurrent.futures.ThreadPoolExecutor(1).submit(fetch_blocking, 'x').result()", 1.0, 1, True),
    ("await through_a_queue()", 2.0, 0, False),
    ("locked_twice()", 2.0, 0, True),
    ("[t async for t in tokens('x')]", 3.0, 1, False),
    ("await asyncio.wait_for(threads_and_events(), 10)", 1.0, 0, False),
    ("await asyncio.to_thread(join_a_timer)", 1.5, 0, False),
]

HELPERS = """
async def nap():
    early_bound(1)

async def blocked(n):
    return fetch_blocking(n)

async def pool_of_two():
    loop = asyncio.get_running_loop()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return await asyncio.gather(*(loop.run_in_executor(pool, fetch_blocking, n) for n in range(6)))

async def timed_out():
    try:
        async with asyncio.timeout(0.5):
            await fetch("slow")
    except TimeoutError:
        return "late"

async def through_a_queue():
    items = queue.Queue()
    def producer():
        for n in range(2):
            time.sleep(1)
            items.put(n)
    thread = threading.Thread(target=producer)
    thread.start()
    return [await asyncio.to_thread(items.get) for _ in range(2)]

def locked_twice():
    lock = threading.Lock()
    def hold():
        with lock:
            time.sleep(2)
    thread = threading.Thread(target=hold)
    thread.start()
    early_bound(0)
    with lock:
        return "mine"

async def threads_and_events():
    loop, event = asyncio.get_running_loop(), asyncio.Event()
    threading.Timer(1, loop.call_soon_threadsafe, [event.set]).start()
    await event.wait()

def join_a_timer():
    timer = threading.Timer(1.5, int)
    timer.start()
    timer.join()
"""


@pytest.mark.parametrize(("body", "seconds", "together", "blocked"), PROGRAMS)
@pytest.mark.parametrize("cpus", [4, 64])
def test_takes_what_it_takes_in_real_life(
    play_source: PlaySource, body: str, seconds: float, together: int, blocked: bool, cpus: int
) -> None:
    evidence = play_source(f"{HEAD}{HELPERS}\nasync def main():\n    return {body}\n", cpus=cpus)
    assert (evidence.end, evidence.error) == ("returned", None)
    assert evidence.seconds == seconds
    assert peak(evidence.calls) == together
    assert bool(evidence.blocked) == blocked


def test_a_blocked_loop_is_pinned_to_the_learners_line(play_source: PlaySource) -> None:
    evidence = play_source("""
        from time import sleep
        async def main():
            helper()
        def helper():
            sleep(1.5)
    """)
    [blocked] = evidence.blocked
    assert (blocked.start, blocked.end, blocked.at) == (0.0, 1.5, ("kata.py", 6))
    assert blocked.call == "time.sleep(1.5)"


def test_a_block_cannot_be_hidden_by_catching_everything(play_source: PlaySource) -> None:
    evidence = play_source("""
        import time
        async def main():
            try:
                time.sleep(1)
            except BaseException:
                pass
    """)
    assert len(evidence.blocked) == 1


@pytest.mark.parametrize(("cpus", "seconds"), [(1, 3.0), (2, 2.0), (4, 2.0), (8, 1.0), (64, 1.0)])
def test_the_default_pool_has_the_size_of_the_pretended_machine(
    play_source: PlaySource, cpus: int, seconds: float
) -> None:
    source = (
        f"{HEAD}\nasync def main():\n    await asyncio.gather(*(asyncio.to_thread(time.sleep, 1) for _ in range(12)))\n"
    )
    assert play_source(source, cpus=cpus).seconds == seconds


def test_clocks_agree_start_away_from_zero_and_follow_simulated_time(play_source: PlaySource) -> None:
    evidence = play_source("""
        import asyncio, time
        async def main():
            loop = asyncio.get_running_loop()
            clocks = [time.monotonic, time.time, time.perf_counter, loop.time]
            before = [clock() for clock in clocks] + [time.monotonic_ns()]
            await asyncio.sleep(2.5)
            after = [clock() for clock in clocks] + [time.monotonic_ns()]
            return [round(b - a, 6) for a, b in zip(before, after)], min(before) > 0
    """)
    assert evidence.result == ([2.5, 2.5, 2.5, 2.5, 2_500_000_239], True)


def test_a_busy_wait_ends_and_is_named(play_source: PlaySource) -> None:
    evidence = play_source("""
        import time
        async def main():
            end = time.monotonic() + 0.5
            while time.monotonic() < end:
                pass
    """)
    assert evidence.end == "returned"
    assert 0.5 <= evidence.seconds < 0.51
    assert [seen.at for seen in evidence.polling] == [("kata.py", 5)]


def test_polling_with_sleep_zero_ends_and_is_named(play_source: PlaySource) -> None:
    evidence = play_source("""
        import asyncio
        from services import fetch
        async def main():
            call = asyncio.create_task(fetch("x"))
            while not call.done():
                await asyncio.sleep(0)
    """)
    assert evidence.end == "returned"
    assert 1.0 <= evidence.seconds < 1.01
    assert [seen.at for seen in evidence.polling] == [("kata.py", 7)]


def test_a_deadlock_is_known_at_once_and_says_who_waits_where(play_source: PlaySource) -> None:
    evidence = play_source("""
        import asyncio
        async def main():
            await asyncio.gather(wait_for_ever(), asyncio.sleep(1))
        async def wait_for_ever():
            await asyncio.Event().wait()
    """)
    assert evidence.end == "deadlock"
    assert evidence.seconds == 1.0
    assert [(seen.what, seen.at) for seen in evidence.waiting] == [
        ("the caller|other tasks", ("kata.py", 4)),
        ("task wait_for_ever()|Event.wait()", ("kata.py", 6)),
    ]


def test_waiting_for_ones_own_loop_is_a_deadlock_on_that_line(play_source: PlaySource) -> None:
    evidence = play_source("""
        import asyncio
        async def main():
            loop = asyncio.get_running_loop()
            return asyncio.run_coroutine_threadsafe(asyncio.sleep(1), loop).result()
    """)
    assert evidence.end == "deadlock"
    assert ("kata.py", 5) in [seen.at for seen in evidence.waiting if seen.text]


def test_loops_are_counted_with_the_line_that_made_them(play_source: PlaySource) -> None:
    evidence = play_source(
        """
        import asyncio
        def main():
            return [asyncio.run(step()) for _ in range(2)]
        async def step():
            await asyncio.sleep(1)
        """,
        sync=True,
    )
    assert [loop.at for loop in evidence.learner_loops] == [("kata.py", 4)] * 2
    assert evidence.extra_loops == []
    assert evidence.seconds == 2.0


def test_a_private_loop_in_a_thread_of_the_pool_is_an_extra_one(play_source: PlaySource) -> None:
    evidence = play_source("""
        import asyncio
        async def main():
            await asyncio.gather(asyncio.to_thread(asyncio.run, asyncio.sleep(1)))
    """)
    assert len(evidence.extra_loops) == 1


def test_what_is_left_behind_is_seen(play_source: PlaySource) -> None:
    evidence = play_source("""
        import asyncio
        from services import fetch
        async def main():
            asyncio.create_task(fetch("audit"), name="audit")
            keep = asyncio.create_task(fails())
            fetch("dropped")
            await asyncio.sleep(0.1)
        async def fails():
            raise ValueError("nobody asks")
    """)
    assert [seen.at for seen in evidence.unowned + evidence.left_over] == [("kata.py", 5)]
    assert [(seen.what, seen.at) for seen in evidence.never_awaited] == [("fetch", ("kata.py", 7))]
    assert [str(seen.error) for seen in evidence.unread] == ["ValueError: nobody asks"]


def test_swallowed_cancellation_is_seen(play_source: PlaySource) -> None:
    evidence = play_source("""
        import asyncio
        async def main():
            worker = asyncio.create_task(work())
            await asyncio.sleep(0)
            worker.cancel()
            await worker
        async def work():
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                return "as if nothing had happened"
    """)
    assert [seen.what for seen in evidence.swallowed] == ["work"]


def test_a_worker_that_survives_every_cancellation_does_not_hang_the_judge(play_source: PlaySource) -> None:
    evidence = play_source("""
        import asyncio
        async def main():
            asyncio.create_task(work())
            await asyncio.sleep(1)
        async def work():
            while True:
                try:
                    await asyncio.sleep(1)
                except BaseException:
                    pass
    """)
    assert evidence.end == "returned"
    assert evidence.detail["never_closed"]
    assert len(evidence.left_over) == 1


def test_the_same_seed_gives_the_same_evidence(play_source: PlaySource) -> None:
    source = f"""{HEAD}
async def main():
    done, _ = await asyncio.wait([asyncio.create_task(fetch(n)) for n in range(20)])
    return [task.result() for task in done], {{hash(n) for n in NAMES}}, time.time()
"""
    plays = [play_source(source) for _ in range(5)]
    assert len({repr(evidence.result) for evidence in plays}) == 1
    assert repr(play_source(source, seed="another").result) != repr(plays[0].result)


def test_what_ran_on_import_is_no_part_of_the_answer(play_source: PlaySource) -> None:
    evidence = play_source("""
        import asyncio, time
        from services import fetch
        async def main():
            return await fetch("asked")
        asyncio.run(main())
        time.sleep(1)
    """)
    assert [call.start for call in evidence.calls] == [0.0]
    assert (evidence.seconds, evidence.blocked) == (1.0, [])


def test_equal_arguments_get_equal_answers_in_whichever_order_they_were_put_together(play_source: PlaySource) -> None:
    evidence = play_source("""
        from services import fetch
        async def main():
            one = await fetch({"a": 1, "b": {"c": 2, "d": 3}})
            other = await fetch({"b": {"d": 3, "c": 2}, "a": 1})
            return one.split()[-1] == other.split()[-1]
    """)
    assert evidence.result is True


def test_what_python_ignores_in_a_finalizer_shows_no_frame_of_ours(play_source: PlaySource) -> None:
    evidence = play_source("""
        async def main():
            stream = items()
            await anext(stream)
        async def items():
            try:
                yield 1
            finally:
                yield 2
    """)
    assert "grader" not in evidence.output
    assert "Traceback" not in evidence.output


def test_timers_that_are_due_at_one_instant_run_in_the_order_in_which_they_were_set(play_source: PlaySource) -> None:
    """In real life the later one is due a little later."""
    evidence = play_source("""
        import asyncio
        async def main():
            seen = []
            async def nap(number):
                try:
                    async with asyncio.timeout(0.5) if number % 3 else asyncio.timeout(None):
                        await asyncio.sleep(9 if number % 3 else 0.5)
                except TimeoutError:
                    pass
                seen.append(number)
            await asyncio.gather(*map(nap, range(20)))
            return seen
    """)
    assert evidence.result == list(range(20))


def test_a_call_of_a_service_reads_as_one_wherever_python_shows_it(play_source: PlaySource) -> None:
    evidence = play_source("""
        import asyncio, io, traceback
        from services import fetch, fetch_blocking, tokens
        async def main():
            call, told = asyncio.create_task(fetch("x")), io.StringIO()
            async def stream():
                async for item in tokens("broken"):
                    pass
            streaming = asyncio.create_task(stream())
            await asyncio.sleep(0.5)
            seen = [repr(call), fetch.__code__.co_name, fetch_blocking.__code__.co_filename]
            call.print_stack(file=told)
            await call
            for service in fetch, asyncio.to_thread:
                try:
                    await service(*([fetch_blocking] if service is not fetch else []), "broken")
                except LookupError:
                    told.write(traceback.format_exc())
            return [*seen, repr(call), told.getvalue()]
    """)
    assert evidence.error is None
    running, name, file, done, told = evidence.result
    assert "coro=<fetch() running at services.py:4>" in running
    assert (name, file) == ("fetch", "services.py")
    assert "coro=<fetch() done, defined at services.py:4>" in done
    assert 'File "services.py", line 4, in fetch' in told
    assert 'File "services.py", line 8, in fetch_blocking' in told
    assert "witness.py" not in told


def test_a_loop_may_have_a_time_of_its_own(play_source: PlaySource) -> None:
    evidence = play_source(
        """
        import asyncio, time
        class Fast(asyncio.SelectorEventLoop):
            now = 0.0
            def time(self):
                return self.now
            def _run_once(self):
                if self._scheduled and not self._ready:
                    self.now = self._scheduled[0].when()
                super()._run_once()
        def main():
            time.sleep(0.0123)
            loop = Fast()
            loop.run_until_complete(asyncio.wait_for(asyncio.sleep(100), 200))
            loop.close()
            return loop.now
        """,
        sync=True,
    )
    assert (evidence.end, evidence.result, evidence.seconds < 0.1) == ("returned", 100.0, True)
