import asyncio


async def check_prices(browser, shops):
    prices, failed = {}, {}
    tasks = {}
    try:
        async with asyncio.TaskGroup() as group:
            for shop in shops:
                tasks[shop] = group.create_task(browser.price_at(shop))
    except* Exception:
        pass
    for shop, task in tasks.items():
        if task.cancelled():
            failed[shop] = "tab closed"
        elif task.exception():
            failed[shop] = str(task.exception())
        else:
            prices[shop] = task.result()
    return prices, failed
