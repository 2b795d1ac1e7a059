"""Tabs that are never given back: with does not see the acquire in the thread."""

import asyncio
import threading

from services import load_page


TABS = threading.Semaphore(2)


async def read_page(url: str) -> str:
    await asyncio.to_thread(TABS.acquire)
    return await load_page(url)


async def read_all(urls: list[str]) -> list[str]:
    return await asyncio.gather(*[read_page(url) for url in urls])
