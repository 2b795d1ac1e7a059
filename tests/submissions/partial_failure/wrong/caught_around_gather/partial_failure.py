import asyncio


async def check_prices(browser, shops):
    prices, failed = {}, {}
    tasks = {shop: asyncio.create_task(browser.price_at(shop)) for shop in shops}
    try:
        await asyncio.gather(*tasks.values())
    except Exception:
        pass
    for shop, task in tasks.items():
        if not task.done():
            failed[shop] = "no answer"
        elif task.cancelled():
            failed[shop] = "tab closed"
        elif task.exception():
            failed[shop] = str(task.exception())
        else:
            prices[shop] = task.result()
    return prices, failed
