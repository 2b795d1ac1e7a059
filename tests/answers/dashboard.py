"""Right and wrong answers to dashboard. docs/for-authors.md says how to read a cell."""


# %% right a_task_for_each_source
# Every source is a task that awaits the tasks it needs: the drawing, arrow by arrow.
async def overview(shop: str) -> dict[str, str]:
    sources = {"orders": count_orders, "visitors": count_visitors, "weather": read_weather}
    tasks = {name: asyncio.create_task(source(shop)) for name, source in sources.items()}
    return {name: await task for name, task in tasks.items()}


async def tickets_of(customer: asyncio.Task[str]) -> str:
    return await load_tickets(await customer)


async def offers_for(customer: asyncio.Task[str], rates: asyncio.Task[str]) -> str:
    return await make_offers(await customer, await rates)


async def caller(phone: str) -> dict[str, str]:
    customer = asyncio.create_task(find_customer(phone))
    tickets, rates = await asyncio.gather(tickets_of(customer), load_rates())
    return {"customer": await customer, "tickets": tickets, "rates": rates}


async def advice(phone: str) -> dict[str, str]:
    customer = asyncio.create_task(find_customer(phone))
    rates = asyncio.create_task(load_rates())
    tickets, offers = await asyncio.gather(tickets_of(customer), offers_for(customer, rates))
    return {"tickets": tickets, "offers": offers}


# %% right futures_in_a_page
# A page is an object with a future for each entry; whoever needs one awaits it, whoever has it sets it.
from collections.abc import Awaitable, Coroutine
from typing import Any


class Page:
    def __init__(self, *names: str) -> None:
        loop = asyncio.get_running_loop()
        self.entries = {name: loop.create_future() for name in names}

    def __getitem__(self, name: str) -> Awaitable[str]:
        return self.entries[name]

    async def _fill(self, name: str, source: Coroutine[Any, Any, str]) -> None:
        self.entries[name].set_result(await source)

    async def fill(self, **sources: Coroutine[Any, Any, str]) -> None:
        async with asyncio.TaskGroup() as group:
            for name, source in sources.items():
                group.create_task(self._fill(name, source))

    def show(self, *names: str) -> dict[str, str]:
        return {name: self.entries[name].result() for name in names}


async def overview(shop: str) -> dict[str, str]:
    page = Page("orders", "visitors", "weather")
    await page.fill(orders=count_orders(shop), visitors=count_visitors(shop), weather=read_weather(shop))
    return page.show("orders", "visitors", "weather")


async def _tickets(page: Page) -> str:
    return await load_tickets(await page["customer"])


async def _offers(page: Page) -> str:
    return await make_offers(await page["customer"], await page["rates"])


async def caller(phone: str) -> dict[str, str]:
    page = Page("customer", "tickets", "rates")
    await page.fill(customer=find_customer(phone), rates=load_rates(), tickets=_tickets(page))
    return page.show("customer", "tickets", "rates")


async def advice(phone: str) -> dict[str, str]:
    page = Page("customer", "tickets", "rates", "offers")
    await page.fill(customer=find_customer(phone), rates=load_rates(), tickets=_tickets(page), offers=_offers(page))
    return page.show("tickets", "offers")


# %% right start_early_await_late
async def overview(shop):
    counts = await asyncio.gather(count_orders(shop), count_visitors(shop), read_weather(shop))
    return dict(zip(("orders", "visitors", "weather"), counts, strict=True))


async def caller(phone):
    rates = asyncio.create_task(load_rates())
    customer = await find_customer(phone)
    tickets = await load_tickets(customer)
    return {"customer": customer, "tickets": tickets, "rates": await rates}


async def advice(phone):
    rates = asyncio.create_task(load_rates())
    customer = await find_customer(phone)
    tickets = asyncio.create_task(load_tickets(customer))
    offers = await make_offers(customer, await rates)
    return {"tickets": await tickets, "offers": offers}


# %% wrong a_pool_of_loops: part 1, extra-loop
# Three things at once take three threads, and each async call in them takes asyncio.run.
from concurrent.futures import ThreadPoolExecutor


