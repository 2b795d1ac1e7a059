"""Each shop keeps its own error; what was cancelled is asked of the task, once all are done."""

import asyncio


async def check_prices(browser, shops):
    prices, failed = {}, {}

    async def look(shop):
        try:
            prices[shop] = await browser.price_at(shop)
        except Exception as error:
            failed[shop] = str(error)

    async with asyncio.TaskGroup() as group:
        tasks = {shop: group.create_task(look(shop)) for shop in shops}
    for shop, task in tasks.items():
        if task.cancelled():
            failed[shop] = "tab closed"
    return prices, failed
