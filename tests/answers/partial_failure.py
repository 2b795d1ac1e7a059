"""Right and wrong answers to partial_failure. docs/for-authors.md says how to read a cell."""

# %% right asks_whose_cancellation
# A coroutine for each shop returns what to write down; it asks who was cancelled, the tab or itself.
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


# %% right task_group_and_questions
# Each shop keeps its own error; what was cancelled is asked of the task, once all are done.
async def check_prices(browser, shops):
    prices, failed = {}, {}

    async def look(shop):
        try:
            prices[shop] = await browser.price_at(shop)
        except Exception as error:
            failed[shop] = str(error)

    async with asyncio.TaskGroup() as group:
        tasks = {shop: group.create_task(look(shop)) for shop in shops}
    for shop, task in tasks.items():
        if task.cancelled():
            failed[shop] = "tab closed"
    return prices, failed


# %% right wait_and_sort
# asyncio.wait never raises what its tasks raise: sorted by hand, and cancelled by hand.
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


# %% wrong a_group_for_all: part 1, cancelled-too-much
# A TaskGroup waits for all of its tasks, whatever becomes of some.
async def check_prices(browser, shops):
    prices, failed = {}, {}
    tasks = {}
    try:
        async with asyncio.TaskGroup() as group:
            for shop in shops:
                tasks[shop] = group.create_task(browser.price_at(shop))  # <- the fault
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


# %% wrong asks_for_exception: part 2, error-as-answer
# Everything that can be raised is an Exception.
async def check_prices(browser, shops):
    prices, failed = {}, {}
    found = await asyncio.gather(*[browser.price_at(shop) for shop in shops], return_exceptions=True)
    for shop, price in zip(shops, found):
        if isinstance(price, Exception):  # <- the fault
            failed[shop] = str(price) or "tab closed"
        else:
            prices[shop] = price
    return prices, failed


# %% wrong catches_everything: part 3, cancellation-swallowed
# A CancelledError can only mean that the tab was closed.
async def check_prices(browser, shops):
    prices, failed = {}, {}

    async def look(shop):
        try:
            prices[shop] = await browser.price_at(shop)
        except BaseException as error:  # <- the fault
            failed[shop] = str(error) or "tab closed"

    await asyncio.gather(*[look(shop) for shop in shops])
    return prices, failed


# %% wrong errors_of_a_shop: part 1, unhandled-error
# A shop is down, or has no price: those are the two errors.
from services import NoPrice, ShopDown


async def check_prices(browser, shops):
    prices, failed = {}, {}

    async def look_at(shop):
        try:
            prices[shop] = await browser.price_at(shop)
        except (ShopDown, NoPrice) as error:  # <- the fault
            failed[shop] = str(error)
        except asyncio.CancelledError:
            if asyncio.current_task().cancelling():
                raise
            failed[shop] = "tab closed"

    await asyncio.gather(*[look_at(shop) for shop in shops])
    return prices, failed


# %% wrong caught_around_gather: part 1, task-leaked
# When gather raises, everything that it waited for is over.
async def check_prices(browser, shops):
    prices, failed = {}, {}
    tasks = {shop: asyncio.create_task(browser.price_at(shop)) for shop in shops}
    try:
        await asyncio.gather(*tasks.values())
    except Exception:  # <- the fault
        pass
    for shop, task in tasks.items():
        if not task.done():
            failed[shop] = "no answer"
        elif task.cancelled():
            failed[shop] = "tab closed"
        elif task.exception():
            failed[shop] = str(task.exception())
        else:
            prices[shop] = task.result()
    return prices, failed


# %% wrong coroutines_for_wait: part 1, not-a-task
# asyncio.wait takes whatever gather takes.
async def check_prices(browser, shops):
    prices, failed = {}, {}
    done, _ = await asyncio.wait([browser.price_at(shop) for shop in shops])  # <- the fault
    for shop, task in zip(shops, done):
        if task.exception():
            failed[shop] = str(task.exception())
        else:
            prices[shop] = task.result()
    return prices, failed


# %% wrong errors_among_the_prices: part 1, error-as-answer
# return_exceptions=True leaves the errors out of the results.
async def check_prices(browser, shops):
    found = await asyncio.gather(*[browser.price_at(shop) for shop in shops], return_exceptions=True)  # <- the fault
    return dict(zip(shops, found)), {}


# %% wrong except_exception_for_each: part 2, cancelled-work-raised
# except Exception catches whatever can go wrong in a tab.
async def check_prices(browser, shops):
    prices, failed = {}, {}

    async def look(shop):
        try:
            prices[shop] = await browser.price_at(shop)
        except Exception as error:  # <- the fault
            failed[shop] = str(error) or "tab closed"

    await asyncio.gather(*[look(shop) for shop in shops])
    return prices, failed


