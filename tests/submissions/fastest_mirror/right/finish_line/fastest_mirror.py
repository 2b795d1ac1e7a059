"""Transfers report to a queue; the referee reads it until somebody has won or everybody has failed."""

import asyncio
from contextlib import asynccontextmanager

from services import MirrorError, NoMirrorError, fetch, hang_up


async def download(mirror: str, name: str) -> str:
    try:
        return await fetch(mirror, name)
    except asyncio.CancelledError:
        await hang_up(mirror)
        raise


@asynccontextmanager
async def race(coroutines):
    tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def fastest(mirrors: list[str], name: str) -> str:
    finish: asyncio.Queue[str | MirrorError] = asyncio.Queue()
    errors = []

    async def run(mirror: str) -> None:
        try:
            finish.put_nowait(await download(mirror, name))
        except MirrorError as error:
            finish.put_nowait(error)

    async with race([run(mirror) for mirror in mirrors]):
        while len(errors) < len(mirrors):
            arrived = await finish.get()
            if isinstance(arrived, str):
                return arrived
            errors.append(arrived)
    raise NoMirrorError(errors)
