"""The lamp of this example. By itself it prints; in a check the judge answers instead."""

import asyncio


async def blink() -> None:
    print("blink")
    await asyncio.sleep(0.01)
