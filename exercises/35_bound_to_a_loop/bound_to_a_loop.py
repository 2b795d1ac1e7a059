"""Adverts for jobs are read every morning and every evening, in a browser with two tabs. The evening breaks off.

Run this file first. Then let every event loop have two tabs of its own: for one run after the other (part 1), for
all who read in the same run (part 2), and for loops that run at the same time in two threads (part 3).
"""

import asyncio
import time

from services import load_page

TABS = asyncio.Semaphore(2)


async def read_page(url: str) -> str:
    """Read one page, as soon as one of the two tabs of this loop is free."""
    # TODO LIMIT: these tabs belong to the first loop in which a page had to wait for them.
    async with TABS:
        return await load_page(url)


async def read_all(urls: list[str]) -> list[str]:
    """Given: read pages, and hand back their texts in the order of `urls`."""
    return await asyncio.gather(*[read_page(url) for url in urls])


if __name__ == "__main__":

    def run(name, urls):
        begun = time.perf_counter()
        try:
            print(f"{name:<22}{asyncio.run(read_all(urls))}")
        except RuntimeError as error:
            print(f"{name:<22}RuntimeError: {error}")
        print(f"{'':<22}{time.perf_counter() - begun:.1f} s")

    run("Sunday, two adverts", ["/1", "/2"])
    run("Sunday evening, two", ["/3", "/4"])
    run("Monday, three", ["/5", "/6", "/7"])
    run("Monday evening, three", ["/8", "/9", "/10"])
