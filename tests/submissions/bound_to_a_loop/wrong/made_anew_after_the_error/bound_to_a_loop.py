"""Whoever has to wait gets new tabs instead, beside those that are in use."""

import asyncio

from services import load_page


TABS = asyncio.Semaphore(2)


async def read_page(url: str) -> str:
    global TABS
    try:
        await TABS.acquire()
    except RuntimeError:
        TABS = asyncio.Semaphore(2)
        await TABS.acquire()
    tabs = TABS
    try:
        return await load_page(url)
    finally:
        tabs.release()


async def read_all(urls: list[str]) -> list[str]:
    return await asyncio.gather(*[read_page(url) for url in urls])
