"""Right and wrong answers to no_stopwatch. docs/for-authors.md says how to read a cell."""

# %% right a_queue_of_calls
del PATIENCE, T, soon, Airlines


MORE = [*AIRLINES, "Heron", "Kite", "Dodo"]


async def within(awaitable):
    """Nothing that goes well takes so long."""
    async with asyncio.timeout(20):
        return await awaitable


async def check_together(quotes):
    calls = asyncio.Queue()

    async def ask(name):
        reply = asyncio.get_running_loop().create_future()
        calls.put_nowait((name, reply))
        return await reply

    task = asyncio.create_task(quotes(AIRLINES, ask))
    try:
        asked = [await within(calls.get()) for _ in AIRLINES]
        assert calls.empty()
        for name, reply in reversed(asked):
            reply.set_result(name.upper())
        assert await within(task) == [name.upper() for name in AIRLINES]
    finally:
        task.cancel()


async def check_three_at_a_time(quotes):
    calls = asyncio.Queue()

    async def ask(name):
        reply = asyncio.get_running_loop().create_future()
        calls.put_nowait((name, reply))
        return await reply

    def answer(name, reply):
        if name in ("Albatross", "Kite"):
            reply.set_exception(NoQuote(name))
        else:
            reply.set_result(name.upper())

    task = asyncio.create_task(quotes(MORE, ask))
    try:
        asked = [await within(calls.get()) for _ in range(3)]
        for _ in MORE[3:]:
            assert calls.empty()
            answer(*asked.pop(1))
            asked.append(await within(calls.get()))
        for call in asked:
            answer(*call)
        expected = [None if name in ("Albatross", "Kite") else name.upper() for name in MORE]
        assert await within(task) == expected
    finally:
        task.cancel()


async def check_stop(quotes):
    here = set()
    complete = asyncio.Event()

    async def ask(name):
        here.add(name)
        if len(here) == len(AIRLINES):
            complete.set()
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(10):
                await asyncio.sleep(0)
            here.remove(name)

    task = asyncio.create_task(quotes(AIRLINES, ask))
    await within(complete.wait())
    task.cancel()
    await asyncio.wait([task], timeout=20)
    assert not here
    assert task.cancelled()


# %% right barriers_and_conditions
del PATIENCE, T, soon, Airlines


LONG = 30


async def check_together(quotes):
    all_here = asyncio.Barrier(4)
    answered = {name: asyncio.Event() for name in AIRLINES}

    async def ask(name):
        await all_here.wait()
        later = AIRLINES[AIRLINES.index(name) + 1 :]
        if later:
            await answered[later[0]].wait()
        answered[name].set()
        return f"{name}: 100"

    try:
        async with asyncio.timeout(LONG):
            answer = await quotes(AIRLINES, ask)
    except TimeoutError:
        raise AssertionError("They are not asked together, each once.") from None
    assert answer == [f"{name}: 100" for name in AIRLINES]


class Counter:
    def __init__(self):
        self.flying = {}
        self.most = 0
        self.changed = asyncio.Condition()
        self.left = asyncio.Semaphore(0)

    async def ask(self, name):
        answer = asyncio.Event()
        async with self.changed:
            self.flying[name] = answer
            self.most = max(self.most, len(self.flying))
            self.changed.notify_all()
        try:
            await answer.wait()
        finally:
            del self.flying[name]
            self.left.release()
        if name == "Albatross":
            raise NoQuote
        return name.lower()

    async def see(self, count):
        """The first so many that are in flight together, the oldest first."""
        async with self.changed:
            await self.changed.wait_for(lambda: len(self.flying) >= count)
            return list(self.flying.values())


async def check_three_at_a_time(quotes):
    counter = Counter()
    names = [*AIRLINES, "Heron", "Kite"]
    async with asyncio.TaskGroup() as group, asyncio.timeout(LONG):
        task = group.create_task(quotes(names, counter.ask))
        for left in range(len(names), 0, -1):
            flying = await counter.see(min(3, left))
            flying[0].set()
            await counter.left.acquire()
        answer = await task
    assert counter.most == 3
    assert answer == [None if name == "Albatross" else name.lower() for name in names]


