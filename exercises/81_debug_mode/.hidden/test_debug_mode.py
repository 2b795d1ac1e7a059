"""Hidden checks: what the learner's tools say about evenings whose faults are known."""

import asyncio
import logging
import warnings
from pathlib import Path

from grader.judge import check, scenario, service

SERVICES = (Path(__file__).parent.parent / "services.py").read_text(encoding="utf-8").splitlines()


@service(latency=(0.3, 0.9))
def print_ticket(call, customer):
    return f"ticket {call.word} for {customer}"


@service(latency=(0.1, 0.3))
def next_customer(call, number):
    return call.word


@scenario
def evenings(kata, note, services, faults, limit, times):
    async def main():
        office = services.BoxOffice()
        for number, fault in enumerate(faults):
            customer = await services.next_customer(number)
            if fault == "prints":
                await asyncio.create_task(office.print(customer), name=f"printer of {customer}")
            elif fault == "prints in a callback":
                asyncio.get_running_loop().call_soon(services.print_ticket, customer)
                await asyncio.sleep(0.05)
            elif fault == "jams":
                office.sales.add(asyncio.create_task(office.jam(customer), name=f"jam of {customer}"))
                await asyncio.sleep(0.05)
            elif fault == "jams, and is read":
                await asyncio.wait([jam := asyncio.create_task(office.jam(customer), name=f"jam of {customer}")])
                jam.exception()
            elif fault == "letter":
                services.write_to(customer)
            elif fault == "letter in a circle":  # which only the garbage collector ends
                circle = [services.write_to(customer)]
                circle.append(circle)
                del circle
            elif fault == "ends it":
                raise services.PaperJam(customer)

    warnings.resetwarnings()  # as in plain Python, which shows a warning once for each place
    logger = logging.getLogger("asyncio")
    before = [len(logger.handlers), len(logging.getLogger().handlers), warnings.showwarning, len(warnings.filters)]
    try:
        for _ in range(times):
            note("found", kata.audit(main, limit))
    finally:
        after = [len(logger.handlers), len(logging.getLogger().handlers), warnings.showwarning, len(warnings.filters)]
        note("as before", before == after)


def short(finding):
    first = finding.partition("\n")[0]
    return repr(first if len(first) < 90 else f"{first[:87]}…")


# What a part of audit has to do with: the words in a finding -> the line that should have seen to it.
SEEN_BY = {"took": r"debug|slow_callback|\brun\(", "never retrieved": r"gc\.|exception_handler|getLogger",
           "never awaited": (r"gc\.", r"warnings\.\w+\(")}  # fmt: skip


def everything_was_found(match, *wanted, evenings=1):
    """Each evening had these findings, told by the words that have to be in them, and no others."""
    match.expect_seconds(at_least=0)  # nothing was raised
    match.expect(
        len(match.notes("found")) == evenings, "audit did not return.", mistake="wrong-answer", function="audit"
    )
    match.expect(
        len(match.loops) == evenings,
        f"audit was called {'once' if evenings == 1 else 'twice'}, and made {len(match.loops)} event loops.",
        mistake="extra-loop" if len(match.loops) > evenings else "wrong-answer",
        at=next((loop.at for loop in match.loops), None),
    )
    for _, found in match.notes("found"):
        match.expect(
            type(found) is list and all(type(text) is str for text in found),
            f"audit should return a list of texts; it returned {found!r}.",
            mistake="wrong-answer",
            function="audit",
        )
        for what, *words in wanted:
            saying = [text for text in found if all(word in text for word in words)]
            often = wanted.count((what, *words))
            times = "once" if often == 1 else "twice"
            match.expect(
                len(saying) >= often,
                f"{what} {times}, and {len(saying) or 'no'} finding says so ({' and '.join(map(repr, words))}). "
                f"What was found: {', '.join(map(short, found)) or 'nothing'}.",
                mistake="finding-missed",
                function="audit",
                near=SEEN_BY[words[-1]],
            )
            match.expect(
                len(saying) == often,
                f"{what} {times}; {len(saying)} findings say so: {', '.join(map(short, saying))}.",
                mistake="false-alarm",
                function="audit",
                near=r"^ +return ",
            )
        for text in found:
            match.expect(
                any(all(word in text for word in words) for _, *words in wanted),
                f"Nothing has happened that this finding could be about: {short(text)}.",
                mistake="false-alarm",
                function="audit",
                near=r"debug=|set_debug"
                if " took " in text
                else (r"setLevel\(.*(DEBUG|INFO|NOTSET|\d)|level=", "addHandler"),
            )


