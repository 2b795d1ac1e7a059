"""Hidden checks: one failure ends the others, everything is waited out, and one plain error comes out.

Leipzig has no rooms, which is known first. To Lundy no car answers, which is known when the room is booked; on the way to
Thule the line is cut then.
"""

import asyncio

from grader.judge import check, scenario, service

LINES = ["flight", "hotel", "car"]


@service(latency=(1.8, 2.6))
def ask_airline(call, city):
    return f"flight {call.number(60, 400)} {call.word}"


@service(latency=(0.4, 0.6))
def ask_hotel(call, city):
    if city == "Leipzig":
        raise call.error("SoldOut", f"{call.word} has taken every room")
    return f"room {call.number(60, 400)} {call.word}"


@service(latency=(0.95, 1.3))
def ask_car_hire(call, city):
    if city == "Lundy":
        raise call.error("LineDead", f"{call.word} is an island")
    if city == "Thule":
        raise call.error("ConnectionResetError", f"{call.word} has cut the line")
    return f"car {call.number(60, 400)} {call.word}"


@service(latency=(0.1, 0.3))
def hang_up(call, what):
    return None


SERVICE = {"flight": "ask_airline", "hotel": "ask_hotel", "car": "ask_car_hire"}


def hung_up(match, what, city):
    """When a line is free again, if nothing cancels the call."""
    return match.latency(SERVICE[what], city) + match.latency("hang_up", what)


def ended_by(match, what, city):
    """When all lines are free, if this one is the first to fail and takes with it those that still talk."""
    failed = hung_up(match, what, city)
    ends = [min(hung_up(match, line, city), failed + match.latency("hang_up", line)) for line in LINES]
    return max(failed, *ends)


@scenario
async def quote_trip(kata, city):
    return await kata.quote_trip(city)


@scenario
async def quote_trip_and_note_an_error(kata, note, city):
    try:
        return await kata.quote_trip(city)
    except Exception:
        note("an error", None)


@scenario
async def quote_trip_within(kata, city, limit):
    async with asyncio.timeout(limit):
        return await kata.quote_trip(city)


@check(part=1, title="everything is available: three prices, in order, asked for at the same time")
async def test_trip(play):
    for city in ("Ghent", "Bruges", "Namur", "Mons"):  # three prices are in the right order by chance now and then
        match = await play(quote_trip, city=city)
        for service_name in SERVICE.values():
            match.expect_cancelled(service_name, exactly=0)
        match.expect_result([match.reply(SERVICE[what], city) for what in LINES])
        match.expect_cleanup("hang_up", exactly=3)
        match.expect_seconds(max(hung_up(match, what, city) for what in LINES))
        match.expect_clean()


@check(part=1, title="the hotel is full: both other calls end, and every line is hung up")
async def test_no_room(play):
    match = await play(quote_trip_and_note_an_error, city="Leipzig")
    match.expect_cancelled("ask_airline", exactly=1)
    match.expect_cancelled("ask_car_hire", exactly=1)
    match.expect_cleanup("hang_up", exactly=3)
    match.expect_seconds(ended_by(match, "hotel", "Leipzig"), in_turn=True)
    match.expect_clean()


@check(part=2, title="the hotel is full: SoldOut is raised")
async def test_plain_error(play):
    match = await play(quote_trip, city="Leipzig")
    match.expect_error("SoldOut", saying=match.reply("ask_hotel", "Leipzig").partition(": ")[2])
    match.expect_cleanup("hang_up", exactly=3)
    match.expect_clean()


@check(part=2, title="no car company answers: LineDead is raised, or what else there was")
async def test_other_error(play):
    for city, error in (("Lundy", "LineDead"), ("Thule", "ConnectionResetError")):
        match = await play(quote_trip, city=city)
        match.expect_error(error, saying=match.reply("ask_car_hire", city).partition(": ")[2])
        match.expect_seconds(ended_by(match, "car", city), in_turn=True)
        match.expect_cancelled("ask_airline", exactly=1)
        match.expect_cleanup("hang_up", exactly=3)
        match.expect_clean()


@check(part=3, title="a deadline around it: three calls end, three lines are hung up")
async def test_deadline(play):
    match = await play(quote_trip_within, city="Ghent", limit=0.3)
    match.expect_error("TimeoutError")
    for service_name in SERVICE.values():
        match.expect_cancelled(service_name, exactly=1)
    match.expect_cleanup("hang_up", exactly=3)
    match.expect_seconds(0.3 + max(match.latency("hang_up", what) for what in LINES), in_turn=True)
    match.expect_clean()
