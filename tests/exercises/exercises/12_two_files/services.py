"""The supplier of the shop: it takes its time to name a price in cents."""

import asyncio


async def fetch_price(item: str) -> int:
    await asyncio.sleep(0.3)
    return 100 * len(item)
