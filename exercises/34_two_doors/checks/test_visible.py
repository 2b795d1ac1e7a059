"""Visible checks: read them, and `nox -s grade -- 34` plays them."""

import asyncio

from grader.judge import check, scenario, service


@service(latency=lambda currency: (1.2, 1.5) if currency == "NOK" else (0.5, 0.8))
def query_rate(call, currency):
    if currency == "XPT":
        raise call.error("MarketClosed", f"no platinum today, {call.word}")
    return call.number(20, 2_000)


@scenario
async def a_coroutine(kata, currency):
    return kata.fetch(currency)


@scenario
async def two_threads(kata, currencies):
    return await asyncio.gather(*[asyncio.to_thread(kata.fetch, currency) for currency in currencies])


@scenario
def a_script(kata, currency):
    return kata.fetch(currency)


@scenario
async def two_rates_in_a_loop(kata, currencies):
    return await kata.afetch_all(currencies)


@scenario
def two_rates_in_a_script(kata, currencies):
    return kata.fetch_all(currencies)


@scenario
async def two_rates_through_the_wrong_door(kata, currencies):
    return kata.fetch_all(currencies)


def rates(match, *currencies):
    return [f"1 {currency} = {match.reply('query_rate', currency)} cents" for currency in currencies]


@check(part=1, title="a coroutine that takes the plain door is told the other one")
async def test_a_coroutine(play):
    match = await play(a_coroutine, currency="NOK")
    match.expect_error("RuntimeError", saying="afetch")
    match.expect_clean()


@check(part=2, title="two worker threads ask at the same time")
async def test_two_threads(play):
    match = await play(two_threads, currencies=["NOK", "DKK"])
    match.expect_result(rates(match, "NOK", "DKK"))
    match.expect_peak("query_rate", exactly=2)
    match.expect_clean()
    match.expect_loops_closed()


@check(part=2, title="a script asks while the market is closed, and is told so")
async def test_a_closed_market(play):
    match = await play(a_script, currency="XPT")
    match.expect_error("MarketClosed", saying="no platinum today")
    match.expect_clean()


@check(part=3, title="two rates at the same time, through either door")
async def test_two_rates(play):
    for two_rates in (two_rates_in_a_loop, two_rates_in_a_script):
        match = await play(two_rates, currencies=["NOK", "DKK"])
        match.expect_peak("query_rate", exactly=2)
        match.expect_result(rates(match, "NOK", "DKK"))
        match.expect_clean()
    match.expect_loops(1)


@check(part=3, title="a coroutine asks for two rates at the plain door, and is told the other one")
async def test_the_wrong_door(play):
    match = await play(two_rates_through_the_wrong_door, currencies=["NOK", "DKK"])
    match.expect_error("RuntimeError", saying="afetch_all")
    match.expect_clean()
