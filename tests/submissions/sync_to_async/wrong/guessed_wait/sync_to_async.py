import asyncio

from services import adownload

PAUSE = 0.5


async def fetch_report(name):
    await asyncio.sleep(PAUSE)
    return await adownload(name)


async def fetch_reports(names):
    tasks = [asyncio.create_task(fetch_report(name)) for name in names]
    await asyncio.sleep(2.5)
    return [task.result() for task in tasks]