async def overview(shop):
    def run(source):
        return asyncio.run(source(shop))  # <- the fault

    with ThreadPoolExecutor() as pool:
        counts = pool.map(run, [count_orders, count_visitors, read_weather])
    return dict(zip(("orders", "visitors", "weather"), counts, strict=True))


# %% wrong as_they_come: part 1, wrong-order
# as_completed gives the results in the order of the calls.
async def overview(shop):
    sources = [count_orders(shop), count_visitors(shop), read_weather(shop)]
    counts = [await count for count in asyncio.as_completed(sources)]  # <- the fault
    return dict(zip(("orders", "visitors", "weather"), counts, strict=True))


# %% wrong customer_found_twice: part 3, called-too-often
# Each chain is complete by itself, so each begins with the customer.
async def tickets_of(phone):
    return await load_tickets(await find_customer(phone))  # <- the fault


async def offers_for(phone):
    customer, rates = await asyncio.gather(find_customer(phone), load_rates())  # <- the fault
    return await make_offers(customer, rates)


async def advice(phone):
    tickets, offers = await asyncio.gather(tickets_of(phone), offers_for(phone))
    return {"tickets": tickets, "offers": offers}


# %% wrong customer_is_a_task: part 2, task-not-awaited
# A task can stand wherever its result can.
async def caller(phone):
    customer = asyncio.create_task(find_customer(phone))
    tickets, rates = await asyncio.gather(load_tickets(customer), load_rates())  # <- the fault
    return {"customer": await customer, "tickets": tickets, "rates": rates}


# %% wrong first_level_then_second: part 2, needless-wait
# What can be gathered is gathered, and then comes the rest.
async def caller(phone):
    customer, rates = await asyncio.gather(find_customer(phone), load_rates())  # <- the fault
    return {"customer": customer, "tickets": await load_tickets(customer), "rates": rates}


# %% wrong gather_not_awaited: part 1, task-not-awaited
# gather gives a list of results.
async def overview(shop):
    counts = asyncio.gather(count_orders(shop), count_visitors(shop), read_weather(shop))  # <- the fault
    return dict(zip(("orders", "visitors", "weather"), counts, strict=True))


# %% wrong guessed_wait: part 1, guessed-wait
# A second is enough for every counter, so a second is what the page waits.
async def overview(shop):
    tasks = [asyncio.create_task(source(shop)) for source in (count_orders, count_visitors, read_weather)]
    await asyncio.sleep(0.3)  # <- the fault
    return dict(zip(("orders", "visitors", "weather"), [task.result() for task in tasks], strict=True))


# %% wrong levels: part 3, needless-wait
# First all that needs nothing, then all that needs something.
async def advice(phone):
    customer, rates = await asyncio.gather(find_customer(phone), load_rates())  # <- the fault
    tickets, offers = await asyncio.gather(load_tickets(customer), make_offers(customer, rates))
    return {"tickets": tickets, "offers": offers}


# %% wrong made_up_counts: part 1, answer-not-asked
# The counters always said the same when I ran it.
async def overview(shop):
    await asyncio.sleep(0.6)
    return {"orders": "12 orders", "visitors": "340 visitors", "weather": "light rain"}  # <- the fault


# %% wrong one_coroutine_for_two: part 3, coroutine-reused
# The call is made once, and both chains await it.
async def tickets_of(customer):
    return await load_tickets(await customer)


async def offers_for(customer, rates):
    return await make_offers(await customer, await rates)  # <- the fault


async def advice(phone):
    customer, rates = find_customer(phone), load_rates()  # <- the fault
    tickets, offers = await asyncio.gather(tickets_of(customer), offers_for(customer, rates))
    return {"tickets": tickets, "offers": offers}


# %% wrong page_of_coroutines: part 1, never-awaited
# A dict of calls is filled as the answers come in.
async def overview(shop):  # <- the fault
    return {"orders": count_orders(shop), "visitors": count_visitors(shop), "weather": read_weather(shop)}


