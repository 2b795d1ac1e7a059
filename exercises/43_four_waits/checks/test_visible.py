"""Visible checks: read them, and `nox -s grade -- 43` plays them."""

from grader.judge import check, scenario, service

MIA, TOM = ("Mia", "the ferry to Ystad", "Ystad"), ("Tom", "the tram to Lund", "Lund")


@service(latency=(0.4, 0.6))
def get_timetable(call, route):
    return f"{route} at {call.word}"


@service(latency=(0.7, 0.9))
def load_booking(call, customer):
    return f"{customer} in {call.word}"


@service(latency=(1.0, 1.4))
def scrape_notices(call, station):
    return f"{call.word} at {station}"


@service(latency=(0.6, 0.9))
def ask_llm(call, prompt):
    return f"{call.word}. Have a good trip!"


@scenario
async def three_facts(kata, customer, route, station):
    return list(await kata.load_facts(customer, route, station))


@scenario
async def travellers(kata, travellers):
    return await kata.answer_all(travellers)


def facts(match, customer, route, station):
    booking, notices = match.reply("load_booking", customer), match.reply("scrape_notices", station)
    return [match.reply("get_timetable", route), booking, notices]


def prompt(match, traveller):
    return "Timetable: {}. Booking: {}. Notices: {}.".format(*facts(match, *traveller))


@check(part=1, title="the facts for Mia, while the loop is free")
async def test_the_loop_is_free(play):
    match = await play(three_facts, customer=MIA[0], route=MIA[1], station=MIA[2])
    match.expect_clean()
    match.expect_result(facts(match, *MIA))


@check(part=2, title="the facts for Mia take as long as her notices")
async def test_together(play):
    match = await play(three_facts, customer=MIA[0], route=MIA[1], station=MIA[2])
    match.expect_seconds(match.latency("scrape_notices", MIA[2]))
    match.expect_clean()


@check(part=3, title="Mia and Tom get their answers, and neither waits for the other")
async def test_two_travellers(play):
    match = await play(travellers, travellers=[MIA, TOM])
    match.expect_clean()
    match.expect_result([match.reply("ask_llm", prompt(match, traveller)) for traveller in (MIA, TOM)])
    for customer, _, station in (MIA, TOM):
        ready = match.latency("scrape_notices", station)
        asked = next(call for call in match.calls("ask_llm") if customer in call.args["prompt"])
        match.expect(
            asked.start <= ready + match.tolerance,
            f"All that the prompt for {customer} needs can be there after {ready:g} s (simulated). The model was asked "
            f"after {asked.start:g} s.",
            mistake="needless-wait" if match.peak("scrape_notices") > 1 else "sequential-awaits",
            at=asked.at,
        )
