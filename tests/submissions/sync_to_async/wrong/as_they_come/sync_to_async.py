import asyncio

from services import adownload

PAUSE = 0.5


async def fetch_report(name):
    await asyncio.sleep(PAUSE)
    return await adownload(name)


async def fetch_reports(names):
    reports = []
    for first in asyncio.as_completed([fetch_report(name) for name in names]):
        reports.append(await first)
    return reports
