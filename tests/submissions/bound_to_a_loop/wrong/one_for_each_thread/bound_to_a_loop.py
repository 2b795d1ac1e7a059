"""The main thread keeps its semaphore over all its loops."""

import asyncio
import threading

from services import load_page


TABS: dict[int, asyncio.Semaphore] = {}


async def read_page(url: str) -> str:
    tabs = TABS.setdefault(threading.get_ident(), asyncio.Semaphore(2))
    async with tabs:
        return await load_page(url)


async def read_all(urls: list[str]) -> list[str]:
    return await asyncio.gather(*[read_page(url) for url in urls])
