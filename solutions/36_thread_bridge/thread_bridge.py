"""A cold store: two bridges between the thermometer's thread and the event loop."""

import asyncio
import time
from collections.abc import AsyncIterator

from services import ControlRoom, Thermometer


async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    """1. Hand out each reading as soon as it is there, until the thermometer says None."""
    readings: asyncio.Queue[int | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()  # asked here: in the thermometer's thread no loop runs
    thermometer.start(lambda reading: loop.call_soon_threadsafe(readings.put_nowait, reading))
    try:
        while (reading := await readings.get()) is not None:
            yield reading
    finally:
        thermometer.stop()


def report(room: ControlRoom, loop: asyncio.AbstractEventLoop, reading: int) -> str:
    """2. A thread calls this and waits for the receipt. The room belongs to `loop`, which runs in the main thread."""
    # result() blocks this thread until the loop has done the work: fair in any thread but the loop's own.
    return asyncio.run_coroutine_threadsafe(room.report(reading), loop).result()


if __name__ == "__main__":
    begun = time.perf_counter()

    def say(what):
        print(f"{time.perf_counter() - begun:.1f} s  {what}")

    async def main():
        async for reading in watch(Thermometer(3)):
            say(f"seen: {reading / 10} degrees")
        say(await asyncio.to_thread(report, ControlRoom(), asyncio.get_running_loop(), -150))

    asyncio.run(main())
