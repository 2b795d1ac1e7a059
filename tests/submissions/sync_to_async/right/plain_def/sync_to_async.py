"""Ordinary functions that hand back something to await are as good as coroutine functions."""

import asyncio
from collections.abc import Awaitable

from services import adownload

PAUSE = 0.5


def fetch_report(name: str) -> Awaitable[str]:
    async def pause_and_download() -> str:
        await asyncio.sleep(PAUSE)
        return await adownload(name)

    return pause_and_download()


def fetch_reports(names: list[str]) -> Awaitable[list[str]]:
    return asyncio.gather(*[fetch_report(name) for name in names])
