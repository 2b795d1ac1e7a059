"""One for each loop, but it lets only one page through."""

import asyncio

from services import load_page


LOCKS: dict[asyncio.AbstractEventLoop, asyncio.Lock] = {}


async def read_page(url: str) -> str:
    async with LOCKS.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
        return await load_page(url)


async def read_all(urls: list[str]) -> list[str]:
    return await asyncio.gather(*[read_page(url) for url in urls])