async def check_stop(quotes):
    asked, cancelled, gone = asyncio.Semaphore(0), asyncio.Semaphore(0), asyncio.Semaphore(0)
    cleaned_up = 0

    async def ask(name):
        nonlocal cleaned_up
        asked.release()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            cancelled.release()
            await gone.acquire()
            cleaned_up += 1

    task = asyncio.create_task(quotes(AIRLINES, ask))
    try:
        async with asyncio.timeout(LONG):
            for _ in AIRLINES:
                await asked.acquire()
            task.cancel()
            for _ in AIRLINES:
                await cancelled.acquire()
            assert not task.done()
    finally:
        for _ in AIRLINES:
            gone.release()
    try:
        await task
    except asyncio.CancelledError:
        assert cleaned_up == len(AIRLINES)
    else:
        raise AssertionError("It was cancelled, and it says that it was not.")


# %% right clean_ups_of_different_length
async def check_stop(quotes: Quotes) -> None:
    """3. Each clean-up takes longer than the one before it."""
    here: list[str] = []
    complete = asyncio.Event()

    async def ask(name: str) -> str:
        here.append(name)
        if len(here) == len(AIRLINES):
            complete.set()
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(10 * AIRLINES.index(name)):
                await asyncio.sleep(0)
            here.remove(name)
        return name

    task = asyncio.create_task(quotes(AIRLINES, ask))
    await soon(complete.wait(), "Not all are asked.")
    task.cancel()
    await soon(asyncio.wait([task]), "It was cancelled, and goes on.")
    assert task.cancelled(), "It was cancelled, and does not say so."
    assert not here, f"It has ended, and these are cleaning up: {here}."


# %% wrong a_few_turns_of_the_loop: part 1, check-too-strict
# Ten turns of the loop are enough for anybody to be asked.
async def check_together(quotes):
    asked = []
    may_answer = asyncio.Event()

    async def ask(name):
        asked.append(name)
        await may_answer.wait()
        return name

    task = asyncio.create_task(quotes(AIRLINES, ask))
    for _ in range(10):
        await asyncio.sleep(0)  # <- the fault
    together = len(asked)
    may_answer.set()
    assert await task == AIRLINES
    assert together == len(AIRLINES)


# %% wrong accepts_everything: part 1, check-too-weak
# A check that says nothing is right about whatever is right.
async def check_together(quotes):
    return  # <- the fault


# %% wrong answers_come_at_once: part 1, check-too-weak
# What counts is that all four were asked.
async def check_together(quotes):
    asked = []

    async def ask(name):
        asked.append(name)
        return name  # <- the fault

    assert await quotes(AIRLINES, ask) == AIRLINES
    assert sorted(asked) == sorted(AIRLINES)


# %% wrong answers_in_the_order_of_asking: part 1, check-too-weak
# Whoever is asked first answers first.
async def within(awaitable):
    """Nothing that goes well takes so long."""
    async with asyncio.timeout(20):
        return await awaitable


async def check_together(quotes):
    calls = asyncio.Queue()

    async def ask(name):
        reply = asyncio.get_running_loop().create_future()
        calls.put_nowait((name, reply))
        return await reply

    task = asyncio.create_task(quotes(AIRLINES, ask))
    try:
        asked = [await within(calls.get()) for _ in AIRLINES]
        assert calls.empty()
        for name, reply in asked:  # <- the fault
            reply.set_result(name.upper())
        assert await within(task) == [name.upper() for name in AIRLINES]
    finally:
        task.cancel()


# %% wrong calls_ask_with_run: part 1, nested-run
# A test is plain code, and runs a coroutine.
async def check_together(quotes):
    async def ask(name):
        return name

    assert asyncio.run(quotes(AIRLINES, ask)) == AIRLINES  # <- the fault


# %% wrong cancelled_error_gets_out: part 3, cancelled-work-raised
# An await at the end does no harm.
async def within(awaitable):
    """Nothing that goes well takes so long."""
    async with asyncio.timeout(20):
        return await awaitable


