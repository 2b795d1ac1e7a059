"""A count of open tabs, and a look at it every hundredth of a second."""

import asyncio

from services import load_page


open_tabs = 0


async def read_page(url: str) -> str:
    global open_tabs
    while open_tabs >= 2:
        await asyncio.sleep(0.01)
    open_tabs += 1
    try:
        return await load_page(url)
    finally:
        open_tabs -= 1


async def read_all(urls: list[str]) -> list[str]:
    return await asyncio.gather(*[read_page(url) for url in urls])
