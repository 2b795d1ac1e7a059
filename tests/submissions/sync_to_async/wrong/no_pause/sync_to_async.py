import asyncio

from services import adownload


async def fetch_report(name):
    return await adownload(name)


async def fetch_reports(names):
    return await asyncio.gather(*(fetch_report(name) for name in names))
