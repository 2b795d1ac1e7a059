"""Answers to thread_bridge that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong plain_queue_polled: part 1, polling
async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    import queue

    readings = queue.SimpleQueue()
    thermometer.start(readings.put)
    try:
        while True:
            while readings.empty():
                await asyncio.sleep(0.05)  # <- the fault
            reading = readings.get()
            if reading is None:
                return
            yield reading
    finally:
        thermometer.stop()


# %% wrong result_with_limit: part 2, gave-up-too-soon
def report(room: ControlRoom, loop: asyncio.AbstractEventLoop, reading: int) -> str:
    try:
        return asyncio.run_coroutine_threadsafe(room.report(reading), loop).result(timeout=0.1)  # <- the fault
    except TimeoutError:
        return ""
