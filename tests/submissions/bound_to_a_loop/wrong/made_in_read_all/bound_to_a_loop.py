"""Each reader has two tabs, and read_page has none."""

import asyncio

from services import load_page


async def read_page(url: str) -> str:
    return await load_page(url)


async def read_all(urls: list[str]) -> list[str]:
    tabs = asyncio.Semaphore(2)

    async def read(url: str) -> str:
        async with tabs:
            return await read_page(url)

    return await asyncio.gather(*[read(url) for url in urls])
