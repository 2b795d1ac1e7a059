"""Two doors to one service: refused early and with words inside a loop, and working everywhere else."""

import asyncio

from grader.judge import check, scenario, service


@service(latency=(0.5, 1.9))
def query_rate(call, currency):
    if currency == "XAU":
        raise call.error("MarketClosed", f"no rate for XAU: {call.word}")
    return call.number(10, 9999)


def rate(match, currency):
    return f"1 {currency} = {match.reply('query_rate', currency)} cents"


def slowest(match, currencies):
    return max(match.latency("query_rate", currency) for currency in currencies)


# ---- 1: inside a loop -----------------------------------------------------------------------------


@scenario
async def a_handler(kata, currency):
    return kata.fetch(currency)


@scenario
async def a_callback(kata, currency):
    loop = asyncio.get_running_loop()
    told = loop.create_future()

    def pressed():  # a plain function that the loop calls: there is no task around it
        try:
            told.set_result(kata.fetch(currency))
        except RuntimeError as error:
            told.set_exception(error)

    loop.call_soon(pressed)
    return await told


@check(part=1, title="called in a coroutine, it raises an error that names afetch, and starts nothing")
async def test_a_coroutine_is_told_the_other_door(play):
    match = await play(a_handler, currency="CHF")
    match.expect_error("RuntimeError", saying="afetch")
    match.expect_clean()
    match.expect_calls("query_rate", exactly=0)


@check(part=1, title="the same in a plain function that the loop calls")
async def test_a_callback_is_told_the_other_door(play):
    match = await play(a_callback, currency="CHF")
    match.expect_error("RuntimeError", saying="afetch")
    match.expect_clean()
    match.expect_calls("query_rate", exactly=0)


# ---- 2: everywhere else ---------------------------------------------------------------------------


@scenario
def a_script(kata, currencies):
    return [kata.fetch(currency) for currency in currencies]


@scenario
async def threads_beside_a_loop(kata, currencies):
    def worker(currency):
        return kata.fetch(currency)

    return await asyncio.gather(*[asyncio.to_thread(worker, currency) for currency in currencies])


@check(part=2, title="a script asks twice, one after the other")
async def test_a_script(play):
    match = await play(a_script, currencies=["CHF", "SEK"])
    match.expect_result([rate(match, "CHF"), rate(match, "SEK")])
    match.expect_seconds(match.latency("query_rate", "CHF") + match.latency("query_rate", "SEK"))
    match.expect_calls("query_rate", exactly=2)
    match.expect_clean()


@check(part=2, title="two worker threads ask at the same time, beside a loop")
async def test_two_threads(play):
    match = await play(threads_beside_a_loop, currencies=["CHF", "SEK"])
    match.expect_result([rate(match, "CHF"), rate(match, "SEK")])
    match.expect_seconds(slowest(match, ["CHF", "SEK"]))
    match.expect_calls("query_rate", exactly=2)
    match.expect_clean()
    match.expect_loops_closed()


@check(part=2, title="an error of the service arrives as it is")
async def test_an_error_of_the_service(play):
    match = await play(a_script, currencies=["XAU"])
    match.expect_error("MarketClosed", saying="no rate for XAU")
    match.expect_calls("query_rate", exactly=1)
    match.expect_clean()


# ---- 3: many rates --------------------------------------------------------------------------------


@scenario
async def many_in_a_loop(kata, currencies):
    return await kata.afetch_all(currencies)


@scenario
def many_in_a_script(kata, currencies):
    return kata.fetch_all(currencies)


@scenario
async def many_through_the_wrong_door(kata, currencies):
    return kata.fetch_all(currencies)


THREE = ["SEK", "CHF", "JPY"]


@check(part=3, title="afetch_all takes as long as the slowest rate")
async def test_afetch_all(play):
    for currencies in (THREE, THREE[::-1]):  # in one of the two orders the slowest is not asked for first
        match = await play(many_in_a_loop, currencies=currencies)
        match.expect_result([rate(match, currency) for currency in currencies])
        match.expect_seconds(slowest(match, currencies))
        match.expect_calls("query_rate", exactly=3)
        match.expect_clean()


@check(part=3, title="fetch_all does the same for a script, in one loop")
async def test_fetch_all(play):
    match = await play(many_in_a_script, currencies=THREE)
    match.expect_result([rate(match, currency) for currency in THREE])
    match.expect_seconds(slowest(match, THREE))
    match.expect_loops(1)
    match.expect_calls("query_rate", exactly=3)
    match.expect_clean()
    match.expect_loops_closed()


@check(part=3, title="inside a loop fetch_all names afetch_all")
async def test_fetch_all_inside_a_loop(play):
    match = await play(many_through_the_wrong_door, currencies=THREE)
    match.expect_error("RuntimeError", saying="afetch_all")
    match.expect_clean()
    match.expect_calls("query_rate", exactly=0)