def nothing_was_left(match):
    match.expect(
        [value for _, value in match.notes("as before")] == [True],
        "When audit had returned, something of it was still listening to the loggers or to the warnings.",
        mistake="cleanup-skipped",
        function="audit",
    )


def customer(match, number):
    return match.reply("next_customer", number)


# ---- 1: who held the loop --------------------------------------------------------------------------


@check(part=1, title="a task that holds the loop is found, by its name")
async def test_a_task_that_holds(play):
    match = await play(evenings, faults=["", "prints", ""], limit=0.2, times=1)
    everything_was_found(match, ("A task held the loop", f"printer of {customer(match, 1)}", "took"))
    match.expect_calls("next_customer", exactly=3)


@check(part=1, title="a callback that holds the loop is found")
async def test_a_callback_that_holds(play):
    match = await play(evenings, faults=["prints in a callback", "prints"], limit=0.2, times=1)
    everything_was_found(
        match,
        ("A callback held the loop", "Handle", customer(match, 0), "took"),
        ("A task held the loop", f"printer of {customer(match, 1)}", "took"),
    )


@check(part=1, title="the limit counts: shorter steps are no finding, and longer ones are")
async def test_the_limit_counts(play):
    match = await play(evenings, faults=["prints"], limit=1.0, times=1)
    everything_was_found(match)
    match = await play(evenings, faults=["prints"], limit=0.02, times=1, latency={"print_ticket": (0.03, 0.08)})
    everything_was_found(match, ("A task held the loop", f"printer of {customer(match, 0)}", "took"))


@check(part=1, title="an evening without a fault has no finding")
async def test_a_quiet_evening(play):
    match = await play(evenings, faults=["", "jams, and is read", ""], limit=0.2, times=1)
    everything_was_found(match)
    match.expect_clean()


# ---- 2: what was never heard --------------------------------------------------------------------------


@check(part=2, title="an error that was never read, and two letters that were never written")
async def test_what_nobody_heard(play):
    match = await play(evenings, faults=["jams", "jams, and is read", "letter", "letter"], limit=0.2, times=1)
    everything_was_found(
        match,
        ("A task failed and its error was never read", f"jam of {customer(match, 0)}", "never retrieved"),
        *[("A coroutine was never awaited", "write_to", "never awaited")] * 2,
    )


@check(part=2, title="two evenings, each with its own findings")
async def test_two_evenings(play):
    match = await play(evenings, faults=["prints", "jams", "letter in a circle"], limit=0.2, times=2)
    everything_was_found(
        match,
        ("A task held the loop", f"printer of {customer(match, 0)}", "took"),
        ("A task failed and its error was never read", f"jam of {customer(match, 1)}", "never retrieved"),
        ("A coroutine was never awaited", "write_to", "never awaited"),
        evenings=2,
    )
    nothing_was_left(match)


@check(part=2, title="an evening ends with an error: the error is raised, and nothing stays behind")
async def test_an_evening_that_ends_badly(play):
    match = await play(evenings, faults=["", "ends it"], limit=0.2, times=1)
    if match.error is None:
        match.expect(
            False,
            "The evening ended with a PaperJam, and audit kept it to itself.",
            mistake="error-swallowed",
            function="audit",
        )
    match.expect_error("PaperJam", saying=customer(match, 1))
    nothing_was_left(match)


# ---- 3: where all tasks wait ----------------------------------------------------------------------


