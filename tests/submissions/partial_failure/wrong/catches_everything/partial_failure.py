import asyncio


async def check_prices(browser, shops):
    prices, failed = {}, {}

    async def look(shop):
        try:
            prices[shop] = await browser.price_at(shop)
        except BaseException as error:
            failed[shop] = str(error) or "tab closed"

    await asyncio.gather(*[look(shop) for shop in shops])
    return prices, failed
