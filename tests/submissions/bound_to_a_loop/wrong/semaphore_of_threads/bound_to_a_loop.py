"""It blocks the thread of the loop, and nobody is left to give a tab back."""

import asyncio
import threading

from services import load_page


TABS = threading.Semaphore(2)


async def read_page(url: str) -> str:
    with TABS:
        return await load_page(url)


async def read_all(urls: list[str]) -> list[str]:
    return await asyncio.gather(*[read_page(url) for url in urls])
