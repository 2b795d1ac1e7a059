"""Adverts for jobs: every event loop has two tabs of its own."""

import asyncio
from weakref import WeakKeyDictionary

from services import load_page

# A semaphore that was waited for holds its loop, so its entry stays: one small entry for each such run.
_tabs: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


def tabs() -> asyncio.Semaphore:
    """The two tabs of the running loop."""
    return _tabs.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(2))


async def read_page(url: str) -> str:
    """Read one page, as soon as one of the two tabs of this loop is free."""
    async with tabs():
        return await load_page(url)


async def read_all(urls: list[str]) -> list[str]:
    """Given: read pages, and hand back their texts in the order of `urls`."""
    return await asyncio.gather(*[read_page(url) for url in urls])


if __name__ == "__main__":
    for name, urls in {"Monday": ["/5", "/6", "/7"], "Monday evening": ["/8", "/9", "/10"]}.items():
        print(f"{name:<16}{asyncio.run(read_all(urls))}")
