import asyncio

from services import (
    count_orders,
    count_visitors,
    find_customer,
    load_rates,
    load_tickets,
    make_offers,
    read_weather,
)

LAST = {"rates": "1 EUR = 1.1 USD"}


async def overview(shop):
    counts = await asyncio.gather(count_orders(shop), count_visitors(shop), read_weather(shop))
    return dict(zip(("orders", "visitors", "weather"), counts, strict=True))


async def caller(phone):
    rates = asyncio.create_task(load_rates())
    customer = await find_customer(phone)
    tickets = await load_tickets(customer)
    return {"customer": customer, "tickets": tickets, "rates": await rates}


async def refresh():
    LAST["rates"] = await load_rates()


async def advice(phone):
    refreshing = asyncio.create_task(refresh())
    customer = await find_customer(phone)
    page = await asyncio.gather(load_tickets(customer), make_offers(customer, LAST["rates"]))
    await refreshing
    return {"tickets": page[0], "offers": page[1]}