@scenario
async def a_long_night(kata, services, in_a_callback):
    office = services.BoxOffice()
    first, second, third = [await services.next_customer(number) for number in range(3)]
    sale = asyncio.create_task(office.sell(first), name=f"sale to {first}")
    tasks = [
        sale,
        asyncio.create_task(office.sell(second), name=f"sale to {second}"),
        asyncio.create_task(office.answer_the_phone(), name="phone"),
        asyncio.create_task(office.count_the_money(sale), name="manager"),
        asyncio.create_task(office.jam(first), name="over already"),
    ]
    await asyncio.wait(tasks[4:])
    tasks.pop().exception()
    loop = asyncio.get_running_loop()
    if in_a_callback:
        answer = loop.create_future()

        def ask():
            try:
                answer.set_result(kata.where_they_wait())
            except Exception as error:
                answer.set_exception(error)

        loop.call_later(0.1, ask)
        found = await answer
        asyncio.current_task().set_name("the asker")
    else:
        await asyncio.sleep(0.1)
        tasks.append(asyncio.create_task(office.sell(third), name=f"sale to {third}"))
        found = kata.where_they_wait()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return found


def line_of(text, number=1):
    """The line of services.py that holds this text, the first or a later one."""
    return [at for at, line in enumerate(SERVICES, start=1) if text in line][number - 1]


def where(function, text):
    return f"BoxOffice.{function}, line {line_of(text)}"


def waits(match, name, *places, asyncios):
    """This task is in the report, with these places of the box office, and then with those of asyncio."""
    found = match.result.get(name)
    seen = [str(place) for place in found] if type(found) is list else []
    match.expect(
        found is not None,
        f"The task {name!r} waits, and where_they_wait does not name it. It names: {sorted(map(str, match.result))!r}.",
        mistake="finding-missed",
        function="where_they_wait",
        near=r"get_name|__(qual)?name__",
    )
    right = seen[: len(places)] == list(places) and len(seen) >= len(places) + bool(asyncios)
    right = right and (seen[-1].partition(",")[0] == asyncios if asyncios else len(seen) == len(places))
    backwards = not right and len(seen) > 1 and seen[-1:] == list(places)[:1]
    of_some = not right and set(seen) < {*places} | {place for place in seen if place.partition(",")[0] == asyncios}
    last = [f"then asyncio's own, at last {asyncios}"] if asyncios else []
    match.expect(
        right,
        f"The task {name!r} should stand at {'; '.join([*places, *last])}. where_they_wait says: {'; '.join(seen)}.",
        mistake="wrong-order" if backwards else "finding-missed" if of_some else "wrong-answer",
        function="where_they_wait",
        near=r"get_stack|\bplace\(|place,",
    )


def everybody_is_found(match, *others):
    match.expect_seconds(at_least=0)  # nothing was raised
    match.expect(type(match.result) is dict, f"where_they_wait should return a dict; it returned {match.result!r}.")
    first, second = customer(match, 0), customer(match, 1)
    held = where("sell", "async with self.seats")
    inside = where("sell", "return await self.take_money")
    money = where("take_money", "await self.change.wait()")
    phone = where("answer_the_phone", "await self.phone_calls.get()")
    waits(match, f"sale to {first}", inside, money, asyncios="Event.wait")
    waits(match, f"sale to {second}", held, asyncios="Lock.acquire")
    waits(match, "phone", phone, asyncios="Queue.get")
    waits(match, "manager", where("count_the_money", "        await sale"), asyncios="")
    names = {f"sale to {first}", f"sale to {second}", "phone", "manager", *others}
    for name in match.result:
        match.expect(
            name in names,
            f"where_they_wait names the task {name!r}, which does not wait: it is the one that asks."
            if name != "over already"
            else "where_they_wait names a task that has already ended.",
            mistake="false-alarm",
            function="where_they_wait",
            near="all_tasks|current_task",
        )


@check(part=3, title="a task asks where all the others wait")
async def test_where_they_wait(play):
    match = await play(a_long_night, in_a_callback=False)
    late = f"sale to {customer(match, 2)}"
    everybody_is_found(match, late)
    waits(match, late, where("sell", "async def sell("), asyncios="")
    match.expect_clean()


@check(part=3, title="a callback asks, such as that of a signal")
async def test_a_callback_asks(play):
    match = await play(a_long_night, in_a_callback=True)
    found = match.result if type(match.result) is dict else {}
    everybody_is_found(match, *[name for name in found if str(name).startswith("Task-")])
    match.expect_clean()
