import asyncio

import services

PAUSE = 0.5


async def fetch_report(name):
    await asyncio.sleep(PAUSE)
    return await services.adownload(name)


async def fetch_reports(names):
    tasks = []
    for name in names:
        tasks.append(asyncio.create_task(fetch_report(name)))
    reports = []
    for task in tasks:
        reports.append(await task)
    return reports
