"""Three reports at once, solved."""

import asyncio
import time

from services import adownload

PAUSE = 0.5  # seconds: the archive looks for a report before it can be downloaded. Keep it.


async def fetch_report(name: str) -> str:
    """Return the report called `name`."""
    await asyncio.sleep(PAUSE)
    return await adownload(name)


async def fetch_reports(names: list[str]) -> list[str]:
    """Return the reports, in the order of `names`."""
    return await asyncio.gather(*(fetch_report(name) for name in names))


if __name__ == "__main__":
    wanted = ["sales", "stock", "staff"]
    begun = time.perf_counter()
    reports = asyncio.run(fetch_reports(wanted))
    print(*reports, sep="\n")
    print(f"{len(reports)} reports in {time.perf_counter() - begun:.1f} s")
