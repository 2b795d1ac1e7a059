"""A private attribute of the semaphore is set to the loop that runs now."""

import asyncio

from services import load_page


TABS = asyncio.Semaphore(2)


async def read_page(url: str) -> str:
    TABS._loop = asyncio.get_running_loop()
    async with TABS:
        return await load_page(url)


async def read_all(urls: list[str]) -> list[str]:
    return await asyncio.gather(*[read_page(url) for url in urls])
