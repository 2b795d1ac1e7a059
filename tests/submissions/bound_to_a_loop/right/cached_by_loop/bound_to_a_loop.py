"""functools.cache keeps one semaphore for each loop."""

import asyncio
from functools import cache

from services import load_page


@cache
def tabs_of(loop: asyncio.AbstractEventLoop) -> asyncio.Semaphore:
    return asyncio.Semaphore(2)


async def read_page(url: str) -> str:
    async with tabs_of(asyncio.get_running_loop()):
        return await load_page(url)


async def read_all(urls: list[str]) -> list[str]:
    return await asyncio.gather(*[read_page(url) for url in urls])