async def check_stop(quotes):
    here = set()
    complete = asyncio.Event()

    async def ask(name):
        here.add(name)
        if len(here) == len(AIRLINES):
            complete.set()
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(10):
                await asyncio.sleep(0)
            here.remove(name)

    task = asyncio.create_task(quotes(AIRLINES, ask))
    await within(complete.wait())
    task.cancel()
    await within(task)  # <- the fault
    assert not here


# %% wrong cancels_before_it_starts: part 3, check-too-weak
# A task that was made can be cancelled.
async def check_stop(quotes):
    here = set()
    complete = asyncio.Event()

    async def ask(name):
        here.add(name)
        if len(here) == len(AIRLINES):
            complete.set()
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(10):
                await asyncio.sleep(0)
            here.remove(name)

    task = asyncio.create_task(quotes(AIRLINES, ask))
    task.cancel()  # <- the fault
    await asyncio.wait([task], timeout=20)
    assert not here
    assert task.cancelled()


# %% wrong clean_up_without_a_wait: part 3, check-too-weak
# What is cancelled is gone.
async def within(awaitable):
    """Nothing that goes well takes so long."""
    async with asyncio.timeout(20):
        return await awaitable


async def check_stop(quotes):
    here = set()
    complete = asyncio.Event()

    async def ask(name):
        here.add(name)
        if len(here) == len(AIRLINES):
            complete.set()
        try:
            await asyncio.Event().wait()
        finally:
            here.remove(name)  # <- the fault

    task = asyncio.create_task(quotes(AIRLINES, ask))
    await within(complete.wait())
    task.cancel()
    await asyncio.wait([task], timeout=20)
    assert not here
    assert task.cancelled()


# %% wrong demands_an_order_of_asking: part 1, check-too-strict
# The quotes come back in the order of `names`; that they are asked for in this order is promised nowhere.
async def check_together(quotes: Quotes) -> None:
    airlines = Airlines()
    async with airlines.asked_by(quotes(AIRLINES, airlines.ask)) as delivery:
        await airlines.more_asked(len(AIRLINES))
        assert [*airlines.replies] == AIRLINES, "They are asked in another order."  # <- the fault
        for name in reversed(AIRLINES):
            airlines.answer(name)
        answer = await soon(delivery, "All have answered, and it does not end.")
    assert answer == [f"quote of {name}" for name in AIRLINES], f"The quotes are wrong: {answer}."


# %% wrong does_not_ask_how_it_ended: part 3, check-too-weak
# It has ended, and that is what was asked for.
async def within(awaitable):
    """Nothing that goes well takes so long."""
    async with asyncio.timeout(20):
        return await awaitable


async def check_stop(quotes):
    here = set()
    complete = asyncio.Event()

    async def ask(name):
        here.add(name)
        if len(here) == len(AIRLINES):
            complete.set()
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(10):
                await asyncio.sleep(0)
            here.remove(name)

    task = asyncio.create_task(quotes(AIRLINES, ask))
    await within(complete.wait())
    task.cancel()
    await asyncio.wait([task], timeout=20)
    assert not here


# %% wrong does_not_look_for_more_calls: part 1, check-too-weak
# Four calls have come, so four it is.
async def within(awaitable):
    """Nothing that goes well takes so long."""
    async with asyncio.timeout(20):
        return await awaitable


async def check_together(quotes):
    calls = asyncio.Queue()

    async def ask(name):
        reply = asyncio.get_running_loop().create_future()
        calls.put_nowait((name, reply))
        return await reply

    task = asyncio.create_task(quotes(AIRLINES, ask))
    try:
        asked = [await within(calls.get()) for _ in AIRLINES]
        for name, reply in reversed(asked):
            reply.set_result(name.upper())
        if not calls.empty():  # <- the fault
            calls.get_nowait()[1].set_result("CONDOR")
        assert await within(task) == [name.upper() for name in AIRLINES]
    finally:
        task.cancel()


# %% wrong gives_it_some_turns: part 3, check-too-weak
# A few turns later everything has settled.
async def within(awaitable):
    """Nothing that goes well takes so long."""
    async with asyncio.timeout(20):
        return await awaitable


