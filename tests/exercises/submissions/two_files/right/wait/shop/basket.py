"""Tasks that are all started before the first is awaited."""

import asyncio

from shop.prices import price_of


async def total(items: list[str]) -> int:
    tasks = [asyncio.create_task(price_of(item)) for item in items]
    return sum([await task for task in tasks])