# %% wrong rates_awaited_early: part 2, needless-wait
# The rates were started first, so they are collected first.
async def caller(phone):
    rates = asyncio.create_task(load_rates())
    customer = await find_customer(phone)
    known = await rates  # <- the fault
    return {"customer": customer, "tickets": await load_tickets(customer), "rates": known}


# %% wrong rates_beside_the_tickets: part 2, needless-wait
# Two of the three can overlap, and tickets and rates stand next to each other.
async def caller(phone):
    customer = await find_customer(phone)
    tickets, rates = await asyncio.gather(load_tickets(customer), load_rates())  # <- the fault
    return {"customer": customer, "tickets": tickets, "rates": rates}


# %% wrong rates_inside_the_chain: part 3, needless-wait
# The offers need the rates, so the rates belong into the chain of the offers.
async def offers_for(customer):
    return await make_offers(customer, await load_rates())  # <- the fault


async def advice(phone):
    customer = await find_customer(phone)
    tickets, offers = await asyncio.gather(load_tickets(customer), offers_for(customer))
    return {"tickets": tickets, "offers": offers}


# %% wrong rates_last: part 2, sequential-awaits
# The page lists the rates last, so they are asked last.
async def caller(phone):
    customer = await find_customer(phone)
    tickets = await load_tickets(customer)
    return {"customer": customer, "tickets": tickets, "rates": await load_rates()}  # <- the fault


# %% wrong rates_left_behind: part 2, wrong-answer
# Today's rates are the same for all, so an empty line will do until they come.
RATES = []


async def caller(phone):
    task = asyncio.create_task(load_rates())
    task.add_done_callback(lambda done: RATES.append(done.result()))
    customer = await find_customer(phone)
    rates = RATES[0] if RATES else ""  # <- the fault
    return {"customer": customer, "tickets": await load_tickets(customer), "rates": rates}


# %% wrong rates_of_yesterday: part 3, wrong-answer
# The rates hardly change, so the last ones will do until the new ones are here.
LAST = {"rates": "1 EUR = 1.1 USD"}


async def refresh():
    LAST["rates"] = await load_rates()


async def advice(phone):
    refreshing = asyncio.create_task(refresh())
    customer = await find_customer(phone)
    page = await asyncio.gather(load_tickets(customer), make_offers(customer, LAST["rates"]))  # <- the fault
    await refreshing
    return {"tickets": page[0], "offers": page[1]}


# %% wrong rates_with_the_tickets: part 2, needless-wait
# Whatever can go side by side goes into a pair.
async def pair(first, second):
    one, two = await asyncio.gather(first, second)
    return one, two


async def caller(phone):
    customer = await find_customer(phone)
    tickets, rates = await pair(load_tickets(customer), load_rates())  # <- the fault
    return {"customer": customer, "tickets": tickets, "rates": rates}


# %% wrong task_awaited_at_once: part 1, sequential-awaits
# create_task makes things run at the same time.
async def overview(shop):
    return {
        "orders": await asyncio.create_task(count_orders(shop)),  # <- the fault
        "visitors": await asyncio.create_task(count_visitors(shop)),
        "weather": await asyncio.create_task(read_weather(shop)),
    }


# %% wrong tickets_last: part 3, needless-wait
# The offers take longest to make, so they come first and the tickets after.
async def advice(phone):
    rates = asyncio.create_task(load_rates())
    customer = await find_customer(phone)
    offers = await make_offers(customer, await rates)
    return {"tickets": await load_tickets(customer), "offers": offers}  # <- the fault


# %% wrong starts_with_pauses: part 1, too-slow
# The counters do not like three questions at once, so a little time lies between them.
async def overview(shop):
    tasks = []
    for source in (count_orders, count_visitors, read_weather):
        tasks.append(asyncio.create_task(source(shop)))
        await asyncio.sleep(0.25)  # <- the fault
    orders, visitors, weather = await asyncio.gather(*tasks)
    return {"orders": orders, "visitors": visitors, "weather": weather}
