"""The dashboard of a call centre, solved."""

import asyncio
import time

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
    """1. Three sources that have nothing to do with each other."""
    orders, visitors, weather = await asyncio.gather(count_orders(shop), count_visitors(shop), read_weather(shop))
    return {"orders": orders, "visitors": visitors, "weather": weather}


async def caller(phone: str) -> dict[str, str]:
    """2. The tickets need the customer. The rates need nothing."""
    async with asyncio.TaskGroup() as group:
        rates = group.create_task(load_rates())
        customer = await find_customer(phone)
        tickets = await load_tickets(customer)
    return {"customer": customer, "tickets": tickets, "rates": rates.result()}


async def advice(phone: str) -> dict[str, str]:
    """3. Tickets need the customer, offers need the customer and the rates. Each source is asked once."""
    async with asyncio.TaskGroup() as group:
        rates = group.create_task(load_rates())
        customer = await find_customer(phone)
        tickets = group.create_task(load_tickets(customer))
        offers = await make_offers(customer, await rates)
    return {"tickets": tickets.result(), "offers": offers}


if __name__ == "__main__":

    async def show(name: str, page) -> None:
        begun = time.perf_counter()
        print(f"{name}: {await page}\n    after {time.perf_counter() - begun:.1f} s")

    async def main() -> None:
        await show("overview", overview("Bonn"))
        await show("caller", caller("0228 4711"))
        await show("advice", advice("0228 4711"))

    asyncio.run(main())
