"""Right and wrong answers to hundred_pollers. docs/for-authors.md says how to read a cell."""

# %% right a_thread_for_each_pause
# Threads that sleep, as many as there are pollers. It keeps every promise of the exercise, at a price.
from concurrent.futures import ThreadPoolExecutor


sleepers = ThreadPoolExecutor(max_workers=128)


async def follow(parcel: str) -> str:
    word = await ask_carrier(parcel)
    while not word.startswith("delivered"):
        await asyncio.get_running_loop().run_in_executor(sleepers, time.sleep, PAUSE)
        word = await ask_carrier(parcel)
    return word


async def follow_all(parcels: list[str]) -> list[str]:
    return await asyncio.gather(*[follow(parcel) for parcel in parcels])


# %% right pause_that_can_end_early
# A pause as the time limit of a wait: an event that a later version could set to call the pollers off.
from contextlib import suppress


class Poller:
    def __init__(self) -> None:
        self.called_off = asyncio.Event()

    async def follow(self, parcel: str) -> str:
        word = await ask_carrier(parcel)
        while not word.startswith("delivered"):
            with suppress(TimeoutError):
                await asyncio.wait_for(self.called_off.wait(), PAUSE)
            word = await ask_carrier(parcel)
        return word


async def follow(parcel: str) -> str:
    return await Poller().follow(parcel)


async def follow_all(parcels: list[str]) -> list[str]:
    poller = Poller()
    return list(await asyncio.gather(*map(poller.follow, parcels)))


# %% right task_group
# A TaskGroup owns the hundred pollers.
async def follow(parcel: str) -> str:
    while True:
        word = await ask_carrier(parcel)
        if word.startswith("delivered"):
            return word
        await asyncio.sleep(PAUSE)


async def follow_all(parcels: list[str]) -> list[str]:
    async with asyncio.TaskGroup() as group:
        pollers = [group.create_task(follow(parcel)) for parcel in parcels]
    return [poller.result() for poller in pollers]


# %% right timers_of_the_loop
# What asyncio.sleep does, written out: a future, and a timer of the loop that ends it.
async def pause() -> None:
    loop = asyncio.get_running_loop()
    over = loop.create_future()
    timer = loop.call_later(PAUSE, over.set_result, None)
    try:
        await over
    finally:
        timer.cancel()


async def follow(parcel: str) -> str:
    word = await ask_carrier(parcel)
    while not word.startswith("delivered"):
        await pause()
        word = await ask_carrier(parcel)
    return word


async def follow_all(parcels: list[str]) -> list[str]:
    words = dict.fromkeys(parcels, "")

    async def note(parcel: str) -> None:
        words[parcel] = await follow(parcel)

    await asyncio.wait([asyncio.create_task(note(parcel)) for parcel in parcels])
    return list(words.values())


# %% wrong as_they_are_delivered: part 2, wrong-order
# as_completed hands the words out, and the list will be in order.
async def follow_all(parcels):
    return [await word for word in asyncio.as_completed([follow(parcel) for parcel in parcels])]  # <- the fault


# %% wrong asks_twice: part 1, wrong-answer
# On my machine every parcel is delivered at the third question.
async def follow(parcel):
    await ask_carrier(parcel)
    await asyncio.sleep(PAUSE)
    await ask_carrier(parcel)
    await asyncio.sleep(PAUSE)
    return await ask_carrier(parcel)  # <- the fault


# %% wrong awaited_time_sleep: part 1, awaited-plain-value
# await in front of a call makes it give way.
async def follow(parcel):
    word = await ask_carrier(parcel)
    while not word.startswith("delivered"):
        await time.sleep(PAUSE)  # <- the fault
        word = await ask_carrier(parcel)
    return word


# %% wrong busy_wait: part 1, polling
# A loop that looks at the clock does not sleep, so it does not block.
async def follow(parcel):
    word = await ask_carrier(parcel)
    while not word.startswith("delivered"):
        end = time.monotonic() + PAUSE
        while time.monotonic() < end:  # <- the fault
            pass
        word = await ask_carrier(parcel)
    return word


# %% wrong called_too_early: part 1, called-too-early
# to_thread takes the call that should happen in the thread.
async def follow(parcel):
    word = await ask_carrier(parcel)
    while not word.startswith("delivered"):
        await asyncio.to_thread(time.sleep(PAUSE))  # <- the fault
        word = await ask_carrier(parcel)
    return word


# %% wrong eight_at_a_time: part 2, sequential-awaits
# A hundred at once must be too many, so they go in groups of eight.
async def follow_all(parcels):
    words = []
    for first in range(0, len(parcels), 8):
        words += await asyncio.gather(*[follow(parcel) for parcel in parcels[first : first + 8]])  # <- the fault
    return words


# %% wrong gather_not_awaited: part 2, task-not-awaited
# gather starts them and hands back their words.
async def follow_all(parcels):
    return asyncio.gather(*[follow(parcel) for parcel in parcels])  # <- the fault


