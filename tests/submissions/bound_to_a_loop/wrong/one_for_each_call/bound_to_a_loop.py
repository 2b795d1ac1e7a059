"""Every page has two tabs for itself."""

import asyncio

from services import load_page


async def read_page(url: str) -> str:
    async with asyncio.Semaphore(2):
        return await load_page(url)


async def read_all(urls: list[str]) -> list[str]:
    return await asyncio.gather(*[read_page(url) for url in urls])
