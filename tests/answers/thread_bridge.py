"""Right and wrong answers to thread_bridge. docs/for-authors.md says how to read a cell."""


# %% right bridge_class
# A class with the two ends of the bridge, used as an async iterator.
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


# %% right coroutines_from_the_thread
# Everything goes over as a coroutine, and the thread waits until it is in the queue.
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


# %% right event_and_deque
# A deque for the readings, and an event that is set in the loop.
from collections import deque
from concurrent.futures import Future


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


# %% right queue_of_threads
# A queue made for threads; the loop waits for it in a thread of the pool.
import queue


async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    readings: queue.SimpleQueue[int | None] = queue.SimpleQueue()
    thermometer.start(readings.put)
    try:
        while (reading := await asyncio.to_thread(readings.get)) is not None:
            yield reading
    finally:
        thermometer.stop()
        readings.put(None)  # for the thread that may still wait


# %% right task_kept_by_its_reply
# The task is made in the loop, and the reply that it waits for is all that keeps it: that is enough.
from concurrent.futures import Future


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


# %% wrong call_soon: part 1, wrong-thread
# call_soon hands a function to the loop, and the loop runs it.
# call_soon without threadsafe.
async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    readings: asyncio.Queue[int | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    thermometer.start(lambda reading: loop.call_soon(readings.put_nowait, reading))  # <- the fault
    try:
        while (reading := await readings.get()) is not None:
            yield reading
    finally:
        thermometer.stop()


# %% wrong cancellation_swallowed: part 3, cancellation-swallowed
# When the watcher is cancelled, the stream just ends.
# The cancellation is caught, and the watcher goes on after its loop.
async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    readings: asyncio.Queue[int | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    thermometer.start(lambda reading: loop.call_soon_threadsafe(readings.put_nowait, reading))
    try:
        while (reading := await readings.get()) is not None:
            yield reading
    except asyncio.CancelledError:  # <- the fault
        pass
    finally:
        thermometer.stop()


# %% wrong coroutine_function_called_soon: part 2, never-awaited
# call_soon_threadsafe is the bridge for everything.
# The loop calls report, which only makes a coroutine.
def report(room: ControlRoom, loop: asyncio.AbstractEventLoop, reading: int) -> str:
    loop.call_soon_threadsafe(room.report, reading)  # <- the fault
    return f"receipt for {reading}"


# %% wrong end_not_seen: part 1, wrong-answer
# The readings are handed out as they come; None is one of them.
# None is handed out as if it were a reading.
async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    readings: asyncio.Queue[int | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    thermometer.start(lambda reading: loop.call_soon_threadsafe(readings.put_nowait, reading))
    try:
        for _ in range(thermometer.measurements + 1):
            yield await readings.get()  # <- the fault
    finally:
        thermometer.stop()


# %% wrong error_made_a_receipt: part 2, error-swallowed
# A thread must not die of an error, so it is made a text.
# The error of the control room becomes a receipt.
def report(room: ControlRoom, loop: asyncio.AbstractEventLoop, reading: int) -> str:
    future = asyncio.run_coroutine_threadsafe(room.report(reading), loop)
    return future.result() if future.exception() is None else "no receipt"  # <- the fault


# %% wrong event_set_in_the_thread: part 1, wrong-thread
# An event is made to wake somebody, so it may be set from anywhere.
# asyncio.Event, set by the thread itself.
async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    readings: list[int | None] = []
    something = asyncio.Event()

    def on_reading(reading):
        readings.append(reading)
        something.set()  # <- the fault

    thermometer.start(on_reading)
    try:
        while True:
            await something.wait()
            something.clear()
            while readings:
                reading = readings.pop(0)
                if reading is None:
                    return
                yield reading
    finally:
        thermometer.stop()


# %% wrong future_handed_back: part 2, task-not-awaited
# run_coroutine_threadsafe runs it and gives what comes out.
# The thread gets a future instead of the receipt.
def report(room: ControlRoom, loop: asyncio.AbstractEventLoop, reading: int) -> str:
    return asyncio.run_coroutine_threadsafe(room.report(reading), loop)  # <- the fault


# %% wrong hard_coded: part 1, answer-not-asked
# The readings are known: the program printed them.
# A cheat: the readings of services.py, every half second by the clock.
async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    begun = time.monotonic()
    for number in range(thermometer.measurements):
        await asyncio.sleep(max(0.0, begun + 0.5 * (number + 1) - time.monotonic()))
        yield -180 + 7 * number  # <- the fault


# %% wrong looks_at_the_future: part 2, polling
# result() blocks, and blocking is bad, so I look whether it is done.
# The thread looks at the future twenty times a second.
def report(room: ControlRoom, loop: asyncio.AbstractEventLoop, reading: int) -> str:
    future = asyncio.run_coroutine_threadsafe(room.report(reading), loop)
    while not future.done():
        time.sleep(0.05)  # <- the fault
    return future.result()


# %% wrong looks_into_a_list: part 1, polling
# A list is safe for threads, and a look ten times a second is cheap.
# A list, and a look at it every tenth of a second.
async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    readings: list[int | None] = []
    thermometer.start(readings.append)
    try:
        while True:
            while not readings:
                await asyncio.sleep(0.1)  # <- the fault
            reading = readings.pop(0)
            if reading is None:
                return
            yield reading
    finally:
        thermometer.stop()


# %% wrong loop_asked_for_in_the_thread: part 1, no-running-loop
# get_running_loop gives the loop of the program, wherever it is called.
# The loop is looked for in the thread, where none runs.
async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    readings: asyncio.Queue[int | None] = asyncio.Queue()

    def on_reading(reading):
        asyncio.get_running_loop().call_soon_threadsafe(readings.put_nowait, reading)  # <- the fault

    thermometer.start(on_reading)
    try:
        while (reading := await readings.get()) is not None:
            yield reading
    finally:
        thermometer.stop()


# %% wrong never_stopped: part 3, not-closed
# When nobody reads from the queue, the thermometer notices.
# Nobody ever stops the thermometer.
async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    readings: asyncio.Queue[int | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    thermometer.start(lambda reading: loop.call_soon_threadsafe(readings.put_nowait, reading))  # <- the fault
    while (reading := await readings.get()) is not None:
        yield reading


# %% wrong only_the_last_one: part 1, deadlock
# Only the newest reading counts, so a future for the next one is enough.
# A future for the next reading: what comes while the watcher is busy is lost, the end as well.
async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    loop = asyncio.get_running_loop()
    following = loop.create_future()

    def take(reading):
        if not following.done():  # <- the fault
            following.set_result(reading)

    thermometer.start(lambda reading: loop.call_soon_threadsafe(take, reading))
    try:
        while (reading := await following) is not None:
            yield reading
            following = loop.create_future()
    finally:
        thermometer.stop()


# %% wrong put_called_too_early: part 1, wrong-thread
# The call is handed over with its brackets.
# put_nowait runs in the thread, and its result is handed over.
async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    readings: asyncio.Queue[int | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    thermometer.start(lambda reading: loop.call_soon_threadsafe(readings.put_nowait(reading)))  # <- the fault
    try:
        while (reading := await readings.get()) is not None:
            yield reading
    finally:
        thermometer.stop()


# %% wrong put_never_awaited: part 1, never-awaited
# call_soon_threadsafe runs what it is given, so put is fine.
# put only makes a coroutine in the loop, and nobody awaits it.
async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    readings: asyncio.Queue[int | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    thermometer.start(lambda reading: loop.call_soon_threadsafe(readings.put, reading))  # <- the fault
    try:
        while (reading := await readings.get()) is not None:
            yield reading
    finally:
        thermometer.stop()


# %% wrong put_run_in_the_thread: part 1, wrong-thread
# put is a coroutine, and asyncio.run is how a thread runs one.
# The thread makes a loop for each reading, and touches a queue of the other loop there.
async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    readings: asyncio.Queue[int | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    thermometer.start(lambda reading: asyncio.run(readings.put(reading)))  # <- the fault
    try:
        while (reading := await readings.get()) is not None:
            yield reading
    finally:
        thermometer.stop()


# %% wrong queue_of_threads_on_the_loop: part 1, blocking-call
# queue.Queue is made for threads, so it is the right one here.
# The loop's thread blocks in get.
import queue


async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    readings: queue.Queue[int | None] = queue.Queue()
    thermometer.start(readings.put)
    try:
        while (reading := readings.get()) is not None:  # <- the fault
            yield reading
    finally:
        thermometer.stop()


# %% wrong report_made_async: part 2, never-awaited
# report waits for something, so it has to be async def.
# The thread gets a coroutine, and has no loop to run it.
async def report(room: ControlRoom, loop: asyncio.AbstractEventLoop, reading: int) -> str:  # <- the fault
    return await room.report(reading)


# %% wrong run_in_the_thread: part 2, wrong-loop
# A thread has no loop, so asyncio.run is right there.
# A second loop, in which the control room is a stranger.
def report(room: ControlRoom, loop: asyncio.AbstractEventLoop, reading: int) -> str:
    return asyncio.run(room.report(reading))  # <- the fault


# %% wrong run_until_complete: part 2, nested-run
# The loop is given, so it can be asked to run this.
# The loop runs already, in another thread.
def report(room: ControlRoom, loop: asyncio.AbstractEventLoop, reading: int) -> str:
    return loop.run_until_complete(room.report(reading))  # <- the fault


# %% wrong sent_and_forgotten: part 2, wrong-answer
# The control room has been told; the receipt is a formality.
# A made-up receipt, and nobody waits for the real one.
def report(room: ControlRoom, loop: asyncio.AbstractEventLoop, reading: int) -> str:
    asyncio.run_coroutine_threadsafe(room.report(reading), loop)
    return f"receipt for {reading}"  # <- the fault


# %% wrong stopped_at_the_end_only: part 3, not-closed
# stop stands after the loop, so it is reached however the loop ends.
# stop without finally.
async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    readings: asyncio.Queue[int | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    thermometer.start(lambda reading: loop.call_soon_threadsafe(readings.put_nowait, reading))
    while (reading := await readings.get()) is not None:
        yield reading
    thermometer.stop()  # <- the fault


# %% wrong stopped_on_error_only: part 3, not-closed
# Whoever leaves early raises an Exception in the generator.
# except Exception sees neither a generator that is closed nor a task that is cancelled.
async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    readings: asyncio.Queue[int | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    thermometer.start(lambda reading: loop.call_soon_threadsafe(readings.put_nowait, reading))
    try:
        while (reading := await readings.get()) is not None:
            yield reading
    except Exception:  # <- the fault
        thermometer.stop()
        raise


# %% wrong task_in_the_thread: part 2, wrong-thread
# A task of the loop, and a thread that waits until it is done.
# create_task from the thread, and a look at the task every now and then.
def report(room: ControlRoom, loop: asyncio.AbstractEventLoop, reading: int) -> str:
    task = loop.create_task(room.report(reading))  # <- the fault
    while not task.done():
        time.sleep(0.05)
    return task.result()


# %% wrong task_made_in_the_thread: part 1, wrong-thread
# A task is run by its loop, whoever makes it.
# The thread makes tasks of the loop.
async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    readings: asyncio.Queue[int | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    thermometer.start(lambda reading: loop.create_task(readings.put(reading)))  # <- the fault
    try:
        while (reading := await readings.get()) is not None:
            yield reading
    finally:
        thermometer.stop()


# %% wrong task_that_nothing_keeps: part 2, task-unowned
# The loop keeps the tasks that it runs, and somebody will ring.
# The task waits for a bell that nothing else knows, so nothing keeps it, and the thread waits in vain.
from concurrent.futures import Future


def report(room: ControlRoom, loop: asyncio.AbstractEventLoop, reading: int) -> str:
    answer: Future = Future()

    def begin():
        loop.create_task(work(asyncio.Event()))  # <- the fault

    async def work(turn):
        await turn.wait()
        answer.set_result(await room.report(reading))

    loop.call_soon_threadsafe(begin)
    return answer.result()


# %% wrong thread_waits_for_ever: part 3, thread-left
# to_thread is awaited, so it ends when the task is cancelled.
# A thread of the pool waits in get for a reading that never comes.
import queue


async def watch(thermometer: Thermometer) -> AsyncIterator[int]:
    readings: queue.Queue[int | None] = queue.Queue()
    thermometer.start(readings.put)
    try:
        while (reading := await asyncio.to_thread(readings.get)) is not None:  # <- the fault
            yield reading
    finally:
        thermometer.stop()


# %% wrong waits_for_the_end: part 1, buffered-stream
# First the thermometer does its work, then I hand the readings out.
# All readings are collected before the first one is handed out.
import threading


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
        await asyncio.to_thread(done.wait)  # <- the fault
        for reading in readings:
            yield reading
    finally:
        thermometer.stop()
        done.set()
