"""A class with the two ends of the bridge, used as an async iterator."""

import asyncio
from collections.abc import AsyncIterator

from services import ControlRoom, Thermometer


class Bridge:
    """One end is called in the thread, the other one is iterated in the loop."""

    def __init__(self, thermometer: Thermometer) -> None:
        self.thermometer = thermometer
        self.loop = asyncio.get_running_loop()
        self.readings: asyncio.Queue[int | None] = asyncio.Queue()
        thermometer.start(self)

    def __call__(self, reading: int | None) -> None:
        self.loop.call_soon_threadsafe(self.readings.put_nowait, reading)

    def __aiter__(self) -> AsyncIterator[int]:
        return self

    async def __anext__(self) -> int:
        try:
            reading = await self.readings.get()
        except asyncio.CancelledError:
            await self.aclose()
            raise
        if reading is None:
            raise StopAsyncIteration
        return reading

    async def aclose(self) -> None:
        self.thermometer.stop()


def watch(thermometer: Thermometer) -> Bridge:
    return Bridge(thermometer)


def report(room: ControlRoom, loop: asyncio.AbstractEventLoop, reading: int) -> str:
    return asyncio.run_coroutine_threadsafe(room.report(reading), loop).result()
