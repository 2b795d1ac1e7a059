import asyncio


async def check_prices(browser, shops):
    prices, failed = {}, {}
    tasks = {shop: asyncio.create_task(browser.price_at(shop)) for shop in shops}
    await asyncio.sleep(2)
    for shop, task in tasks.items():
        if task.cancelled():
            failed[shop] = "tab closed"
        elif task.exception():
            failed[shop] = str(task.exception())
        else:
            prices[shop] = task.result()
    return prices, failed