# %% wrong impatient: part 1, gave-up-too-soon
# Looks at the clock: a shop that takes longer than a second is down.
async def check_prices(browser, shops):
    prices, failed = {}, {}
    tasks = {shop: asyncio.create_task(browser.price_at(shop)) for shop in shops}
    await asyncio.wait(tasks.values(), timeout=1)  # <- the fault
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


# %% wrong in_order_of_arrival: part 1, wrong-order
# as_completed hands the results out in the order of the shops.
async def check_prices(browser, shops):
    prices, failed = {}, {}
    arriving = asyncio.as_completed([browser.price_at(shop) for shop in shops])
    for shop, price in zip(shops, arriving):  # <- the fault
        try:
            prices[shop] = await price
        except asyncio.CancelledError:
            failed[shop] = "tab closed"
        except Exception as error:
            failed[shop] = str(error)
    return prices, failed


# %% wrong made_up_list: part 1, answer-not-asked
# Copied what services.py answers.
async def check_prices(browser, shops):
    prices = {shop: f"{len(shop)}.95" for shop in shops if shop != "birch"}  # <- the fault
    failed = {shop: f"{shop} does not answer" for shop in shops if shop == "birch"}
    return prices, failed


# %% wrong nobody_ends_the_tabs: part 3, task-leaked
# Tasks end with the function that made them.
async def check_prices(browser, shops):
    prices, failed = {}, {}
    tasks = {shop: asyncio.create_task(browser.price_at(shop)) for shop in shops}
    await asyncio.wait(tasks.values())  # <- the fault
    for shop, task in tasks.items():
        if task.cancelled():
            failed[shop] = "tab closed"
        elif task.exception():
            failed[shop] = str(task.exception())
        else:
            prices[shop] = task.result()
    return prices, failed


# %% wrong one_by_one: part 1, sequential-awaits
# With a try for each shop the shops have to be asked in a loop.
async def check_prices(browser, shops):
    prices, failed = {}, {}
    for shop in shops:
        try:
            prices[shop] = await browser.price_at(shop)  # <- the fault
        except asyncio.CancelledError:
            failed[shop] = "tab closed"
        except Exception as error:
            failed[shop] = str(error)
    return prices, failed


# %% wrong one_kind_of_error: part 1, unhandled-error
# A shop that does not answer is the only thing that can go wrong.
from services import ShopDown


async def check_prices(browser, shops):
    prices, failed = {}, {}

    async def look(shop):
        try:
            prices[shop] = await browser.price_at(shop)
        except ShopDown as error:  # <- the fault
            failed[shop] = str(error)

    tasks = [asyncio.create_task(look(shop)) for shop in shops]
    await asyncio.wait(tasks)
    for shop, task in zip(shops, tasks):
        if task.cancelled():
            failed[shop] = "tab closed"
        else:
            task.result()
    return prices, failed


# %% wrong returns_what_it_has: part 3, cancellation-swallowed
# Half a list is better than none, also when told to stop.
async def check_prices(browser, shops):
    prices, failed = {}, {}
    tasks = {shop: asyncio.create_task(browser.price_at(shop)) for shop in shops}
    try:
        await asyncio.gather(*tasks.values(), return_exceptions=True)
    except asyncio.CancelledError:  # <- the fault
        await asyncio.wait(tasks.values())
    for shop, task in tasks.items():
        if task.cancelled():
            failed[shop] = "tab closed"
        elif task.exception():
            failed[shop] = str(task.exception())
        else:
            prices[shop] = task.result()
    return prices, failed


# %% wrong sleeps_long_enough: part 1, guessed-wait
# Two seconds are enough for every shop, so they need not be waited for.
async def check_prices(browser, shops):
    prices, failed = {}, {}
    tasks = {shop: asyncio.create_task(browser.price_at(shop)) for shop in shops}
    await asyncio.sleep(2)  # <- the fault
    for shop, task in tasks.items():
        if task.cancelled():
            failed[shop] = "tab closed"
        elif task.exception():
            failed[shop] = str(task.exception())
        else:
            prices[shop] = task.result()
    return prices, failed


# %% wrong whoever_is_missing: part 1, error-unread
# Only the prices matter; for the others one reason does.
async def check_prices(browser, shops):
    prices = {}

    async def look(shop):
        prices[shop] = await browser.price_at(shop)

    await asyncio.wait([asyncio.create_task(look(shop)) for shop in shops])  # <- the fault
    return prices, {shop: "no answer" for shop in shops if shop not in prices}
