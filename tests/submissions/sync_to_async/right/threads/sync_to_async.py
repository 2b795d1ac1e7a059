"""The blocking code stays as it was, and waits in threads instead of on the loop."""

import asyncio
import time

from services import download

PAUSE = 0.5


def fetch_and_block(name: str) -> str:
    time.sleep(PAUSE)
    return download(name)


async def fetch_report(name: str) -> str:
    return await asyncio.to_thread(fetch_and_block, name)


async def fetch_reports(names: list[str]) -> list[str]:
    return list(await asyncio.gather(*map(fetch_report, names)))