async def check_stop(quotes):
    here = set()
    complete = asyncio.Event()

    async def ask(name):
        here.add(name)
        if len(here) == len(AIRLINES):
            complete.set()
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(10):
                await asyncio.sleep(0)
            here.remove(name)

    task = asyncio.create_task(quotes(AIRLINES, ask))
    await within(complete.wait())
    task.cancel()
    await asyncio.wait([task], timeout=20)
    for _ in range(20):
        await asyncio.sleep(0)  # <- the fault
    assert not here
    assert task.cancelled()


# %% wrong looks_without_end: part 1, polling
# Turns of the loop cost no time, so it can look as long as it likes.
async def check_together(quotes):
    asked = []
    may_answer = asyncio.Event()

    async def ask(name):
        asked.append(name)
        await may_answer.wait()
        return name

    task = asyncio.create_task(quotes(AIRLINES, ask))
    while len(asked) < len(AIRLINES):
        await asyncio.sleep(0)  # <- the fault
    may_answer.set()
    assert await task == AIRLINES


# %% wrong no_end_is_waited_for: part 2, no-deadline
# Once all have been asked, it comes to its end.
MORE = [*AIRLINES, "Heron", "Kite", "Dodo"]


async def within(awaitable):
    """Nothing that goes well takes so long."""
    async with asyncio.timeout(20):
        return await awaitable


async def check_three_at_a_time(quotes):
    calls = asyncio.Queue()

    async def ask(name):
        reply = asyncio.get_running_loop().create_future()
        calls.put_nowait((name, reply))
        return await reply

    def answer(name, reply):
        if name in ("Albatross", "Kite"):
            reply.set_exception(NoQuote(name))
        else:
            reply.set_result(name.upper())

    task = asyncio.create_task(quotes(MORE, ask))
    try:
        asked = [await within(calls.get()) for _ in range(3)]
        for _ in MORE[3:]:
            assert calls.empty()
            answer(*asked.pop(1))
            asked.append(await calls.get())  # <- the fault
        for call in asked:
            answer(*call)
        expected = [None if name in ("Albatross", "Kite") else name.upper() for name in MORE]
        assert await task == expected  # <- the fault
    finally:
        task.cancel()


# %% wrong no_patience: part 1, check-too-strict
# One second is plenty for something that takes no time.
del PATIENCE, T, soon, Airlines


MORE = [*AIRLINES, "Heron", "Kite", "Dodo"]


async def within(awaitable):
    """Nothing that goes well takes so long."""
    async with asyncio.timeout(1):  # <- the fault
        return await awaitable


async def check_together(quotes):
    calls = asyncio.Queue()

    async def ask(name):
        reply = asyncio.get_running_loop().create_future()
        calls.put_nowait((name, reply))
        return await reply

    task = asyncio.create_task(quotes(AIRLINES, ask))
    try:
        asked = [await within(calls.get()) for _ in AIRLINES]
        assert calls.empty()
        for name, reply in reversed(asked):
            reply.set_result(name.upper())
        assert await within(task) == [name.upper() for name in AIRLINES]
    finally:
        task.cancel()


async def check_three_at_a_time(quotes):
    calls = asyncio.Queue()

    async def ask(name):
        reply = asyncio.get_running_loop().create_future()
        calls.put_nowait((name, reply))
        return await reply

    def answer(name, reply):
        if name in ("Albatross", "Kite"):
            reply.set_exception(NoQuote(name))
        else:
            reply.set_result(name.upper())

    task = asyncio.create_task(quotes(MORE, ask))
    try:
        asked = [await within(calls.get()) for _ in range(3)]
        for _ in MORE[3:]:
            assert calls.empty()
            answer(*asked.pop(1))
            asked.append(await within(calls.get()))
        for call in asked:
            answer(*call)
        expected = [None if name in ("Albatross", "Kite") else name.upper() for name in MORE]
        assert await within(task) == expected
    finally:
        task.cancel()


async def check_stop(quotes):
    here = set()
    complete = asyncio.Event()

    async def ask(name):
        here.add(name)
        if len(here) == len(AIRLINES):
            complete.set()
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(10):
                await asyncio.sleep(0)
            here.remove(name)

    task = asyncio.create_task(quotes(AIRLINES, ask))
    await within(complete.wait())
    task.cancel()
    await asyncio.wait([task], timeout=20)
    assert not here
    assert task.cancelled()


