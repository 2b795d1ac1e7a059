import asyncio

from services import adownload

PAUSE = 0.5


async def fetch_report(name):
    await asyncio.sleep(PAUSE)
    return await adownload(name)


def run_alone(name):
    return asyncio.run(fetch_report(name))


async def fetch_reports(names):
    return await asyncio.gather(*(asyncio.to_thread(run_alone, name) for name in names))
