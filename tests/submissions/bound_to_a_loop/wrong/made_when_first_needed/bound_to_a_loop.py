"""One semaphore for all, made by the first reader."""

import asyncio

from services import load_page


tabs = None


async def read_page(url: str) -> str:
    global tabs
    if tabs is None:
        tabs = asyncio.Semaphore(2)
    async with tabs:
        return await load_page(url)


async def read_all(urls: list[str]) -> list[str]:
    return await asyncio.gather(*[read_page(url) for url in urls])
