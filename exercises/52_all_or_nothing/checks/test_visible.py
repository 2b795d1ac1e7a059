"""Visible checks: read them, and `nox -s grade -- 52` plays them."""

import asyncio

from grader.judge import check, scenario, service


@service(latency=(1.5, 1.9))
def ask_airline(call, city):
    return f"{call.word} 120"


@service(latency=(0.8, 1.1))
def ask_hotel(call, city):
    return f"{call.word} 70"


@service(latency=(0.3, 0.5))
def ask_car_hire(call, city):
    if city == "Venice":
        raise call.error("LineDead", f"{call.word} has a boat")
    return f"{call.word} 35"


@service(latency=(0.1, 0.2))
def hang_up(call, what):
    return None


@scenario
async def a_trip(kata, city):
    return await kata.quote_trip(city)


@scenario
async def no_trip(kata, city):
    try:
        return await kata.quote_trip(city)
    except Exception:
        return None  # which error it is stands in part 2


@scenario
async def a_trip_within(kata, city, limit):
    async with asyncio.timeout(limit):
        return await kata.quote_trip(city)


@check(part=1, title="a trip to Porto has three prices")
async def test_a_trip(play):
    match = await play(a_trip, city="Porto")
    asked = ("ask_airline", "ask_hotel", "ask_car_hire")
    for name in asked:
        match.expect_cancelled(name, exactly=0)
    match.expect_result([match.reply(name, "Porto") for name in asked])
    match.expect_peak(at_least=3)
    match.expect_clean()


@check(part=1, title="no car company in Venice: the other two calls are cancelled, and three lines are hung up")
async def test_no_car(play):
    match = await play(no_trip, city="Venice")
    match.expect_cancelled("ask_airline", exactly=1)
    match.expect_cancelled("ask_hotel", exactly=1)
    match.expect_cleanup("hang_up", exactly=3)
    match.expect_clean()


@check(part=2, title="no car company in Venice: LineDead is raised")
async def test_the_error(play):
    match = await play(a_trip, city="Venice")
    match.expect_error("LineDead", saying="has a boat")
    match.expect_clean()


@check(part=3, title="a fifth of a second for a trip to Porto: three lines are hung up")
async def test_a_deadline(play):
    match = await play(a_trip_within, city="Porto", limit=0.2)
    match.expect_error("TimeoutError")
    match.expect_cleanup("hang_up", exactly=3)
    match.expect_clean()
