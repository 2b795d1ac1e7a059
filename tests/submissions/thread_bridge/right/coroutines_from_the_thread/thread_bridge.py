"""Everything goes over as a coroutine, and the thread waits until it is in the queue."""

import asyncio
from collections.abc import AsyncIterator

from services import ControlRoom, Thermometer


async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    readings: asyncio.Queue[int | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def on_reading(reading: int | None) -> None:
        asyncio.run_coroutine_threadsafe(readings.put(reading), loop).result()

    thermometer.start(on_reading)
    try:
        while True:
            reading = await readings.get()
            if reading is None:
                return
            yield reading
    finally:
        thermometer.stop()


def report(room: ControlRoom, loop: asyncio.AbstractEventLoop, reading: int) -> str:
    receipt = asyncio.run_coroutine_threadsafe(room.report(reading), loop)
    return receipt.result()
