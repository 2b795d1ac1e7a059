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
    return {
        "orders": await asyncio.create_task(count_orders(shop)),
        "visitors": await asyncio.create_task(count_visitors(shop)),
        "weather": await asyncio.create_task(read_weather(shop)),
    }


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
