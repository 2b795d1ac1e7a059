"""Right and wrong answers to bound_to_a_loop. docs/for-authors.md says how to read a cell."""

# %% right by_the_id_of_the_loop
# The id of a loop that has gone may come again. A semaphore that was waited for keeps its loop, so its id does not.
del _tabs, tabs

import functools


@functools.cache
def tabs_of(loop: int) -> asyncio.Semaphore:
    return asyncio.Semaphore(2)


async def read_page(url: str) -> str:
    async with tabs_of(id(asyncio.get_running_loop())):
        return await load_page(url)


# %% right browser_class
# A browser for each loop, closed loops forgotten when a new one comes.
del _tabs, tabs


class Browser:
    of: dict[asyncio.AbstractEventLoop, "Browser"] = {}

    def __init__(self) -> None:
        self.free = 2
        self.waiting: list[asyncio.Future[None]] = []

    @classmethod
    def here(cls) -> "Browser":
        loop = asyncio.get_running_loop()
        if loop not in cls.of:
            for old in [known for known in cls.of if known.is_closed()]:
                cls.of.pop(old, None)
            cls.of[loop] = cls()
        return cls.of[loop]

    async def load(self, url: str) -> str:
        if not self.free:
            turn = asyncio.get_running_loop().create_future()
            self.waiting.append(turn)
            await turn
        else:
            self.free -= 1
        try:
            return await load_page(url)
        finally:
            if self.waiting:
                self.waiting.pop(0).set_result(None)
            else:
                self.free += 1


async def read_page(url: str) -> str:
    return await Browser.here().load(url)


# %% right cached_by_loop
# functools.cache keeps one semaphore for each loop.
del _tabs, tabs


from functools import cache


@cache
def tabs_of(loop: asyncio.AbstractEventLoop) -> asyncio.Semaphore:
    return asyncio.Semaphore(2)


async def read_page(url: str) -> str:
    async with tabs_of(asyncio.get_running_loop()):
        return await load_page(url)


# %% right pair_for_each_thread
# One loop runs in a thread at a time, so each thread keeps its last loop and its tabs.
del _tabs, tabs


import threading


class Here(threading.local):
    loop = None
    tabs = None


here = Here()


async def read_page(url: str) -> str:
    loop = asyncio.get_running_loop()
    if here.loop is not loop:
        here.loop, here.tabs = loop, asyncio.BoundedSemaphore(2)
    async with here.tabs:
        return await load_page(url)


# %% right queue_of_tabs
# The tabs are things in a queue, and each loop has its queue.
del _tabs


QUEUES: dict[asyncio.AbstractEventLoop, asyncio.Queue] = {}


def tabs() -> asyncio.Queue:
    loop = asyncio.get_running_loop()
    if loop not in QUEUES:
        QUEUES[loop] = asyncio.Queue()
        for tab in ("left", "right"):
            QUEUES[loop].put_nowait(tab)
    return QUEUES[loop]


async def read_page(url: str) -> str:
    free = tabs()
    tab = await free.get()
    try:
        return await load_page(url)
    finally:
        free.put_nowait(tab)


async def read_all(urls: list[str]) -> list[str]:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(read_page(url)) for url in urls]
    return [task.result() for task in tasks]


# %% wrong a_lock_for_each_loop: part 1, sequential-awaits
# A lock is the simplest thing that keeps too many out.
# One for each loop, but it lets only one page through.
del _tabs, tabs


LOCKS: dict[asyncio.AbstractEventLoop, asyncio.Lock] = {}


async def read_page(url: str) -> str:
    async with LOCKS.setdefault(asyncio.get_running_loop(), asyncio.Lock()):  # <- the fault
        return await load_page(url)


# %% wrong hard_coded: part 1, answer-not-asked
# The text of a page is known: the program printed it.
# A cheat: the texts of services.py, after the right time for three pages.
del _tabs, tabs


async def read_page(url: str) -> str:
    await asyncio.sleep(0.3)
    return f"the text of {url}"  # <- the fault


# %% wrong last_loop_remembered: part 3, limit-exceeded
# When another loop comes, the old one is done with.
# One pair of loop and semaphore: two loops in two threads take it from each other.
del _tabs, tabs


LAST: tuple = (None, None)


async def read_page(url: str) -> str:
    global LAST
    loop = asyncio.get_running_loop()
    if LAST[0] is not loop:
        LAST = (loop, asyncio.Semaphore(2))  # <- the fault
    async with LAST[1]:
        return await load_page(url)


# %% wrong limit_taken_out: part 1, limit-exceeded
# Without the semaphore the error is gone, and it is faster.
# No limit at all.
del _tabs, tabs


async def read_page(url: str) -> str:
    return await load_page(url)  # <- the fault


# %% wrong looks_at_the_clock: part 1, limit-exceeded
# A page takes 0.3 seconds, so the third may start after that.
# A cheat: pauses instead of a limit.
del _tabs, tabs


import time


starts: list[float] = []


