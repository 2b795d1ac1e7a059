"""A pool with a thread for each report. It is closed when it has nothing left to do, so closing it never waits."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

from services import adownload, download

PAUSE = 0.5


async def fetch_report(name: str) -> str:
    await asyncio.sleep(PAUSE)
    return await adownload(name)


def fetch_and_block(name: str) -> str:
    time.sleep(PAUSE)
    return download(name)


async def fetch_reports(names: list[str]) -> list[str]:
    loop = asyncio.get_running_loop()
    pool = ThreadPoolExecutor(max_workers=len(names))
    try:
        jobs = [loop.run_in_executor(pool, fetch_and_block, name) for name in names]
        return [await job for job in jobs]
    finally:
        pool.shutdown(wait=False)
