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


# %% wrong callback_raises: part 2, deadlock
import threading


def report(room: ControlRoom, loop: asyncio.AbstractEventLoop, reading: int) -> str:
    """2. A thread calls this and waits for the receipt. The room belongs to `loop`, which runs in the main thread."""
    told = threading.Event()
    tasks: list[asyncio.Task[str]] = []
    receipts: list[str] = []

    def begin() -> None:
        task = loop.create_task(room.report(reading))
        tasks.append(task)
        task.add_done_callback(finished)

    def finished(task: asyncio.Task[str]) -> None:
        receipts.append(task.result())  # <- the fault
        told.set()

    loop.call_soon_threadsafe(begin)
    told.wait()
    return receipts[0]