async def read_page(url: str) -> str:
    starts.append(time.monotonic())
    busy = sum(start > time.monotonic() - 0.3 for start in starts)
    await asyncio.sleep(0.3 * ((busy - 1) // 2))  # <- the fault
    return await load_page(url)


# %% wrong looks_for_a_free_tab: part 1, polling
# A number belongs to no loop, and looking at it is cheap.
# A count of open tabs, and a look at it every hundredth of a second.
del _tabs, tabs


open_tabs = 0


async def read_page(url: str) -> str:
    global open_tabs
    while open_tabs >= 2:
        await asyncio.sleep(0.01)  # <- the fault
    open_tabs += 1
    try:
        return await load_page(url)
    finally:
        open_tabs -= 1


# %% wrong made_anew_after_the_error (from the stub): part 1, limit-exceeded
# When the old semaphore complains, it is time for a new one.
# Whoever has to wait gets new tabs instead, beside those that are in use.
async def read_page(url: str) -> str:
    global TABS
    try:
        await TABS.acquire()
    except RuntimeError:
        TABS = asyncio.Semaphore(2)  # <- the fault
        await TABS.acquire()
    tabs = TABS
    try:
        return await load_page(url)
    finally:
        tabs.release()


# %% wrong made_in_read_all: part 2, limit-exceeded
# read_all is called once in a run, so that is where the semaphore is made.
# Each reader has two tabs, and read_page has none.
del _tabs, tabs


async def read_page(url: str) -> str:
    return await load_page(url)


async def read_all(urls: list[str]) -> list[str]:
    tabs = asyncio.Semaphore(2)  # <- the fault

    async def read(url: str) -> str:
        async with tabs:
            return await read_page(url)

    return await asyncio.gather(*[read(url) for url in urls])


# %% wrong made_when_first_needed: part 1, wrong-loop
# It was made too early, at import; made in a coroutine it fits every loop.
# One semaphore for all, made by the first reader.
del _tabs


tabs = None


async def read_page(url: str) -> str:
    global tabs
    if tabs is None:
        tabs = asyncio.Semaphore(2)  # <- the fault
    async with tabs:
        return await load_page(url)


# %% wrong one_for_each_call: part 1, limit-exceeded
# A semaphore of my own cannot belong to somebody else's loop.
# Every page has two tabs for itself.
del _tabs, tabs


async def read_page(url: str) -> str:
    async with asyncio.Semaphore(2):  # <- the fault
        return await load_page(url)


# %% wrong one_for_each_thread: part 1, wrong-loop
# A loop belongs to a thread, so one semaphore for each thread is enough.
# The main thread keeps its semaphore over all its loops.
del _tabs, tabs


import threading


TABS: dict[int, asyncio.Semaphore] = {}


async def read_page(url: str) -> str:
    tabs = TABS.setdefault(threading.get_ident(), asyncio.Semaphore(2))  # <- the fault
    async with tabs:
        return await load_page(url)


# %% wrong queue_at_import: part 1, wrong-loop
# Semaphores are bound to a loop; a queue is only a list of things.
# A queue of tabs for all loops.
del _tabs, tabs


TABS: asyncio.Queue = asyncio.Queue()  # <- the fault


TABS.put_nowait("left")


TABS.put_nowait("right")


async def read_page(url: str) -> str:
    tab = await TABS.get()
    try:
        return await load_page(url)
    finally:
        TABS.put_nowait(tab)


# %% wrong reset_by_read_all (from the stub): part 2, limit-exceeded
# A new round starts with read_all, so it puts a new semaphore in place.
# The second reader replaces the semaphore of the first.
async def read_all(urls: list[str]) -> list[str]:
    global TABS
    TABS = asyncio.Semaphore(2)  # <- the fault
    return await asyncio.gather(*[read_page(url) for url in urls])


# %% wrong semaphore_bent (from the stub): part 3, wrong-thread
# The semaphore only keeps its loop in an attribute, and that can be changed.
# A private attribute of the semaphore is set to the loop that runs now.
async def read_page(url: str) -> str:
    TABS._loop = asyncio.get_running_loop()  # <- the fault
    async with TABS:
        return await load_page(url)


# %% wrong semaphore_of_threads: part 1, deadlock
# threading.Semaphore knows no loop, so it cannot be bound to one.
# It blocks the thread of the loop, and nobody is left to give a tab back.
del _tabs, tabs


import threading


TABS = threading.Semaphore(2)


async def read_page(url: str) -> str:
    with TABS:  # <- the fault
        return await load_page(url)


# %% wrong two_by_two: part 1, limit-too-low
# Two tabs, so two pages at a time, then the next two.
# Each pair waits for its slower page.
del _tabs, tabs


async def read_page(url: str) -> str:
    return await load_page(url)


async def read_all(urls: list[str]) -> list[str]:
    texts = []
    for first in range(0, len(urls), 2):
        texts += await asyncio.gather(*[read_page(url) for url in urls[first : first + 2]])  # <- the fault
    return texts


# %% wrong waits_in_a_thread: part 1, deadlock
# to_thread makes a blocking semaphore fit for async code.
# Tabs that are never given back: with does not see the acquire in the thread.
del _tabs, tabs


import threading


TABS = threading.Semaphore(2)


async def read_page(url: str) -> str:
    await asyncio.to_thread(TABS.acquire)  # <- the fault
    return await load_page(url)