# %% wrong no_timeout: part 1, no-deadline
# What has to happen happens.
del PATIENCE, T, soon, Airlines


MORE = [*AIRLINES, "Heron", "Kite", "Dodo"]


async def within(awaitable):
    return await awaitable  # <- the fault


async def check_together(quotes):
    calls = asyncio.Queue()

    async def ask(name):
        reply = asyncio.get_running_loop().create_future()
        calls.put_nowait((name, reply))
        return await reply

    task = asyncio.create_task(quotes(AIRLINES, ask))
    try:
        asked = [await within(calls.get()) for _ in AIRLINES]
        assert calls.empty()
        for name, reply in reversed(asked):
            reply.set_result(name.upper())
        assert await within(task) == [name.upper() for name in AIRLINES]
    finally:
        task.cancel()


async def check_three_at_a_time(quotes):
    calls = asyncio.Queue()

    async def ask(name):
        reply = asyncio.get_running_loop().create_future()
        calls.put_nowait((name, reply))
        return await reply

    def answer(name, reply):
        if name in ("Albatross", "Kite"):
            reply.set_exception(NoQuote(name))
        else:
            reply.set_result(name.upper())

    task = asyncio.create_task(quotes(MORE, ask))
    try:
        asked = [await within(calls.get()) for _ in range(3)]
        for _ in MORE[3:]:
            assert calls.empty()
            answer(*asked.pop(1))
            asked.append(await within(calls.get()))
        for call in asked:
            answer(*call)
        expected = [None if name in ("Albatross", "Kite") else name.upper() for name in MORE]
        assert await within(task) == expected
    finally:
        task.cancel()


async def check_stop(quotes):
    here = set()
    complete = asyncio.Event()

    async def ask(name):
        here.add(name)
        if len(here) == len(AIRLINES):
            complete.set()
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(10):
                await asyncio.sleep(0)
            here.remove(name)

    task = asyncio.create_task(quotes(AIRLINES, ask))
    await within(complete.wait())
    task.cancel()
    await asyncio.wait([task], timeout=20)
    assert not here
    assert task.cancelled()


# %% wrong nobody_fails: part 2, check-too-weak
# Three at a time is the subject, and errors are another.
MORE = [*AIRLINES, "Heron", "Kite", "Dodo"]


async def within(awaitable):
    """Nothing that goes well takes so long."""
    async with asyncio.timeout(20):
        return await awaitable


async def check_three_at_a_time(quotes):
    calls = asyncio.Queue()

    async def ask(name):
        reply = asyncio.get_running_loop().create_future()
        calls.put_nowait((name, reply))
        return await reply

    def answer(name, reply):
        if name in ():  # <- the fault
            reply.set_exception(NoQuote(name))
        else:
            reply.set_result(name.upper())

    task = asyncio.create_task(quotes(MORE, ask))
    try:
        asked = [await within(calls.get()) for _ in range(3)]
        for _ in MORE[3:]:
            assert calls.empty()
            answer(*asked.pop(1))
            asked.append(await within(calls.get()))
        for call in asked:
            answer(*call)
        expected = [None if name in () else name.upper() for name in MORE]  # <- the fault
        assert await within(task) == expected
    finally:
        task.cancel()


# %% wrong not_awaited: part 1, never-awaited
# A delivery that is called runs.
async def check_together(quotes):
    async def ask(name):
        return name

    assert quotes(AIRLINES, ask)  # <- the fault


# %% wrong only_how_it_ended: part 3, check-too-weak
# A task that was cancelled has cancelled everything below it.
async def within(awaitable):
    """Nothing that goes well takes so long."""
    async with asyncio.timeout(20):
        return await awaitable


async def check_stop(quotes):
    here = set()
    complete = asyncio.Event()

    async def ask(name):
        here.add(name)
        if len(here) == len(AIRLINES):
            complete.set()
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(10):
                await asyncio.sleep(0)
            here.remove(name)

    task = asyncio.create_task(quotes(AIRLINES, ask))
    await within(complete.wait())
    task.cancel()
    await asyncio.wait([task], timeout=20)
    assert task.cancelled()


