"""Every source is a task that awaits the tasks it needs: the drawing, arrow by arrow."""

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
