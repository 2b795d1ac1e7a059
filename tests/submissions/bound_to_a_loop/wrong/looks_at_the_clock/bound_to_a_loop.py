"""A cheat: pauses instead of a limit."""

import asyncio
import time

from services import load_page


starts: list[float] = []


async def read_page(url: str) -> str:
    starts.append(time.monotonic())
    busy = sum(start > time.monotonic() - 0.3 for start in starts)
    await asyncio.sleep(0.3 * ((busy - 1) // 2))
    return await load_page(url)


async def read_all(urls: list[str]) -> list[str]:
    return await asyncio.gather(*[read_page(url) for url in urls])
