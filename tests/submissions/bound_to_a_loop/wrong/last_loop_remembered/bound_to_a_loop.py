"""One pair of loop and semaphore: two loops in two threads take it from each other."""

import asyncio

from services import load_page


LAST: tuple = (None, None)


async def read_page(url: str) -> str:
    global LAST
    loop = asyncio.get_running_loop()
    if LAST[0] is not loop:
        LAST = (loop, asyncio.Semaphore(2))
    async with LAST[1]:
        return await load_page(url)


async def read_all(urls: list[str]) -> list[str]:
    return await asyncio.gather(*[read_page(url) for url in urls])
