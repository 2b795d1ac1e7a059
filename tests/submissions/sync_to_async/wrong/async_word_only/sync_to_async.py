import asyncio
import time

from services import download

PAUSE = 0.5


async def fetch_report(name):
    time.sleep(PAUSE)
    return download(name)


async def fetch_reports(names):
    return await asyncio.gather(*(fetch_report(name) for name in names))
