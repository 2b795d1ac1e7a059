"""The loop is looked for in the thread, where none runs."""

import asyncio
from collections.abc import AsyncIterator

from services import ControlRoom, Thermometer


async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    readings: asyncio.Queue[int | None] = asyncio.Queue()

    def on_reading(reading):
        asyncio.get_running_loop().call_soon_threadsafe(readings.put_nowait, reading)

    thermometer.start(on_reading)
    try:
        while (reading := await readings.get()) is not None:
            yield reading
    finally:
        thermometer.stop()


def report(room: ControlRoom, loop: asyncio.AbstractEventLoop, reading: int) -> str:
    return asyncio.run_coroutine_threadsafe(room.report(reading), loop).result()
