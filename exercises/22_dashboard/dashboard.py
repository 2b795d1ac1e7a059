"""The dashboard of a call centre (the lesson is in README.md).

Run this file: three pages, each with its time. All sources are async already, and
still every page takes as long as all of its sources together. No page has to.
"""

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
    # TODO START: all three, before you wait for the first.
    return {
        "orders": await count_orders(shop),
        "visitors": await count_visitors(shop),
        "weather": await read_weather(shop),
    }


async def caller(phone: str) -> dict[str, str]:
    """2. The tickets need the customer. The rates need nothing."""
    # TODO START: which of the three can begin at once?
    customer = await find_customer(phone)
    tickets = await load_tickets(customer)
    return {"customer": customer, "tickets": tickets, "rates": await load_rates()}


async def advice(phone: str) -> dict[str, str]:
    """3. Tickets need the customer, offers need the customer and the rates. Each source is asked once."""
    # TODO START: each of the four as soon as it has what it needs. TODO WAIT: for both results.
    customer = await find_customer(phone)
    tickets = await load_tickets(customer)
    offers = await make_offers(customer, await load_rates())
    return {"tickets": tickets, "offers": offers}


if __name__ == "__main__":

    async def show(name: str, page) -> None:
        begun = time.perf_counter()
        print(f"{name}: {await page}\n    after {time.perf_counter() - begun:.1f} s")

    async def main() -> None:
        # predict: what is the shortest time that each page can take? The waits stand in services.py.
        await show("overview", overview("Bonn"))
        await show("caller", caller("0228 4711"))
        await show("advice", advice("0228 4711"))

    asyncio.run(main())
