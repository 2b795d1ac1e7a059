"""The task is made in the loop, and the reply that it waits for is all that keeps it: that is enough."""

import asyncio
from concurrent.futures import Future
from collections.abc import AsyncIterator

from services import ControlRoom, Thermometer


async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    readings: asyncio.Queue[int | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    thermometer.start(lambda reading: loop.call_soon_threadsafe(readings.put_nowait, reading))
    try:
        while (reading := await readings.get()) is not None:
            yield reading
    finally:
        thermometer.stop()


def report(room: ControlRoom, loop: asyncio.AbstractEventLoop, reading: int) -> str:
    answer: Future = Future()

    def begin():
        loop.create_task(work())

    async def work():
        try:
            answer.set_result(await room.report(reading))
        except Exception as error:
            answer.set_exception(error)

    loop.call_soon_threadsafe(begin)
    return answer.result()
