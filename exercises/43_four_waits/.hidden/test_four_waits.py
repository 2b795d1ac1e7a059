"""Hidden checks: two async clients, two that block, and waits that overlap as far as they can."""

import asyncio

from grader.judge import check, scenario, service

ADA = ("Ada", "the train to Jena", "Jena")
TRAVELLERS = [ADA, ("Ben", "the train to Ulm", "Ulm"), ("Cleo", "the bus to Celle", "Celle")]
DOTS = [0.1, 0.2, 0.3, 0.4, 0.5]  # all of them fall before the earliest end


@service(latency=(0.3, 0.9))
def get_timetable(call, route):
    return f"{route} leaves from {call.word}"


@service(latency=(0.3, 0.9))
def load_booking(call, customer):
    return f"{customer} sits in {call.word}"


@service(latency=(0.6, 1.2))
def scrape_notices(call, station):
    return f"{station} announces {call.word}"


@service(latency=(0.8, 1.6))
def ask_llm(call, prompt):
    return f"{call.word}, says the model"


def facts(match, traveller):
    customer, route, station = traveller
    return (
        match.reply("get_timetable", route),
        match.reply("load_booking", customer),
        match.reply("scrape_notices", station),
    )


def waits(match, traveller):
    customer, route, station = traveller
    return (
        match.latency("get_timetable", route),
        match.latency("load_booking", customer),
        match.latency("scrape_notices", station),
    )


def prompt(match, traveller):
    timetable, booking, notices = facts(match, traveller)
    return f"Timetable: {timetable}. Booking: {booking}. Notices: {notices}."


def answer(match, traveller):
    return match.reply("ask_llm", prompt(match, traveller))


def seconds(match, traveller):
    return max(waits(match, traveller)) + match.latency("ask_llm", prompt(match, traveller))


def each_prompt_asked_once(match, travellers):
    asked = [call.args["prompt"] for call in match.calls("ask_llm")]
    for traveller in travellers:
        answer(match, traveller)  # each of these questions is due, also those behind the first that was not asked
    for traveller in travellers:
        expected = prompt(match, traveller)
        match.expect(
            asked.count(expected) == 1,
            f"For {traveller[0]} the model must be asked once, with the prompt {expected!r}. It was asked: {asked!r}.",
        )
    match.expect_calls("ask_llm", exactly=len(travellers))


def nobody_waits_for_the_facts_of_others(match, travellers):
    for customer, route, station in travellers:
        own = [call for call in match.calls() if call.first in (customer, route, station)]
        asked = next(call for call in match.calls("ask_llm") if customer in call.args["prompt"])
        ready = max(call.end for call in own if call.end is not None)
        match.expect(
            asked.start <= ready + match.tolerance,
            f"The three facts for {customer} had arrived after {ready:g} s (simulated), "
            f"but the model was asked after {asked.start:g} s.",
            mistake="needless-wait",
            at=asked.at,
        )


@scenario
async def facts_of_one(kata, note, customer, route, station):
    async def dots():
        for number in range(1, 6):
            await asyncio.sleep(0.1)
            note("dot", number)

    sign = asyncio.create_task(dots())
    await asyncio.sleep(0)
    try:
        facts = await kata.load_facts(customer, route, station)
        return tuple(facts) if isinstance(facts, list) else facts  # gather gives a list, and that is as good
    finally:
        sign.cancel()


@scenario
async def one_traveller(kata, customer, route, station):
    return await kata.answer(customer, route, station)


@scenario
async def several_travellers(kata, travellers):
    return await kata.answer_all(travellers)


@check(part=1, title="three facts come, and others in the loop keep running")
async def test_the_loop_stays_free(play):
    match = await play(facts_of_one, customer=ADA[0], route=ADA[1], station=ADA[2])
    match.expect_result(facts(match, ADA))
    match.expect_clean()
    match.expect_note_times("dot", DOTS)
    match.expect_seconds(at_least=max(waits(match, ADA)))
    latency = {"get_timetable": (1.3, 1.6)}  # the first of the three facts comes last
    match = await play(facts_of_one, customer=ADA[0], route=ADA[1], station=ADA[2], latency=latency)
    match.expect_result(facts(match, ADA))


@check(part=2, title="the facts take as long as the slowest of them")
async def test_the_facts_overlap(play):
    match = await play(facts_of_one, customer=ADA[0], route=ADA[1], station=ADA[2])
    match.expect_result(facts(match, ADA))
    match.expect_seconds(max(waits(match, ADA)))
    match.expect_peak(exactly=3)
    for name in ("get_timetable", "load_booking", "scrape_notices"):
        match.expect_calls(name, exactly=1)
    match.expect_clean()


@check(part=3, title="the model is asked once, with all three facts")
async def test_one_traveller(play):
    match = await play(one_traveller, customer=ADA[0], route=ADA[1], station=ADA[2])
    each_prompt_asked_once(match, [ADA])
    match.expect_result(answer(match, ADA))
    match.expect_seconds(seconds(match, ADA))
    match.expect_clean()


@check(part=3, title="three travellers take as long as the slowest, and come in order")
async def test_three_travellers(play):
    match = await play(several_travellers, travellers=TRAVELLERS, cpus=4)  # two threads for each fit into the pool
    each_prompt_asked_once(match, TRAVELLERS)
    match.expect_result([answer(match, traveller) for traveller in TRAVELLERS])
    match.expect_clean()
    nobody_waits_for_the_facts_of_others(match, TRAVELLERS)
    match.expect_seconds(max(seconds(match, traveller) for traveller in TRAVELLERS))
    for call in match.calls("get_timetable"):
        match.expect(
            call.start <= match.tolerance,
            f"get_timetable({call.first!r}) was called only after {call.start:g} s (simulated). It needs nothing that "
            "other travellers wait for.",
            late=(call, call.start),
        )
    backwards = await play(several_travellers, travellers=TRAVELLERS[::-1], cpus=4)  # one may be right by chance
    backwards.expect_result([answer(match, traveller) for traveller in TRAVELLERS[::-1]])
