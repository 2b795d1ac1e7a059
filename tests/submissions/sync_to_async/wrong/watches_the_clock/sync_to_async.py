import asyncio
import time

from services import adownload

PAUSE = 0.5


async def fetch_report(name):
    end = time.monotonic() + PAUSE
    while time.monotonic() < end:
        await asyncio.sleep(0)
    return await adownload(name)


async def fetch_reports(names):
    return await asyncio.gather(*(fetch_report(name) for name in names))
