"""Visible checks: read them, and `nox -s grade -- 51` plays them."""

import asyncio

from grader.judge import check, scenario, service

SHOPS = ["maple", "slate", "linen", "brass"]
FAULTS = {"slate": "ShopDown", "brass": "NoPrice"}


@service(latency=(0.5, 1.5))
def load_price(call, shop):
    if shop in FAULTS:
        raise call.error(FAULTS[shop], f"nothing at {call.word}")
    return f"{call.word} 7.20"


@scenario
async def a_look(kata, services, shops):
    return list(await kata.check_prices(services.Browser(), shops))


@scenario
async def a_look_and_a_click(kata, services, shops, clicked, after):
    browser = services.Browser()
    asyncio.get_running_loop().call_later(after, browser.close_tab, clicked)
    return list(await kata.check_prices(browser, shops))


@scenario
async def two_looks_and_a_deadline(kata, services, shops, limit):
    browser = services.Browser()
    await kata.check_prices(browser, shops)
    async with asyncio.timeout(limit):
        await kata.check_prices(browser, shops)


def reasons(match):
    return {shop: match.reply("load_price", shop).removeprefix(f"{error}: ") for shop, error in FAULTS.items()}


@check(part=1, title="two of four shops have no price, and the other two have one")
async def test_two_without_a_price(play):
    match = await play(a_look, shops=SHOPS)
    prices = {shop: match.reply("load_price", shop) for shop in ("maple", "linen")}
    match.expect_cancelled("load_price", exactly=0)
    match.expect_result([prices, reasons(match)])
    match.expect_seconds(max(match.latency("load_price", shop) for shop in SHOPS))
    match.expect_clean()


@check(part=2, title="the tab of a shop is closed, and its reason is that")
async def test_a_click(play):
    match = await play(a_look_and_a_click, shops=SHOPS, clicked="maple", after=0.2)
    match.expect_cancelled("load_price", exactly=1)
    prices = {"linen": match.reply("load_price", "linen")}
    match.expect_result([prices, {"maple": "tab closed", **reasons(match)}])
    match.expect_clean()


@check(part=3, title="the second look has a fifth of a second, and all its tabs are closed")
async def test_a_deadline(play):
    match = await play(two_looks_and_a_deadline, shops=SHOPS, limit=0.2)
    match.expect_error("TimeoutError")
    match.expect_cancelled("load_price", exactly=len(SHOPS))
    match.expect_clean()
