"""The task waits for a bell that nothing else knows, so nothing keeps it, and the thread waits in vain."""

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
        loop.create_task(work(asyncio.Event()))

    async def work(turn):
        await turn.wait()
        answer.set_result(await room.report(reading))

    loop.call_soon_threadsafe(begin)
    return answer.result()
