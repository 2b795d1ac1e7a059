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


async def overview(shop):
    counts = await asyncio.gather(count_orders(shop), count_visitors(shop), read_weather(shop))
    return dict(zip(("orders", "visitors", "weather"), counts, strict=True))


async def caller(phone):
    customer = await find_customer(phone)
    tickets = await load_tickets(customer)
    return {"customer": customer, "tickets": tickets, "rates": await load_rates()}


async def advice(phone):
    rates = asyncio.create_task(load_rates())
    customer = await find_customer(phone)
    tickets = asyncio.create_task(load_tickets(customer))
    offers = await make_offers(customer, await rates)
    return {"tickets": await tickets, "offers": offers}
