import asyncio


async def check_prices(browser, shops):
    prices = {}

    async def look(shop):
        prices[shop] = await browser.price_at(shop)

    await asyncio.wait([asyncio.create_task(look(shop)) for shop in shops])
    return prices, {shop: "no answer" for shop in shops if shop not in prices}