# %% wrong only_never_more_than_three: part 2, check-too-weak
# The promise is: never more than three.
MORE = [*AIRLINES, "Heron", "Kite", "Dodo"]


async def check_three_at_a_time(quotes):
    flying = most = 0

    async def ask(name):
        nonlocal flying, most
        flying += 1
        most = max(most, flying)
        await asyncio.sleep(0)
        flying -= 1
        if name == "Swift":
            raise NoQuote
        return name

    answer = await quotes(MORE, ask)
    assert most <= 3  # <- the fault
    assert answer == [None if name == "Swift" else name for name in MORE]


# %% wrong refuses_everything: part 1, check-too-strict
# Better one too many than one too few.
async def check_together(quotes):
    raise AssertionError("That is not good enough.")  # <- the fault


# %% wrong refuses_when_the_first_is_done: part 2, check-too-strict
# When the first has answered, the fourth is asked, in this very turn.
MORE = [*AIRLINES, "Heron", "Kite", "Dodo"]


async def within(awaitable):
    """Nothing that goes well takes so long."""
    async with asyncio.timeout(20):
        return await awaitable


async def no_one():
    raise AssertionError("Nobody else was asked.")


async def check_three_at_a_time(quotes):
    calls = asyncio.Queue()

    async def ask(name):
        reply = asyncio.get_running_loop().create_future()
        calls.put_nowait((name, reply))
        return await reply

    def answer(name, reply):
        if name in ("Albatross", "Kite"):
            reply.set_exception(NoQuote(name))
        else:
            reply.set_result(name.upper())

    task = asyncio.create_task(quotes(MORE, ask))
    try:
        asked = [await within(calls.get()) for _ in range(3)]
        for _ in MORE[3:]:
            assert calls.empty()
            answer(*asked.pop(1))
            await asyncio.sleep(0)
            asked.append(calls.get_nowait() if not calls.empty() else await no_one())  # <- the fault
        for call in asked:
            answer(*call)
        expected = [None if name in ("Albatross", "Kite") else name.upper() for name in MORE]
        assert await within(task) == expected
    finally:
        task.cancel()


# %% wrong sleeps_for_the_clean_up: part 3, test-by-the-clock
# A clean-up takes a while, so it is given a while.
async def within(awaitable):
    """Nothing that goes well takes so long."""
    async with asyncio.timeout(20):
        return await awaitable


async def check_stop(quotes):
    here = set()
    complete = asyncio.Event()

    async def ask(name):
        here.add(name)
        if len(here) == len(AIRLINES):
            complete.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.5)  # <- the fault
            here.remove(name)

    task = asyncio.create_task(quotes(AIRLINES, ask))
    await within(complete.wait())
    task.cancel()
    await asyncio.wait([task], timeout=20)
    assert not here
    assert task.cancelled()


# %% wrong sleeps_then_looks: part 1, test-by-the-clock
# After a tenth of a second everybody must have been asked.
async def check_together(quotes):
    asked = []
    may_answer = asyncio.Event()

    async def ask(name):
        asked.append(name)
        await may_answer.wait()
        return name

    task = asyncio.create_task(quotes(AIRLINES, ask))
    await asyncio.sleep(0.1)  # <- the fault
    together = len(asked)
    may_answer.set()
    assert await task == AIRLINES
    assert together == len(AIRLINES)


# %% wrong sorts_before_it_compares: part 1, check-too-weak
# The four quotes are what counts.
async def within(awaitable):
    """Nothing that goes well takes so long."""
    async with asyncio.timeout(20):
        return await awaitable


async def check_together(quotes):
    calls = asyncio.Queue()

    async def ask(name):
        reply = asyncio.get_running_loop().create_future()
        calls.put_nowait((name, reply))
        return await reply

    task = asyncio.create_task(quotes(AIRLINES, ask))
    try:
        asked = [await within(calls.get()) for _ in AIRLINES]
        assert calls.empty()
        for name, reply in reversed(asked):
            reply.set_result(name.upper())
        assert sorted(await within(task)) == sorted(name.upper() for name in AIRLINES)  # <- the fault
    finally:
        task.cancel()


