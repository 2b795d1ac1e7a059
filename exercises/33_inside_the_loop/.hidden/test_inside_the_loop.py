"""A handler inside a server's loop: served at all, without holding others up, with both queries at once."""

import asyncio
import itertools

from grader.judge import check, scenario, service

SHORT, LONG = 0.6127, 1.7313  # either query may be the slower one
PAUSE = 0.25  # between two questions of the supervisor


@service(latency=(0.6, 1.8))
def query_name(call, number):
    return f"Room {call.word}"


@service(latency=(0.6, 1.8))
def query_price(call, number):
    return call.number(100, 999)


@service(latency=0.013717)  # so that no line of the log falls on the instant of an answer
def write_log(call, line):
    return None


@scenario
async def one_guest(kata, services, number):
    return await kata.handle_room(services.Database(), number)


@scenario
async def guests(kata, services, numbers):
    async def supervisor():
        while True:
            await kata.handle_health()
            await asyncio.sleep(0.25)

    db = services.Database()
    asking = asyncio.create_task(supervisor())
    asyncio.get_running_loop().call_later(60, asking.cancel)  # what still waits then waits for ever
    try:
        return await asyncio.gather(*[kata.handle_room(db, number) for number in numbers])
    finally:
        asking.cancel()
        await asyncio.wait([asking])


def page(match, number):
    name, price = match.reply("query_name", number), match.reply("query_price", number)
    return {"status": 200, "body": f"{name}, {price} euros"}


def seconds(match, number):
    return [match.latency("query_name", number), match.latency("query_price", number)]


def each_was_asked_once(match, *numbers):
    for number in numbers:
        asked = [call.name for call in match.calls() if call.first == number]
        match.expect(
            sorted(asked) == ["query_name", "query_price"],
            f"For room {number} the database was asked {len(asked)} times; it must be asked twice, "
            "once for the name and once for the price.",
        )


@check(part=1, title="a guest gets the page of a room")
async def test_a_page_is_served(play):
    for name, price in ((SHORT, LONG), (LONG, SHORT)):
        match = await play(one_guest, number=7, latency={"query_name": name, "query_price": price})
        match.expect_result(page(match, 7))
        match.expect_seconds(at_least=max(seconds(match, 7)))
        match.expect_seconds(at_most=sum(seconds(match, 7)))
        each_was_asked_once(match, 7)
        match.expect_clean()


@check(part=2, title="three guests do not wait for each other, and the supervisor is answered")
async def test_three_guests(play):
    match = await play(guests, numbers=[7, 12, 3])
    match.expect_result([page(match, number) for number in (7, 12, 3)])
    match.expect_seconds(at_least=max(max(seconds(match, number)) for number in (7, 12, 3)))
    match.expect_seconds(at_most=max(sum(seconds(match, number)) for number in (7, 12, 3)))
    each_was_asked_once(match, 7, 12, 3)
    starts = [0.0, *[call.start for call in match.calls("write_log")], match.seconds]
    gap, since = max((after - before, before) for before, after in itertools.pairwise(starts))
    match.expect(
        gap <= PAUSE + match.latency("write_log", "health") + match.tolerance,
        f"The supervisor got no answer for {gap:.2f} s (simulated), from {since:.2f} s on.",
    )
    match.expect_clean()


@check(part=3, title="a page takes as long as the slower of its two queries")
async def test_name_and_price_together(play):
    match = await play(guests, numbers=[21, 22])
    match.expect_result([page(match, number) for number in (21, 22)])
    match.expect_seconds(max(max(seconds(match, number)) for number in (21, 22)))
    match.expect_peak("query_name", 2)
    match.expect_peak("query_price", 2)
    for call in [*match.calls("query_name"), *match.calls("query_price")]:
        match.expect(
            call.start <= match.tolerance,
            f"{call.name}({call.first}) was asked only after {call.start:g} s (simulated). It needs nothing.",
            late=(call, call.start),
        )
    each_was_asked_once(match, 21, 22)
    match.expect_clean()
