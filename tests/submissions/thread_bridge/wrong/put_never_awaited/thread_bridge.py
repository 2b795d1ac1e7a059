"""put only makes a coroutine in the loop, and nobody awaits it."""

import asyncio
from collections.abc import AsyncIterator

from services import ControlRoom, Thermometer


async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    readings: asyncio.Queue[int | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    thermometer.start(lambda reading: loop.call_soon_threadsafe(readings.put, reading))
    try:
        while (reading := await readings.get()) is not None:
            yield reading
    finally:
        thermometer.stop()


def report(room: ControlRoom, loop: asyncio.AbstractEventLoop, reading: int) -> str:
    return asyncio.run_coroutine_threadsafe(room.report(reading), loop).result()
