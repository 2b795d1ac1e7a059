"""put_nowait runs in the thread, and its result is handed over."""

import asyncio
from collections.abc import AsyncIterator

from services import ControlRoom, Thermometer


async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    readings: asyncio.Queue[int | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    thermometer.start(lambda reading: loop.call_soon_threadsafe(readings.put_nowait(reading)))
    try:
        while (reading := await readings.get()) is not None:
            yield reading
    finally:
        thermometer.stop()


def report(room: ControlRoom, loop: asyncio.AbstractEventLoop, reading: int) -> str:
    return asyncio.run_coroutine_threadsafe(room.report(reading), loop).result()
