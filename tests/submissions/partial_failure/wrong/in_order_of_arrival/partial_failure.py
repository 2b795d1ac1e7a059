import asyncio


async def check_prices(browser, shops):
    prices, failed = {}, {}
    arriving = asyncio.as_completed([browser.price_at(shop) for shop in shops])
    for shop, price in zip(shops, arriving):
        try:
            prices[shop] = await price
        except asyncio.CancelledError:
            failed[shop] = "tab closed"
        except Exception as error:
            failed[shop] = str(error)
    return prices, failed
