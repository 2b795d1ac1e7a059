"""Answers to partial_failure that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong gives_up_early: part 1, gave-up-too-soon
async def check_prices(browser: Browser, shops: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    prices, failed = {}, {}
    tasks = {shop: asyncio.create_task(browser.price_at(shop)) for shop in shops}
    try:
        await asyncio.wait(tasks.values(), timeout=0.1)  # <- the fault
    finally:
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)
    for shop, task in tasks.items():
        if task.cancelled():
            failed[shop] = "tab closed"
        elif task.exception():
            failed[shop] = str(task.exception())
        else:
            prices[shop] = task.result()
    return prices, failed


# %% wrong dropped_errors: part 1, error-swallowed
async def _price(browser, shop):
    try:
        return await browser.price_at(shop)
    except Exception:  # <- the fault
        return None


async def check_prices(browser: Browser, shops: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    found = await asyncio.gather(*[_price(browser, shop) for shop in shops])
    return {shop: price for shop, price in zip(shops, found) if price}, {}
