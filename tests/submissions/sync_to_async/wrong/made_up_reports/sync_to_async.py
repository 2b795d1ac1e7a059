import asyncio

from services import SECONDS

PAUSE = 0.5


async def fetch_report(name):
    await asyncio.sleep(PAUSE + SECONDS.get(name, 1.0))
    return f"{name}: 12 pages"


async def fetch_reports(names):
    return await asyncio.gather(*(fetch_report(name) for name in names))
