import asyncio

from services import adownload

PAUSE = 0.5


async def fetch_report(name):
    asyncio.sleep(PAUSE)
    return await adownload(name)


async def fetch_reports(names):
    return await asyncio.gather(*(fetch_report(name) for name in names))
