"""The thermometer of a cold store measures in a thread of its own; everything else runs in an event loop.

Run this file first: readings are made every half second, and seen only when something else wakes the loop.
Build the bridge from the thread into the loop (part 1), the one on which the thread waits for an answer (part 2),
and take it down when it is no longer read (part 3).
"""

import asyncio
import time
from collections.abc import AsyncIterator

from services import ControlRoom, Thermometer


async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    """1. Hand out each reading as soon as it is there, until the thermometer says None."""
    readings: asyncio.Queue[int | None] = asyncio.Queue()
    # TODO START: the thermometer calls this in its own thread, and so the loop is not told.
    thermometer.start(readings.put_nowait)
    while (reading := await readings.get()) is not None:
        yield reading
    # TODO CLOSE: 3. stop the thermometer, also when the reader leaves early.


def report(room: ControlRoom, loop: asyncio.AbstractEventLoop, reading: int) -> str:
    """2. A thread calls this and waits for the receipt. The room belongs to `loop`, which runs in the main thread."""
    # TODO WAIT: for the receipt, here in the thread, while the loop does the work.
    return asyncio.run(room.report(reading))


if __name__ == "__main__":
    begun = time.perf_counter()

    def say(what):
        print(f"{time.perf_counter() - begun:.1f} s  {what}")

    async def clock():
        while True:
            await asyncio.sleep(1.2)
            say("(the clock of the store ticks)")

    async def main():
        ticking = asyncio.create_task(clock())
        async for reading in watch(Thermometer(3)):
            say(f"seen: {reading / 10} degrees")
        try:
            say(await asyncio.to_thread(report, ControlRoom(), asyncio.get_running_loop(), -150))
        except RuntimeError as error:
            say(f"RuntimeError: {error}")
        ticking.cancel()

    asyncio.run(main())
