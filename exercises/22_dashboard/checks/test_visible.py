"""Visible checks: read them, and `nox -s grade -- 22` plays them."""

from grader.judge import check, scenario, service


@service(latency=(0.9, 1.3))
def count_orders(call, shop):
    return f"{call.word} orders"


@service(latency=(0.3, 0.5))
def count_visitors(call, shop):
    return f"{call.word} visitors"


@service(latency=(0.6, 0.8))
def read_weather(call, shop):
    return f"{call.word} sunshine"


@service(latency=(0.6, 0.8))
def find_customer(call, phone):
    return f"caller {call.word}"


@service(latency=(1.7, 1.9))
def load_rates(call):
    return f"1 CHF = 1 {call.word}"


@service(latency=(2.1, 2.5))
def load_tickets(call, customer):
    return f"{call.word} about a bill"


@service(latency=(0.7, 0.9))
def make_offers(call, customer, rates):
    return f"{call.word}, half price"


@scenario
async def the_overview(kata, shop):
    return await kata.overview(shop)


@scenario
async def a_caller(kata, phone):
    return await kata.caller(phone)


@scenario
async def advice_for_a_caller(kata, phone):
    return await kata.advice(phone)


def begins_in_time(match, service, moment):
    """A source is asked once, and as soon as everything that it needs is there."""
    match.expect_calls(service, exactly=1)
    [call] = match.calls(service)
    match.expect(
        call.start <= moment + match.tolerance,
        f"{service} has all that it needs after {moment:g} s (simulated), and was called after {call.start:g} s.",
        mistake="needless-wait" if match.peak() > 1 else "sequential-awaits",
        at=call.at,
    )


@check(part=1, title="the overview of a shop takes as long as its slowest source")
async def test_the_overview(play):
    match = await play(the_overview, shop="Lund")
    match.expect_clean()
    match.expect_seconds(match.latency("count_orders", "Lund"))
    match.expect_result(
        {
            "orders": match.reply("count_orders", "Lund"),
            "visitors": match.reply("count_visitors", "Lund"),
            "weather": match.reply("read_weather", "Lund"),
        }
    )


@check(part=2, title="the rates do not wait for the customer, and the tickets do not wait for the rates")
async def test_a_caller(play):
    match = await play(a_caller, phone="46 55")
    customer = match.reply("find_customer", "46 55")
    match.expect_clean()
    begins_in_time(match, "find_customer", 0.0)
    begins_in_time(match, "load_rates", 0.0)
    begins_in_time(match, "load_tickets", match.latency("find_customer", "46 55"))
    match.expect_result(
        {"customer": customer, "tickets": match.reply("load_tickets", customer), "rates": match.reply("load_rates")}
    )


@check(part=3, title="tickets and offers begin as soon as they can, and each source is asked once")
async def test_advice(play):
    match = await play(advice_for_a_caller, phone="46 55")
    customer, rates = match.reply("find_customer", "46 55"), match.reply("load_rates")
    match.expect_clean()
    begins_in_time(match, "find_customer", 0.0)
    begins_in_time(match, "load_rates", 0.0)
    begins_in_time(match, "load_tickets", match.latency("find_customer", "46 55"))
    begins_in_time(match, "make_offers", match.latency("load_rates"))  # which come after the customer
    match.expect_result(
        {"tickets": match.reply("load_tickets", customer), "offers": match.reply("make_offers", customer, rates)}
    )
