"""No limit at all."""

import asyncio

from services import load_page


async def read_page(url: str) -> str:
    return await load_page(url)


async def read_all(urls: list[str]) -> list[str]:
    return await asyncio.gather(*[read_page(url) for url in urls])
