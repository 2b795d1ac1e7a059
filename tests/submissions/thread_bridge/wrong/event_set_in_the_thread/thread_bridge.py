"""asyncio.Event, set by the thread itself."""

import asyncio
from collections.abc import AsyncIterator

from services import ControlRoom, Thermometer


async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    readings: list[int | None] = []
    something = asyncio.Event()

    def on_reading(reading):
        readings.append(reading)
        something.set()

    thermometer.start(on_reading)
    try:
        while True:
            await something.wait()
            something.clear()
            while readings:
                reading = readings.pop(0)
                if reading is None:
                    return
                yield reading
    finally:
        thermometer.stop()


def report(room: ControlRoom, loop: asyncio.AbstractEventLoop, reading: int) -> str:
    return asyncio.run_coroutine_threadsafe(room.report(reading), loop).result()
