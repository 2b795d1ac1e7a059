"""A queue of tabs for all loops."""

import asyncio

from services import load_page


TABS: asyncio.Queue = asyncio.Queue()
TABS.put_nowait("left")
TABS.put_nowait("right")


async def read_page(url: str) -> str:
    tab = await TABS.get()
    try:
        return await load_page(url)
    finally:
        TABS.put_nowait(tab)


async def read_all(urls: list[str]) -> list[str]:
    return await asyncio.gather(*[read_page(url) for url in urls])
