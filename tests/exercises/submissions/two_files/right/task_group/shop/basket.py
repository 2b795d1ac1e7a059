"""A task group asks for all prices."""

import asyncio

from shop import prices


async def total(items: list[str]) -> int:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(prices.price_of(item)) for item in items]
    return sum(task.result() for task in tasks)
