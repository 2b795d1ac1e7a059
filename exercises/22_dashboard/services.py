"""The sources of the dashboard. They really wait; in a check the judge answers instead. Leave it as it is."""

import asyncio


async def count_orders(shop: str) -> str:
    """Return today's orders of a shop."""
    await asyncio.sleep(0.6)
    return "12 orders"


async def count_visitors(shop: str) -> str:
    """Return today's visitors of a shop."""
    await asyncio.sleep(0.2)
    return "340 visitors"


async def read_weather(shop: str) -> str:
    """Return the weather at a shop; on wet days people call instead of coming."""
    await asyncio.sleep(0.4)
    return "light rain"


async def find_customer(phone: str) -> str:
    """Return the customer with this phone number."""
    await asyncio.sleep(0.2)
    return f"customer {phone[-2:]}"


async def load_rates() -> str:
    """Return today's exchange rates."""
    await asyncio.sleep(0.5)
    return "1 EUR = 1.1 USD"


async def load_tickets(customer: str) -> str:
    """Return what this customer has complained about."""
    await asyncio.sleep(0.6)
    return f"2 tickets of {customer}"


async def make_offers(customer: str, rates: str) -> str:
    """Return offers for this customer, at these rates."""
    await asyncio.sleep(0.3)
    return f"an offer for {customer} at {rates}"
