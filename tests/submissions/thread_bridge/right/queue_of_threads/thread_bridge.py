"""A queue made for threads; the loop waits for it in a thread of the pool."""

import asyncio
import queue
from collections.abc import AsyncIterator

from services import ControlRoom, Thermometer


async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    readings: queue.SimpleQueue[int | None] = queue.SimpleQueue()
    thermometer.start(readings.put)
    try:
        while (reading := await asyncio.to_thread(readings.get)) is not None:
            yield reading
    finally:
        thermometer.stop()
        readings.put(None)  # for the thread that may still wait


def report(room: ControlRoom, loop: asyncio.AbstractEventLoop, reading: int) -> str:
    return asyncio.run_coroutine_threadsafe(room.report(reading), loop).result()
