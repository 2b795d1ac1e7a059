import asyncio
from time import sleep

from services import adownload

PAUSE = 0.5


async def fetch_report(name):
    sleep(PAUSE)
    return await adownload(name)


async def fetch_reports(names):
    return await asyncio.gather(*(fetch_report(name) for name in names))
