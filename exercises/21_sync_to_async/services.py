"""The report archive of this story, with one client that blocks and one that can be awaited. Leave it as it is."""

import asyncio
import time

SECONDS = {"sales": 0.8, "stock": 1.4, "staff": 0.6}


def download(name: str) -> str:
    """Return a report. This one blocks: its thread does nothing else until the report is here."""
    time.sleep(SECONDS.get(name, 1.0))
    return f"{name}: 12 pages"


async def adownload(name: str) -> str:
    """Return the same report. This one can be awaited: the loop runs other tasks until the report is here."""
    await asyncio.sleep(SECONDS.get(name, 1.0))
    return f"{name}: 12 pages"
