import asyncio


async def check_prices(browser, shops):
    prices, failed = {}, {}
    for shop in shops:
        try:
            prices[shop] = await browser.price_at(shop)
        except asyncio.CancelledError:
            failed[shop] = "tab closed"
        except Exception as error:
            failed[shop] = str(error)
    return prices, failed
