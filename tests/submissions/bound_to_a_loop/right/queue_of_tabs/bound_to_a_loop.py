"""The tabs are things in a queue, and each loop has its queue."""

import asyncio

from services import load_page


QUEUES: dict[asyncio.AbstractEventLoop, asyncio.Queue] = {}


def tabs() -> asyncio.Queue:
    loop = asyncio.get_running_loop()
    if loop not in QUEUES:
        QUEUES[loop] = asyncio.Queue()
        for tab in ("left", "right"):
            QUEUES[loop].put_nowait(tab)
    return QUEUES[loop]


async def read_page(url: str) -> str:
    free = tabs()
    tab = await free.get()
    try:
        return await load_page(url)
    finally:
        free.put_nowait(tab)


async def read_all(urls: list[str]) -> list[str]:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(read_page(url)) for url in urls]
    return [task.result() for task in tasks]
