import asyncio


async def check_prices(browser, shops):
    prices, failed = {}, {}
    found = await asyncio.gather(*[browser.price_at(shop) for shop in shops], return_exceptions=True)
    for shop, price in zip(shops, found):
        if isinstance(price, Exception):
            failed[shop] = str(price) or "tab closed"
        else:
            prices[shop] = price
    return prices, failed
