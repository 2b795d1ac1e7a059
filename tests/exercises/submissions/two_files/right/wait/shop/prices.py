"""What one item costs.

The supplier is asked each time: prices change during the day.
"""

from services import fetch_price


async def price_of(item: str) -> int:
    return await fetch_price(item)