# %% wrong loop_for_each_poller: part 2, extra-loop
# A poller that must not hold up the others gets a thread and a loop of its own.
async def follow_all(parcels):
    def alone(parcel):
        return asyncio.run(follow(parcel))  # <- the fault

    return await asyncio.gather(*[asyncio.to_thread(alone, parcel) for parcel in parcels])


# %% wrong made_up_words: part 1, answer-not-asked
# The carrier always says the same, so nobody has to ask it.
async def follow(parcel):
    await asyncio.sleep(2 * PAUSE)
    return f"delivered: {parcel}"  # <- the fault


# %% wrong no_pause: part 1, wait-skipped
# Without the line that blocks, nothing blocks.
del PAUSE


async def follow(parcel):
    word = await ask_carrier(parcel)
    while not word.startswith("delivered"):
        word = await ask_carrier(parcel)  # <- the fault
    return word


# %% wrong one_by_one: part 2, sequential-awaits
# The pauses no longer block, so the pollers overlap by themselves.
async def follow_all(parcels):
    return [await follow(parcel) for parcel in parcels]  # <- the fault


# %% wrong one_pause_for_all: part 1, wait-skipped
# All pauses together, before the first question, so that nobody has to pause later.
async def follow(parcel):
    await asyncio.sleep(3 * PAUSE)
    word = await ask_carrier(parcel)
    while not word.startswith("delivered"):
        word = await ask_carrier(parcel)  # <- the fault
    return word


# %% wrong pause_of_its_own: part 1, blocking-call
# What stands in an async def no longer blocks, so the pause gets one.
async def pause():
    time.sleep(PAUSE)  # <- the fault


async def follow(parcel):
    word = await ask_carrier(parcel)
    while not word.startswith("delivered"):
        await pause()
        word = await ask_carrier(parcel)
    return word


# %% wrong pauses_after_the_last_word: part 1, too-slow
# The carrier insists on a pause after each answer, so the pause stands right behind it.
async def follow(parcel):
    while True:
        word = await ask_carrier(parcel)
        await asyncio.sleep(PAUSE)  # <- the fault
        if word.startswith("delivered"):
            return word


async def follow_all(parcels):
    results = {}

    async def one(parcel):
        results[parcel] = await follow(parcel)

    await asyncio.gather(*[one(p) for p in parcels])
    return [results[p] for p in parcels]


# %% wrong pauses_in_the_pool: part 2, limit-too-low
# A thread can do anything, so it can also do nothing.
async def follow(parcel):
    word = await ask_carrier(parcel)
    while not word.startswith("delivered"):
        await asyncio.to_thread(time.sleep, PAUSE)  # <- the fault
        word = await ask_carrier(parcel)
    return word


# %% wrong sleep_not_awaited: part 1, never-awaited
# asyncio.sleep is the same as time.sleep, from another module.
async def follow(parcel):
    word = await ask_carrier(parcel)
    while not word.startswith("delivered"):
        asyncio.sleep(PAUSE)  # <- the fault
        word = await ask_carrier(parcel)
    return word


# %% wrong sleep_started_as_a_task: part 1, wait-skipped
# create_task starts the pause, and that is what a pause needs.
async def follow(parcel):
    word = await ask_carrier(parcel)
    while not word.startswith("delivered"):
        pause = asyncio.create_task(asyncio.sleep(PAUSE))  # <- the fault
        word = await ask_carrier(parcel)
        pause.cancel()
    return word


# %% wrong sleep_zero: part 1, wait-skipped
# sleep(0) is enough to let the others in; how long a pause takes is a detail.
del PAUSE


async def follow(parcel):
    word = await ask_carrier(parcel)
    while not word.startswith("delivered"):
        await asyncio.sleep(0)  # <- the fault
        word = await ask_carrier(parcel)
    return word


# %% wrong started_together_only: part 1, blocking-call
# gather makes things run at the same time, so the sleep can stay.
async def follow(parcel):
    word = await ask_carrier(parcel)
    while not word.startswith("delivered"):
        time.sleep(PAUSE)  # <- the fault
        word = await ask_carrier(parcel)
    return word


# %% wrong thread_and_join: part 1, blocking-call
# The thread sleeps, so the loop does not.
import threading


async def follow(parcel):
    word = await ask_carrier(parcel)
    while not word.startswith("delivered"):
        sleeper = threading.Thread(target=time.sleep, args=(PAUSE,))
        sleeper.start()
        sleeper.join()  # <- the fault
        word = await ask_carrier(parcel)
    return word


# %% wrong threading_event: part 1, blocking-call
# An event waits politely; threading has one.
import threading


never = threading.Event()


async def follow(parcel):
    word = await ask_carrier(parcel)
    while not word.startswith("delivered"):
        never.wait(PAUSE)  # <- the fault
        word = await ask_carrier(parcel)
    return word
