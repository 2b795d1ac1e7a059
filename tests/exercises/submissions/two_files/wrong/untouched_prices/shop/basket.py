"""What a whole basket costs."""

import asyncio

from shop.prices import price_of


async def total(items: list[str]) -> int:
    return sum(await asyncio.gather(*[price_of(item) for item in items]))
