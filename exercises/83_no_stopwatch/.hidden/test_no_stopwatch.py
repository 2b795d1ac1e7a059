"""Hidden checks: the learner's checks are given deliveries that keep the promise, and deliveries that break it."""

import asyncio

from grader.judge import check, scenario, service

HUNG = 3_600  # simulated seconds: what has not decided by then never will


@service(latency=(5.2, 9.9))
def load_list(call):
    return call.number(3, 90)


# Each scenario has its deliveries; the judge says which one is played. All of them are called `quotes`.


@scenario
async def together(kata, note, services, names, hung):
    async def by_gather(names, ask):
        return await asyncio.gather(*[ask(name) for name in names])

    async def by_group(names, ask):
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(ask(name)) for name in names]
        return [task.result() for task in tasks]

    async def asks_the_last_first(names, ask):
        tasks = [asyncio.create_task(ask(name)) for name in reversed(names)]
        return [await task for task in reversed(tasks)]

    async def loads_first(names, ask):
        await services.load_list()
        return await by_gather(names, ask)

    async def starts_slowly(names, ask):
        tasks = []
        for name in names:
            tasks.append(asyncio.create_task(ask(name)))
            await asyncio.sleep(0.7)
        return await asyncio.gather(*tasks)

    async def in_turn(names, ask):
        return [await ask(name) for name in names]

    async def two_at_a_time(names, ask):
        pairs = [names[start : start + 2] for start in range(0, len(names), 2)]
        return [quote for pair in pairs for quote in await by_gather(pair, ask)]

    async def first_alone(names, ask):
        return [await ask(names[0]), *await by_gather(names[1:], ask)]

    async def as_they_come(names, ask):
        tasks = [asyncio.create_task(ask(name)) for name in names]
        return [await quote for quote in asyncio.as_completed(tasks)]

    async def asks_twice(names, ask):
        return (await by_gather([*names, names[0]], ask))[:-1]

    async def leaves_one_out(names, ask):
        return [*await by_gather(names[:-1], ask), f"quote of {names[-1]}"]

    async def drops_the_last(names, ask):
        return (await by_gather(names, ask))[:-1]

    made = [by_gather, by_group, asks_the_last_first, loads_first, starts_slowly, in_turn, two_at_a_time, first_alone,
            as_they_come, asks_twice, leaves_one_out, drops_the_last]  # fmt: skip
    deliveries = {one.__name__: one for one in made}
    for one in made:
        one.__name__ = one.__qualname__ = "quotes"
    for name in names:
        patience = asyncio.timeout(hung)
        try:
            async with patience:
                await kata.check_together(deliveries[name])
            note("accepted", name)
        except Exception:
            if patience.expired():
                note("hung", name)
            elif len(names) == 1:
                raise
            else:
                note("refused", name)
        note("decided", name)


@scenario
async def three_at_a_time(kata, note, services, names, hung):
    async def quote_or_none(name, ask):
        try:
            return await ask(name)
        except services.NoQuote:
            return None

    def limited(limit):
        async def quotes(names, ask):
            places = asyncio.Semaphore(limit)

            async def one(name):
                async with places:
                    return await quote_or_none(name, ask)

            return await asyncio.gather(*[one(name) for name in names])

        return quotes

    async def by_workers(names, ask):
        found = {}
        left = iter(enumerate(names))

        async def worker():
            for place, name in left:
                found[place] = await quote_or_none(name, ask)

        async with asyncio.TaskGroup() as group:
            for _ in range(3):
                group.create_task(worker())
        return [found[place] for place in range(len(names))]

    async def loads_first(names, ask):
        await services.load_list()
        return await by_workers(names, ask)

    async def no_limit(names, ask):
        return await asyncio.gather(*[quote_or_none(name, ask) for name in names])

    async def a_gate_for_each(names, ask):
        async def one(name):
            async with asyncio.Semaphore(3):
                return await quote_or_none(name, ask)

        return await asyncio.gather(*[one(name) for name in names])

    async def batches(names, ask):
        found = []
        for start in range(0, len(names), 3):
            found += await no_limit(names[start : start + 3], ask)
        return found

    async def place_lost(names, ask):
        places = asyncio.Semaphore(3)

        async def one(name):
            await places.acquire()
            try:
                quote = await ask(name)
            except services.NoQuote:
                return None
            places.release()
            return quote

        return await asyncio.gather(*[one(name) for name in names])

    async def error_escapes(names, ask):
        places = asyncio.Semaphore(3)

        async def one(name):
            async with places:
                return await ask(name)

        return await asyncio.gather(*[one(name) for name in names])

    async def error_as_quote(names, ask):
        places = asyncio.Semaphore(3)

        async def one(name):
            async with places:
                return await ask(name)

        return await asyncio.gather(*[one(name) for name in names], return_exceptions=True)

    async def leaves_failures_out(names, ask):
        return [quote for quote in await by_workers(names, ask) if quote is not None]

    deliveries = {
        "by_semaphore": limited(3), "by_workers": by_workers, "loads_first": loads_first, "no_limit": no_limit,
        "a_gate_for_each": a_gate_for_each, "four": limited(4), "one": limited(1), "two": limited(2),
        "batches": batches, "place_lost": place_lost, "error_escapes": error_escapes,
        "error_as_quote": error_as_quote, "leaves_failures_out": leaves_failures_out,
    }  # fmt: skip
    for one in deliveries.values():
        one.__name__ = one.__qualname__ = "quotes"
    for name in names:
        patience = asyncio.timeout(hung)
        try:
            async with patience:
                await kata.check_three_at_a_time(deliveries[name])
            note("accepted", name)
        except Exception:
            if patience.expired():
                note("hung", name)
            elif len(names) == 1:
                raise
            else:
                note("refused", name)
        note("decided", name)


