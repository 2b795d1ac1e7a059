"""Hidden checks: every shop has one outcome, a closed tab among them, and the caller's own cancellation has none."""

import asyncio

from grader.judge import check, scenario, service

SHOPS = ["tulip", "amber", "raven", "birch", "quartz", "cedar"]
DOWN, BARE, CUT = "birch", "raven", "quartz"
QUICKEST = 0.6


@service(latency=(QUICKEST, 1.8))
def load_price(call, shop):
    if shop == DOWN:
        raise call.error("ShopDown", f"no answer from {call.word}")
    if shop == BARE:
        raise call.error("NoPrice", f"{call.word} hides it")
    if shop == CUT:  # an error that services.py does not name
        raise call.error("ConnectionResetError", f"{call.word} has cut the line")
    return f"{call.number(2, 90)}.95 {call.word}"


def outcome(match, shops, closed=None):
    prices, failed = {}, {}
    for shop in shops:
        answer = match.reply("load_price", shop)
        if shop == closed:
            failed[shop] = "tab closed"
        elif shop in (DOWN, BARE, CUT):
            failed[shop] = answer.partition(": ")[2]
        else:
            prices[shop] = answer
    return {"prices": prices, "failed": failed}


def slowest(match, shops):
    return max(match.latency("load_price", shop) for shop in shops)


@scenario
async def one_morning(kata, services, shops, closed, after):
    browser = services.Browser()
    asyncio.get_running_loop().call_later(after, browser.close_tab, closed)
    prices, failed = await kata.check_prices(browser, shops)
    return {"prices": prices, "failed": failed}


@scenario
async def second_round_stopped(kata, note, services, shops, limit):
    browser = services.Browser()
    prices, failed = await kata.check_prices(browser, shops)
    note("the first round", {"prices": prices, "failed": failed})
    async with asyncio.timeout(limit):
        await kata.check_prices(browser, shops)


@check(part=1, title="three of six shops fail, and the other three prices are there")
async def test_three_fail(play):
    match = await play(one_morning, shops=SHOPS, closed="none of them", after=0.1)
    match.expect_cancelled("load_price", exactly=0)
    match.expect_result(outcome(match, SHOPS))
    match.expect_seconds(slowest(match, SHOPS))
    match.expect_peak("load_price", len(SHOPS))
    match.expect_calls("load_price", exactly=len(SHOPS))
    match.expect_clean()


@check(part=1, title="a day without a single price is still a report")
async def test_all_fail(play):
    match = await play(one_morning, shops=[DOWN, BARE, CUT], closed="none of them", after=0.1)
    match.expect_result(outcome(match, [DOWN, BARE, CUT]))
    match.expect_seconds(slowest(match, [DOWN, BARE, CUT]))
    match.expect_clean()


@check(part=2, title="a tab is closed while its page is loading")
async def test_closed_tab(play):
    match = await play(one_morning, shops=SHOPS, closed="cedar", after=QUICKEST / 2)
    match.expect_cancelled("load_price", exactly=1)
    match.expect_result(outcome(match, SHOPS, closed="cedar"))
    match.expect_seconds(slowest(match, [shop for shop in SHOPS if shop != "cedar"]))
    match.expect_clean()


@check(part=3, title="a deadline around the second round ends it, and every tab with it")
async def test_stopped(play):
    match = await play(second_round_stopped, shops=SHOPS, limit=QUICKEST / 2)
    match.expect_error("TimeoutError")
    match.expect_notes("the first round", [outcome(match, SHOPS)])
    match.expect_seconds(slowest(match, SHOPS) + QUICKEST / 2)
    match.expect_cancelled("load_price", exactly=len(SHOPS))
    match.expect_clean()
