"""One loop runs in a thread at a time, so each thread keeps its last loop and its tabs."""

import asyncio
import threading

from services import load_page


class Here(threading.local):
    loop = None
    tabs = None


here = Here()


async def read_page(url: str) -> str:
    loop = asyncio.get_running_loop()
    if here.loop is not loop:
        here.loop, here.tabs = loop, asyncio.BoundedSemaphore(2)
    async with here.tabs:
        return await load_page(url)


async def read_all(urls: list[str]) -> list[str]:
    return await asyncio.gather(*[read_page(url) for url in urls])
