import asyncio

from services import adownload

PAUSE = 0.5


async def fetch_report(name):
    await asyncio.sleep(PAUSE)
    return await adownload(name)


async def fetch_reports(names):
    reports = []
    for name in names:
        reports.append(await fetch_report(name))
    return reports
