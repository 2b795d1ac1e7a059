import asyncio


async def check_prices(browser, shops):
    found = await asyncio.gather(*[browser.price_at(shop) for shop in shops], return_exceptions=True)
    return dict(zip(shops, found)), {}
