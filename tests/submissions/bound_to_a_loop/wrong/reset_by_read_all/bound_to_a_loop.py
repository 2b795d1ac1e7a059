"""The second reader replaces the semaphore of the first."""

import asyncio

from services import load_page


TABS = asyncio.Semaphore(2)


async def read_page(url: str) -> str:
    async with TABS:
        return await load_page(url)


async def read_all(urls: list[str]) -> list[str]:
    global TABS
    TABS = asyncio.Semaphore(2)
    return await asyncio.gather(*[read_page(url) for url in urls])
