"""The loop's thread blocks in get."""

import asyncio
import queue
from collections.abc import AsyncIterator

from services import ControlRoom, Thermometer


async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    readings: queue.Queue[int | None] = queue.Queue()
    thermometer.start(readings.put)
    try:
        while (reading := readings.get()) is not None:
            yield reading
    finally:
        thermometer.stop()


def report(room: ControlRoom, loop: asyncio.AbstractEventLoop, reading: int) -> str:
    return asyncio.run_coroutine_threadsafe(room.report(reading), loop).result()
