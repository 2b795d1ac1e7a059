"""A future for the next reading: what comes while the watcher is busy is lost, the end as well."""

import asyncio
from collections.abc import AsyncIterator

from services import ControlRoom, Thermometer


async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    loop = asyncio.get_running_loop()
    following = loop.create_future()

    def take(reading):
        if not following.done():
            following.set_result(reading)

    thermometer.start(lambda reading: loop.call_soon_threadsafe(take, reading))
    try:
        while (reading := await following) is not None:
            yield reading
            following = loop.create_future()
    finally:
        thermometer.stop()


def report(room: ControlRoom, loop: asyncio.AbstractEventLoop, reading: int) -> str:
    return asyncio.run_coroutine_threadsafe(room.report(reading), loop).result()
