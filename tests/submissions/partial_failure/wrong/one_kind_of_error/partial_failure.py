import asyncio

from services import ShopDown


async def check_prices(browser, shops):
    prices, failed = {}, {}

    async def look(shop):
        try:
            prices[shop] = await browser.price_at(shop)
        except ShopDown as error:
            failed[shop] = str(error)

    tasks = [asyncio.create_task(look(shop)) for shop in shops]
    await asyncio.wait(tasks)
    for shop, task in zip(shops, tasks):
        if task.cancelled():
            failed[shop] = "tab closed"
        else:
            task.result()
    return prices, failed