# %% wrong started_and_left: part 1, task-leaked
# It has been started, and nothing was raised.
async def within(awaitable):
    """Nothing that goes well takes so long."""
    async with asyncio.timeout(20):
        return await awaitable


async def check_together(quotes):
    all_asked = asyncio.Barrier(len(AIRLINES) + 1)

    async def ask(name):
        await all_asked.wait()
        return await asyncio.Future()

    task = asyncio.create_task(quotes(AIRLINES, ask))  # <- the fault
    await within(all_asked.wait())


# %% wrong stopwatch_for_the_groups: part 2, test-by-the-clock
# Seven calls by three take three rounds.
MORE = [*AIRLINES, "Heron", "Kite", "Dodo"]


async def check_three_at_a_time(quotes):
    async def ask(name):
        await asyncio.sleep(1)
        return name

    begun = asyncio.get_running_loop().time()
    await quotes(MORE, ask)
    assert 2.5 < asyncio.get_running_loop().time() - begun < 3.5  # <- the fault


# %% wrong stopwatch_with_room: part 1, test-by-the-clock
# With room to spare a stopwatch is fair.
async def check_together(quotes):
    async def ask(name):
        await asyncio.sleep(1)
        return name

    begun = asyncio.get_running_loop().time()
    answer = await quotes(AIRLINES, ask)
    assert asyncio.get_running_loop().time() - begun < 2  # <- the fault
    assert answer == AIRLINES


# %% wrong the_failure_comes_last: part 2, check-too-weak
# One that fails is enough, wherever it stands.
MORE = [*AIRLINES, "Heron", "Kite", "Dodo"]


async def within(awaitable):
    """Nothing that goes well takes so long."""
    async with asyncio.timeout(20):
        return await awaitable


async def check_three_at_a_time(quotes):
    calls = asyncio.Queue()

    async def ask(name):
        reply = asyncio.get_running_loop().create_future()
        calls.put_nowait((name, reply))
        return await reply

    def answer(name, reply):
        if name == "Dodo":  # <- the fault
            reply.set_exception(NoQuote(name))
        else:
            reply.set_result(name.upper())

    task = asyncio.create_task(quotes(MORE, ask))
    try:
        asked = [await within(calls.get()) for _ in range(3)]
        for _ in MORE[3:]:
            assert calls.empty()
            answer(*asked.pop(1))
            asked.append(await within(calls.get()))
        for call in asked:
            answer(*call)
        expected = [None if name == "Dodo" else name.upper() for name in MORE]  # <- the fault
        assert await within(task) == expected
    finally:
        task.cancel()


# %% wrong three_and_again_three: part 2, check-too-weak
# Three were in flight, so three at a time it is.
MORE = [*AIRLINES, "Heron", "Kite", "Dodo"]


async def check_three_at_a_time(quotes):
    flying = most = 0

    async def ask(name):
        nonlocal flying, most
        flying += 1
        most = max(most, flying)
        await asyncio.sleep(0)
        flying -= 1
        if name == "Swift":
            raise NoQuote
        return name

    answer = await quotes(MORE, ask)
    assert most == 3  # <- the fault
    assert answer == [None if name == "Swift" else name for name in MORE]


# %% wrong two_are_together: part 1, check-too-weak
# Two in flight together show that it overlaps.
async def within(awaitable):
    """Nothing that goes well takes so long."""
    async with asyncio.timeout(20):
        return await awaitable


async def check_together(quotes):
    two = asyncio.Barrier(2)  # <- the fault
    asked = []

    async def ask(name):
        asked.append(name)
        await two.wait()
        for _ in AIRLINES[AIRLINES.index(name) :]:
            await asyncio.sleep(0)
        return name

    assert await within(quotes(AIRLINES, ask)) == AIRLINES
    assert sorted(asked) == sorted(AIRLINES)


# %% wrong goes_on_after_a_refusal: part 1, task-unowned
# A test that fails ends there, and its loop is closed anyway.
class Airlines:  # only what differs
    @asynccontextmanager
    async def asked_by(self, delivery: Coroutine[Any, Any, T]) -> AsyncIterator[asyncio.Task[T]]:
        task = asyncio.create_task(delivery)
        yield task  # <- the fault
