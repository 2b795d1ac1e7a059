"""Hidden checks: every source begins when it has what it needs, and a page takes its longest chain."""

import itertools

from grader.judge import check, scenario, service

PHONE = "0228 4711"
LAST_FIRST = {"count_orders": (1.2, 1.6), "count_visitors": (0.8, 1.1), "read_weather": (0.4, 0.7)}
# Both ways round: a needless wait for the slower one of the two roots shows in one of these.
SLOW_RATES = {"load_rates": (2.0, 2.4), "load_tickets": (2.5, 3.0)}
SLOW_CUSTOMER = {"find_customer": (2.0, 2.4), "load_rates": (0.3, 0.6)}


@service(latency=(0.4, 1.6))
def count_orders(call, shop):
    return f"{call.word} orders"


@service(latency=(0.4, 1.6))
def count_visitors(call, shop):
    return f"{call.word} visitors"


@service(latency=(0.4, 1.6))
def read_weather(call, shop):
    return f"{call.word} rain"


@service(latency=(0.5, 1.0))
def find_customer(call, phone):
    return f"customer {call.word}"


@service(latency=(0.5, 2.0))
def load_rates(call):
    return f"1 EUR = 1 {call.word}"


@service(latency=(0.5, 2.0))
def load_tickets(call, customer):
    return f"tickets about {call.word}"


@service(latency=(0.4, 1.2))
def make_offers(call, customer, rates):
    return f"offers of {call.word}"


def begins_when_it_can(match, service, *needs):
    """A source begins as soon as the last of what it needs is there."""
    in_turn = all(before.end <= after.start for before, after in itertools.pairwise(match.calls()))
    ready = max([0.0, *(call.end for call in match.calls() if call.name in needs)])
    what = f"{' and '.join(needs)} had answered after {ready:g} s" if needs else "it needs no other source"
    for call in match.calls(service):
        match.expect(
            call.start <= ready + match.tolerance,
            f"{service} was called after {call.start:g} s (simulated), but {what}.",
            mistake="sequential-awaits" if in_turn else "needless-wait",
            at=call.at,
        )


def asked_once(match, *services):
    for name in services:
        match.expect_calls(name, exactly=1)


@scenario
async def overview(kata, shop):
    return await kata.overview(shop)


@scenario
async def caller(kata, phone):
    return await kata.caller(phone)


@scenario
async def advice(kata, phone):
    return await kata.advice(phone)


@check(part=1, title="three sources take as long as the slowest, each under its own name")
async def test_overview(play):
    match = await play(overview, shop="Bonn", latency=LAST_FIRST)
    sources = {"orders": "count_orders", "visitors": "count_visitors", "weather": "read_weather"}
    match.expect_result({name: match.reply(source, "Bonn") for name, source in sources.items()})
    match.expect_clean()
    asked_once(match, *sources.values())
    match.expect_seconds(max(match.latency(source, "Bonn") for source in sources.values()))
    match.expect_peak(exactly=3)
    for source in sources.values():
        begins_when_it_can(match, source)


async def caller_page(play, latency):
    match = await play(caller, phone=PHONE, latency=latency)
    customer = match.reply("find_customer", PHONE)
    match.expect_result(
        {
            "customer": customer,
            "tickets": match.reply("load_tickets", customer),
            "rates": match.reply("load_rates"),
        }
    )
    match.expect_clean()
    asked_once(match, "find_customer", "load_tickets", "load_rates")
    begins_when_it_can(match, "load_tickets", "find_customer")
    begins_when_it_can(match, "load_rates")
    chain = match.latency("find_customer", PHONE) + match.latency("load_tickets", customer)
    match.expect_seconds(max(chain, match.latency("load_rates")))


@check(part=2, title="slow rates hold nothing else up")
async def test_caller_with_slow_rates(play):
    await caller_page(play, SLOW_RATES)


@check(part=2, title="a customer who is hard to find does not hold up the rates")
async def test_caller_with_a_slow_customer(play):
    await caller_page(play, SLOW_CUSTOMER)


async def advice_page(play, latency):
    match = await play(advice, phone=PHONE, latency=latency)
    customer, rates = match.reply("find_customer", PHONE), match.reply("load_rates")
    match.expect_result(
        {
            "tickets": match.reply("load_tickets", customer),
            "offers": match.reply("make_offers", customer, rates),
        }
    )
    match.expect_clean()
    asked_once(match, "find_customer", "load_rates", "load_tickets", "make_offers")
    begins_when_it_can(match, "load_rates")
    begins_when_it_can(match, "load_tickets", "find_customer")
    begins_when_it_can(match, "make_offers", "find_customer", "load_rates")
    found = match.latency("find_customer", PHONE)
    tickets = found + match.latency("load_tickets", customer)
    offers = max(found, match.latency("load_rates")) + match.latency("make_offers", customer, rates)
    match.expect_seconds(max(tickets, offers))


@check(part=3, title="the tickets do not wait for the rates")
async def test_advice_with_slow_rates(play):
    await advice_page(play, SLOW_RATES)


@check(part=3, title="the rates do not wait for the customer")
async def test_advice_with_a_slow_customer(play):
    await advice_page(play, SLOW_CUSTOMER)
