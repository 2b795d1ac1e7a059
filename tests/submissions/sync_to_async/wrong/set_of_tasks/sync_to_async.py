import asyncio

from services import adownload

PAUSE = 0.5


async def fetch_report(name):
    await asyncio.sleep(PAUSE)
    return await adownload(name)


async def fetch_reports(names):
    done, _ = await asyncio.wait([asyncio.create_task(fetch_report(name)) for name in names])
    return [task.result() for task in done]
