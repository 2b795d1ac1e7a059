"""Answers to dashboard that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong sleeps_then_reads: part 1, guessed-wait
async def overview(shop: str) -> dict[str, str]:
    orders = asyncio.create_task(count_orders(shop))  # <- the fault
    visitors = asyncio.create_task(count_visitors(shop))
    weather = asyncio.create_task(read_weather(shop))
    await asyncio.sleep(0.5)
    return {"orders": orders.result(), "visitors": visitors.result(), "weather": weather.result()}


# %% wrong customer_is_a_task: part 2, task-not-awaited
async def caller(phone: str) -> dict[str, str]:
    rates = asyncio.create_task(load_rates())
    customer = asyncio.create_task(find_customer(phone))
    tickets = await load_tickets(customer)  # <- the fault
    return {"customer": await customer, "tickets": tickets, "rates": await rates}


# %% wrong coroutine_in_question: part 2, never-awaited
async def caller(phone: str) -> dict[str, str]:
    rates = asyncio.create_task(load_rates())
    customer = find_customer(phone)  # <- the fault
    tickets = await load_tickets(f"{customer}")
    return {"customer": str(customer), "tickets": tickets, "rates": await rates}


# %% wrong overview_paced: part 1, too-slow
async def overview(shop: str) -> dict[str, str]:
    orders = asyncio.create_task(count_orders(shop))
    await asyncio.sleep(0.1)  # <- the fault
    visitors = asyncio.create_task(count_visitors(shop))
    weather = asyncio.create_task(read_weather(shop))
    return {"orders": await orders, "visitors": await visitors, "weather": await weather}
