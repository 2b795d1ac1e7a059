import asyncio

from services import adownload

PAUSE = 0.5


async def fetch_report(name):
    await asyncio.sleep(PAUSE)
    return await adownload(name)


async def fetch_reports(names):
    jobs = [fetch_report(name) for name in names]
    return [await job for job in jobs]
