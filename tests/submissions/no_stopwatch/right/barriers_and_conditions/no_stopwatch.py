import asyncio

from services import NoQuote

AIRLINES = ["Condor", "Albatross", "Swift", "Bittern"]
LONG = 30


async def check_together(quotes):
    all_here = asyncio.Barrier(4)
    answered = {name: asyncio.Event() for name in AIRLINES}

    async def ask(name):
        await all_here.wait()
        later = AIRLINES[AIRLINES.index(name) + 1 :]
        if later:
            await answered[later[0]].wait()
        answered[name].set()
        return f"{name}: 100"

    try:
        async with asyncio.timeout(LONG):
            answer = await quotes(AIRLINES, ask)
    except TimeoutError:
        raise AssertionError("They are not asked together, each once.") from None
    assert answer == [f"{name}: 100" for name in AIRLINES]


class Counter:
    def __init__(self):
        self.flying = {}
        self.most = 0
        self.changed = asyncio.Condition()
        self.left = asyncio.Semaphore(0)

    async def ask(self, name):
        answer = asyncio.Event()
        async with self.changed:
            self.flying[name] = answer
            self.most = max(self.most, len(self.flying))
            self.changed.notify_all()
        try:
            await answer.wait()
        finally:
            del self.flying[name]
            self.left.release()
        if name == "Albatross":
            raise NoQuote
        return name.lower()

    async def see(self, count):
        """The first so many that are in flight together, the oldest first."""
        async with self.changed:
            await self.changed.wait_for(lambda: len(self.flying) >= count)
            return list(self.flying.values())


async def check_three_at_a_time(quotes):
    counter = Counter()
    names = [*AIRLINES, "Heron", "Kite"]
    async with asyncio.TaskGroup() as group, asyncio.timeout(LONG):
        task = group.create_task(quotes(names, counter.ask))
        for left in range(len(names), 0, -1):
            flying = await counter.see(min(3, left))
            flying[0].set()
            await counter.left.acquire()
        answer = await task
    assert counter.most == 3
    assert answer == [None if name == "Albatross" else name.lower() for name in names]


async def check_stop(quotes):
    asked, cancelled, gone = asyncio.Semaphore(0), asyncio.Semaphore(0), asyncio.Semaphore(0)
    cleaned_up = 0

    async def ask(name):
        nonlocal cleaned_up
        asked.release()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            cancelled.release()
            await gone.acquire()
            cleaned_up += 1

    task = asyncio.create_task(quotes(AIRLINES, ask))
    try:
        async with asyncio.timeout(LONG):
            for _ in AIRLINES:
                await asked.acquire()
            task.cancel()
            for _ in AIRLINES:
                await cancelled.acquire()
            assert not task.done()
    finally:
        for _ in AIRLINES:
            gone.release()
    try:
        await task
    except asyncio.CancelledError:
        assert cleaned_up == len(AIRLINES)
    else:
        raise AssertionError("It was cancelled, and it says that it was not.")
