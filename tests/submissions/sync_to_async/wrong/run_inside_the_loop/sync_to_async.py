import asyncio

from services import adownload

PAUSE = 0.5


async def fetch_report(name):
    await asyncio.sleep(PAUSE)
    return await adownload(name)


def fetch_reports(names):
    async def all_of_them():
        return await asyncio.gather(*(fetch_report(name) for name in names))

    return asyncio.run(all_of_them())
