"""Hidden checks of two_files: one part for each file."""

from grader.judge import check, scenario, service


@service(latency=(0.2, 2.0))
def fetch_price(call, item):
    return call.number(100, 999)


@scenario
async def price_of_one_item(kata, item):
    from shop.prices import price_of

    return await price_of(item)


@scenario
async def total_of_a_basket(kata, items):
    return await kata.total(items)


@check(part=1, title="price_of returns the price of the supplier")
async def test_price(play):
    match = await play(price_of_one_item, item="tea")
    match.expect_result(match.reply("fetch_price", "tea"))
    match.expect_seconds(match.latency("fetch_price", "tea"))
    match.expect_clean()


@check(part=2, title="total adds up prices that were asked for together")
async def test_total(play):
    items = ["tea", "bread", "oranges"]
    match = await play(total_of_a_basket, items=items)
    match.expect_result(sum(match.reply("fetch_price", item) for item in items))
    match.expect_peak("fetch_price", 3)
    match.expect_seconds(max(match.latency("fetch_price", item) for item in items))
    match.expect_clean()
