"""create_task from the thread, and a look at the task every now and then."""

import asyncio
import time
from collections.abc import AsyncIterator

from services import ControlRoom, Thermometer


async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    readings: asyncio.Queue[int | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    thermometer.start(lambda reading: loop.call_soon_threadsafe(readings.put_nowait, reading))
    try:
        while (reading := await readings.get()) is not None:
            yield reading
    finally:
        thermometer.stop()


def report(room: ControlRoom, loop: asyncio.AbstractEventLoop, reading: int) -> str:
    task = loop.create_task(room.report(reading))
    while not task.done():
        time.sleep(0.05)
    return task.result()
