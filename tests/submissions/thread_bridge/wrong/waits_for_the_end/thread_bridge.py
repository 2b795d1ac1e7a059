"""All readings are collected before the first one is handed out."""

import asyncio
import threading
from collections.abc import AsyncIterator

from services import ControlRoom, Thermometer


async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    readings: list[int] = []
    done = threading.Event()

    def on_reading(reading):
        if reading is None:
            done.set()
        else:
            readings.append(reading)

    thermometer.start(on_reading)
    try:
        await asyncio.to_thread(done.wait)
        for reading in readings:
            yield reading
    finally:
        thermometer.stop()
        done.set()


def report(room: ControlRoom, loop: asyncio.AbstractEventLoop, reading: int) -> str:
    return asyncio.run_coroutine_threadsafe(room.report(reading), loop).result()
