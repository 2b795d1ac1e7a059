import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

from services import adownload, download

PAUSE = 0.5


async def fetch_report(name):
    await asyncio.sleep(PAUSE)
    return await adownload(name)


def fetch_and_block(name):
    time.sleep(PAUSE)
    return download(name)


async def fetch_reports(names):
    with ThreadPoolExecutor(max_workers=len(names)) as pool:
        return list(pool.map(fetch_and_block, names))
