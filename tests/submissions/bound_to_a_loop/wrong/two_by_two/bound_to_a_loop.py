"""Each pair waits for its slower page."""

import asyncio

from services import load_page


async def read_page(url: str) -> str:
    return await load_page(url)


async def read_all(urls: list[str]) -> list[str]:
    texts = []
    for first in range(0, len(urls), 2):
        texts += await asyncio.gather(*[read_page(url) for url in urls[first : first + 2]])
    return texts
