"""Visible checks: read them, and `nox -s grade -- 64` plays them."""

import asyncio

from grader.judge import check, scenario, service


@service(latency=(0.5, 1.5))
def fetch_rate(call, currency):
    if currency == "INR" and call.attempt == 0:
        raise call.error("RateError", f"{call.word} is closed")
    return f"{currency} {call.word}"


@scenario
async def together(kata, currencies, later):
    rates = kata.Rates()
    heard = await asyncio.gather(*[rates.rate(currency) for currency in currencies])
    return [*heard, await rates.rate(later)]


@scenario
async def three_and_a_later_one(kata, currency):
    rates = kata.Rates()
    heard = await asyncio.gather(*[rates.rate(currency) for _ in range(3)], return_exceptions=True)
    heard += await asyncio.gather(rates.rate(currency), return_exceptions=True)
    return [f"{type(one).__name__}: {one}" if isinstance(one, Exception) else one for one in heard]


@scenario
async def the_first_gives_up(kata, currency):
    rates = kata.Rates()
    first, *others = [asyncio.create_task(rates.rate(currency)) for _ in range(3)]
    await asyncio.sleep(0.1)
    first.cancel()
    await asyncio.wait([first, *others])
    return ["cancelled" if task.cancelled() else task.result() for task in (first, *others)]


@check(part=1, title="three customers ask for one rate and a fourth later, and the bank is asked once")
async def test_one_rate(play):
    match = await play(together, currencies=["CAD"] * 3, later="CAD")
    match.expect_result([match.reply("fetch_rate", "CAD")] * 4)
    match.expect_calls("fetch_rate", exactly=1)
    match.expect_seconds(match.latency("fetch_rate", "CAD"))
    match.expect_clean()


@check(part=2, title="the bank is asked for two rates at the same time")
async def test_two_rates(play):
    match = await play(together, currencies=["CAD", "BRL", "CAD", "BRL"], later="BRL")
    match.expect_calls("fetch_rate", exactly=2)
    match.expect_peak("fetch_rate", exactly=2)
    match.expect_clean()


@check(part=3, title="the bank does not answer, and the next customer asks anew")
async def test_asked_anew(play):
    match = await play(three_and_a_later_one, currency="INR")
    error, rate = match.reply("fetch_rate", "INR"), match.reply("fetch_rate", "INR", attempt=1)
    words = f"The bank answered with {error}, and no customer was told."
    match.expect(error in match.result, words, mistake="error-swallowed", function="Rates.rate")
    words = "The first question had failed, and the customer who came later got its error again."
    match.expect(match.result[3] != error, words, mistake="failure-kept", function="Rates.rate")
    match.expect(match.result[3] == rate, f"The customer who came later should get {rate!r}.")
    match.expect_calls("fetch_rate", exactly=2)
    match.expect_clean()


@check(part=4, title="the first of three customers gives up, and the others get the rate")
async def test_the_first_gives_up(play):
    match = await play(the_first_gives_up, currency="CAD")
    words = "The first customer gave up, and the others' wait ended with a CancelledError too."
    match.expect("cancelled" not in match.result[1:], words, mistake="cancelled-too-much", function="Rates.rate")
    match.expect_result(["cancelled", *[match.reply("fetch_rate", "CAD")] * 2])
    match.expect_calls("fetch_rate", at_least=1, at_most=2)
    match.expect_clean()
