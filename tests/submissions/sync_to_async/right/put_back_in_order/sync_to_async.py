"""Takes each report when it is ready, and puts it in its place."""

import asyncio

from services import adownload

PAUSE = 0.5


async def fetch_report(name: str) -> str:
    await asyncio.sleep(PAUSE)
    return await adownload(name)


async def fetch_reports(names: list[str]) -> list[str]:
    async def with_place(place: int) -> tuple[int, str]:
        return place, await fetch_report(names[place])

    reports = [""] * len(names)
    for first in asyncio.as_completed([with_place(place) for place in range(len(names))]):
        place, report = await first
        reports[place] = report
    return reports
