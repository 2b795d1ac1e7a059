"""asyncio.wait never raises what its tasks raise: sorted by hand, and cancelled by hand."""

import asyncio


async def check_prices(browser, shops):
    tasks = {asyncio.create_task(browser.price_at(shop)): shop for shop in shops}
    try:
        await asyncio.wait(tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    prices, failed = {}, {}
    for task, shop in tasks.items():
        if task.cancelled():
            failed[shop] = "tab closed"
        elif error := task.exception():
            failed[shop] = str(error)
        else:
            prices[shop] = task.result()
    return prices, failed
