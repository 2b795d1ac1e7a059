"""A list, and a look at it every tenth of a second."""

import asyncio
from collections.abc import AsyncIterator

from services import ControlRoom, Thermometer


async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    readings: list[int | None] = []
    thermometer.start(readings.append)
    try:
        while True:
            while not readings:
                await asyncio.sleep(0.1)
            reading = readings.pop(0)
            if reading is None:
                return
            yield reading
    finally:
        thermometer.stop()


def report(room: ControlRoom, loop: asyncio.AbstractEventLoop, reading: int) -> str:
    return asyncio.run_coroutine_threadsafe(room.report(reading), loop).result()
