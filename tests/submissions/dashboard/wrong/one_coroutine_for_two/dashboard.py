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
    rates = asyncio.create_task(load_rates())
    customer = await find_customer(phone)
    tickets = await load_tickets(customer)
    return {"customer": customer, "tickets": tickets, "rates": await rates}


async def tickets_of(customer):
    return await load_tickets(await customer)


async def offers_for(customer, rates):
    return await make_offers(await customer, await rates)


async def advice(phone):
    customer, rates = find_customer(phone), load_rates()
    tickets, offers = await asyncio.gather(tickets_of(customer), offers_for(customer, rates))
    return {"tickets": tickets, "offers": offers}
