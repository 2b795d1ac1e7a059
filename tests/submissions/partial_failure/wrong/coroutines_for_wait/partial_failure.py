import asyncio


async def check_prices(browser, shops):
    prices, failed = {}, {}
    done, _ = await asyncio.wait([browser.price_at(shop) for shop in shops])
    for shop, task in zip(shops, done):
        if task.exception():
            failed[shop] = str(task.exception())
        else:
            prices[shop] = task.result()
    return prices, failed