@scenario
async def stop(kata, note, services, names, hung):
    async def by_group(names, ask):  # not gather: one that is cancelled ends with the first of its calls
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(ask(name)) for name in names]
        return [task.result() for task in tasks]

    async def by_hand(names, ask):
        tasks = [asyncio.create_task(ask(name)) for name in names]
        try:
            await asyncio.wait(tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
        return [task.result() for task in tasks]

    async def loads_first(names, ask):
        await services.load_list()
        return await by_hand(names, ask)

    async def leaves_them(names, ask):
        tasks = [asyncio.create_task(ask(name)) for name in names]
        await asyncio.wait(tasks)
        return [task.result() for task in tasks]

    async def shields_them(names, ask):
        return await asyncio.shield(by_group(names, ask))

    async def stops_the_first(names, ask):
        tasks = [asyncio.create_task(ask(name)) for name in names]
        return [await task for task in tasks]

    async def does_not_wait(names, ask):
        tasks = [asyncio.create_task(ask(name)) for name in names]
        try:
            await asyncio.wait(tasks)
        except asyncio.CancelledError:
            for task in tasks:
                task.cancel()
            raise
        return [task.result() for task in tasks]

    async def keeps_it_secret(names, ask):
        try:
            return await by_group(names, ask)
        except asyncio.CancelledError:
            return []

    async def tells_another_story(names, ask):
        try:
            return await by_group(names, ask)
        except asyncio.CancelledError:
            raise RuntimeError("the quotes are not complete") from None

    made = [by_group, by_hand, loads_first, leaves_them, shields_them, stops_the_first, does_not_wait,
            keeps_it_secret, tells_another_story]  # fmt: skip
    deliveries = {one.__name__: one for one in made}
    for one in made:
        one.__name__ = one.__qualname__ = "quotes"
    for name in names:
        patience = asyncio.timeout(hung)
        try:
            async with patience:
                await kata.check_stop(deliveries[name])
            note("accepted", name)
        except Exception:
            if patience.expired():
                note("hung", name)
            elif len(names) == 1:
                raise
            else:
                note("refused", name)
        note("decided", name)


CHECKS = {"check_together": together, "check_three_at_a_time": three_at_a_time, "check_stop": stop}


def decided(match, name, **deliveries):
    """The learner's check came to an end with each of these, whichever."""
    hung = [name for _, name in match.notes("hung")]
    for delivery in [name for name in deliveries if name in hung]:
        if match.error is not None:
            match.expect_error(match.error.type)
        match.expect(
            False,
            f"This delivery {deliveries[delivery]}, and {name} waits for ever: it neither accepts nor refuses.",
            mistake="no-deadline",
            function=name,
        )


async def must_accept(play, name, delivery, what):
    """This delivery keeps its promise."""
    match = await play(CHECKS[name], names=[delivery], hung=HUNG)
    decided(match, name, **{delivery: f"keeps its promise ({what})"})
    error = match.error
    if error is not None and any(kind in str(error) + str(error.inner) for kind in ("AssertionError", "TimeoutError")):
        match.expect_error(error.type)
        match.expect(
            False,
            f"This delivery keeps its promise ({what}), and {name} refuses it: {error}",
            mistake="check-too-strict",
            function=name,
            at=error.place,
        )
    match.expect_notes("accepted", [delivery])
    return match


async def must_accept_what_loads_first(play, name):
    match = await must_accept(play, name, "loads_first", "it loads its list first")
    match.expect(
        match.calls("load_list") and match.seconds >= match.latency("load_list"),
        f"This delivery loads its list first, and {name} accepted it before it had asked any airline.",
        mistake="check-too-weak",
        function=name,
    )
    match.expect_clean()


async def must_refuse(play, name, **deliveries):
    """Each of these deliveries breaks its promise."""
    match = await play(CHECKS[name], names=[*deliveries], hung=HUNG)
    decided(match, name, **deliveries)
    accepted = [name for _, name in match.notes("accepted")]
    for delivery in [name for name in deliveries if name in accepted]:
        match.expect(
            False,
            f"This delivery {deliveries[delivery]}, and {name} accepts it.",
            mistake="check-too-weak",
            function=name,
        )
    match.expect_notes("refused", [*deliveries])
    if len(deliveries) > 1 or match.error is None:  # who was never asked has not refused
        match.expect_notes("decided", [*deliveries])
    return match


def took_no_time(match, name):
    match.expect(
        match.seconds <= match.tolerance,
        f"This delivery answers at once when `ask` does, and {name} took {match.seconds:g} s (simulated).",
        mistake="test-by-the-clock",
        function=name,
    )


# ---- 1: together, and in order ---------------------------------------------------------------------


@check(part=1, title="a prompt delivery is accepted, and no time goes by")
async def test_a_prompt_one(play):
    match = await must_accept(play, "check_together", "by_gather", "it uses gather")
    took_no_time(match, "check_together")
    match.expect_clean()


@check(part=1, title="other ways to keep the promise are accepted")
async def test_other_right_ones(play):
    match = await must_accept(play, "check_together", "by_group", "it uses a TaskGroup")
    took_no_time(match, "check_together")
    match.expect_clean()
    await must_accept_what_loads_first(play, "check_together")
    await must_accept(play, "check_together", "asks_the_last_first", "it asks the last airline first")
    await must_accept(play, "check_together", "starts_slowly", "it takes 0.7 s between two calls of `ask`")


@check(part=1, title="a delivery that waits for an answer in between is refused")
async def test_not_together(play):
    await must_refuse(
        play,
        "check_together",
        in_turn="asks one airline after the other",
        two_at_a_time="asks two at a time",
        first_alone="asks the first airline alone, then the others together",
    )


@check(part=1, title="a delivery that is refused does not go on")
async def test_nothing_goes_on(play):
    match = await must_refuse(play, "check_together", in_turn="asks one after the other", first_alone="asks one first")
    match.expect_nothing_left()


@check(part=1, title="wrong quotes, and wrong questions, are refused")
async def test_wrong_quotes(play):
    await must_refuse(
        play,
        "check_together",
        drops_the_last="does not hand back the last quote",
        as_they_come="hands the quotes back in the order in which they came",
        asks_twice="asks the first airline twice",
        leaves_one_out="does not ask the last airline, and makes its quote up",
    )


# ---- 2: three at a time ----------------------------------------------------------------------------


@check(part=2, title="a prompt delivery is accepted, and no time goes by")
async def test_three_by_semaphore(play):
    match = await must_accept(play, "check_three_at_a_time", "by_semaphore", "it uses a semaphore")
    took_no_time(match, "check_three_at_a_time")
    match.expect_clean()


@check(part=2, title="other ways to keep the promise are accepted")
async def test_three_otherwise(play):
    match = await must_accept(play, "check_three_at_a_time", "by_workers", "three workers share the list")
    took_no_time(match, "check_three_at_a_time")
    match.expect_clean()
    await must_accept_what_loads_first(play, "check_three_at_a_time")


@check(part=2, title="more than three at a time are refused")
async def test_too_many(play):
    await must_refuse(
        play,
        "check_three_at_a_time",
        no_limit="has no limit at all",
        a_gate_for_each="makes a new semaphore for each airline, so that nothing is limited",
        four="asks four at a time",
    )


@check(part=2, title="fewer than three at a time are refused")
async def test_too_few(play):
    await must_refuse(
        play,
        "check_three_at_a_time",
        one="asks one at a time",
        two="asks two at a time",
        batches="asks three, and waits until all of them have answered before it asks the next",
    )


@check(part=2, title="a delivery that cannot cope with NoQuote is refused")
async def test_no_quote(play):
    await must_refuse(
        play,
        "check_three_at_a_time",
        error_escapes="lets NoQuote out",
        error_as_quote="puts the exception among the quotes",
        leaves_failures_out="hands back a shorter list if an airline has no quote",
        place_lost="loses a place whenever an airline raises NoQuote, and asks two at a time from then on",
    )


# ---- 3: it stops -----------------------------------------------------------------------------------


@check(part=3, title="a prompt delivery is accepted, and no time goes by")
async def test_stops(play):
    match = await must_accept(play, "check_stop", "by_group", "it uses a TaskGroup")
    took_no_time(match, "check_stop")
    match.expect_clean()


@check(part=3, title="other ways to keep the promise are accepted")
async def test_stops_otherwise(play):
    match = await must_accept(play, "check_stop", "by_hand", "it cancels its tasks, and awaits them")
    took_no_time(match, "check_stop")
    match.expect_clean()
    await must_accept_what_loads_first(play, "check_stop")


@check(part=3, title="a delivery that leaves a call running is refused")
async def test_leaves_work(play):
    await must_refuse(
        play,
        "check_stop",
        leaves_them="cancels no call",
        shields_them="shields them all",
        stops_the_first="cancels the first airline only",
        does_not_wait="cancels them all, and does not wait until they have cleaned up",
    )


@check(part=3, title="a delivery that hides its cancellation is refused")
async def test_keeps_it_secret(play):
    await must_refuse(
        play,
        "check_stop",
        keeps_it_secret="returns an empty list when it is cancelled",
        tells_another_story="raises a RuntimeError when it is cancelled",
    )
