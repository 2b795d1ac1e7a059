"""A deque for the readings, and an event that is set in the loop."""

import asyncio
from collections import deque
from concurrent.futures import Future
from collections.abc import AsyncIterator

from services import ControlRoom, Thermometer


async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    loop = asyncio.get_running_loop()
    readings: deque[int | None] = deque()
    something = asyncio.Event()

    def on_reading(reading):
        readings.append(reading)
        loop.call_soon_threadsafe(something.set)

    thermometer.start(on_reading)
    try:
        while True:
            await something.wait()
            something.clear()
            while readings:
                reading = readings.popleft()
                if reading is None:
                    return
                yield reading
    finally:
        thermometer.stop()


def report(room, loop, reading):
    answer: Future = Future()
    kept = set()

    def begin():
        task = loop.create_task(room.report(reading))
        kept.add(task)
        task.add_done_callback(finish)

    def finish(task):
        kept.discard(task)
        if task.exception():
            answer.set_exception(task.exception())
        else:
            answer.set_result(task.result())

    loop.call_soon_threadsafe(begin)
    return answer.result()
