import asyncio

from services import adownload

PAUSE = 0.5


async def fetch_report(name):
    report = await adownload(name)
    await asyncio.sleep(PAUSE)
    return report


async def fetch_reports(names):
    return await asyncio.gather(*(fetch_report(name) for name in names))
