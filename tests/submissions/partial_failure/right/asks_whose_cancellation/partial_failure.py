"""A coroutine for each shop returns what to write down; it asks who was cancelled, the tab or itself."""

import asyncio
from functools import partial


async def look(browser, shop):
    try:
        return True, await browser.price_at(shop)
    except asyncio.CancelledError:
        if asyncio.current_task().cancelling():
            raise
        return False, "tab closed"
    except Exception as error:
        return False, str(error)


async def check_prices(browser, shops):
    outcomes = await asyncio.gather(*map(partial(look, browser), shops))
    both = dict(zip(shops, outcomes))
    return (
        {shop: text for shop, (found, text) in both.items() if found},
        {shop: text for shop, (found, text) in both.items() if not found},
    )
