"""Right and wrong answers to event_not_poll. docs/for-authors.md says how to read a cell."""


# %% right a_condition
class HelpDesk:
    def __init__(self, handbook):
        self.handbook = handbook
        self.news = None
        self.changed = asyncio.Condition()

    async def start(self):
        try:
            self.news = await load_index(self.handbook)
        except IndexBroken as error:
            self.news = error
            raise
        finally:
            async with self.changed:
                self.changed.notify_all()

    async def ask(self, question):
        async with self.changed:
            await self.changed.wait_for(lambda: self.news is not None)
        if isinstance(self.news, IndexBroken):
            raise self.news
        return await search(self.news, question)


# %% right a_future_behind_a_shield
class HelpDesk:
    def __init__(self, handbook):
        self.handbook = handbook
        self.index = None

    def _promised(self):
        if self.index is None:
            self.index = asyncio.get_running_loop().create_future()
        return self.index

    async def start(self):
        try:
            self._promised().set_result(await load_index(self.handbook))
        except IndexBroken as error:
            self._promised().set_exception(error)
            raise

    async def ask(self, question):
        return await search(await asyncio.shield(self._promised()), question)


# %% right a_list_of_sleepers
class HelpDesk:  # only what differs
    def __init__(self, handbook):
        self.handbook = handbook
        self.news = None
        self.sleepers = []

    async def start(self):
        try:
            self.news = await load_index(self.handbook)
        except IndexBroken as error:
            self.news = error
            raise
        finally:
            for sleeper in self.sleepers:
                if not sleeper.done():
                    sleeper.set_result(None)

    async def ask(self, question):
        if self.news is None:
            sleeper = asyncio.get_running_loop().create_future()
            self.sleepers.append(sleeper)
            await sleeper
        if isinstance(self.news, Exception):
            raise self.news
        return await search(self.news, question)


# %% wrong an_event_for_each: part 1, deadlock
# Whoever waits makes an event to wait for.
class HelpDesk:
    def __init__(self, handbook):
        self.handbook = handbook
        self.known = asyncio.Event()
        self.index = None
        self.error = None

    async def start(self):
        try:
            self.index = await load_index(self.handbook)
        except IndexBroken as error:
            self.error = error
            raise
        finally:
            self.known.set()

    async def ask(self, question):
        known = asyncio.Event()  # <- the fault
        if self.index is None and self.error is None:
            await known.wait()
        if self.error:
            raise self.error
        return await search(self.index, question)


# %% wrong asks_without_an_index: part 3, error-swallowed
# A customer should see a friendly word and no error.
class HelpDesk:
    def __init__(self, handbook):
        self.handbook = handbook
        self.known = asyncio.Event()
        self.index = None
        self.error = None

    async def start(self):
        try:
            self.index = await load_index(self.handbook)
        except IndexBroken as error:
            self.error = error
            raise
        finally:
            self.known.set()

    async def ask(self, question):
        await self.known.wait()
        if self.error:
            return "Sorry, there is no index."  # <- the fault
        return await search(self.index, question)


# %% wrong each_loads_its_own: part 1, called-too-often
# Who needs the index loads it, and so nobody has to wait for somebody else.
class HelpDesk:
    def __init__(self, handbook):
        self.handbook = handbook

    async def start(self):
        await load_index(self.handbook)

    async def ask(self, question):
        return await search(await load_index(self.handbook), question)  # <- the fault


# %% wrong error_kept_in_start: part 3, error-swallowed
# The error is passed on by ask, so start is done with it.
class HelpDesk:
    def __init__(self, handbook):
        self.handbook = handbook
        self.known = asyncio.Event()
        self.index = None
        self.error = None

    async def start(self):
        try:
            self.index = await load_index(self.handbook)
        except IndexBroken as error:
            self.error = error  # <- the fault
        finally:
            self.known.set()

    async def ask(self, question):
        await self.known.wait()
        if self.error:
            raise self.error
        return await search(self.index, question)


# %% wrong event_of_threads: part 1, deadlock
# An event is an event, and this one needs no await.
import threading


class HelpDesk:
    def __init__(self, handbook):
        self.handbook = handbook
        self.known = threading.Event()
        self.index = None
        self.error = None

    async def start(self):
        try:
            self.index = await load_index(self.handbook)
        except IndexBroken as error:
            self.error = error
            raise
        finally:
            self.known.set()

    async def ask(self, question):
        self.known.wait()  # <- the fault
        if self.error:
            raise self.error
        return await search(self.index, question)


# %% wrong future_without_a_shield: part 3, cancelled-too-much
# A future can be awaited by as many as like to.
class HelpDesk:
    def __init__(self, handbook):
        self.handbook = handbook
        self.index = None

    def _promised(self):
        if self.index is None:
            self.index = asyncio.get_running_loop().create_future()
        return self.index

    async def start(self):
        try:
            self._promised().set_result(await load_index(self.handbook))
        except IndexBroken as error:
            self._promised().set_exception(error)
            raise

    async def ask(self, question):
        return await search(await self._promised(), question)  # <- the fault


# %% wrong guessed_wait: part 1, guessed-wait
# Loading takes 0.73 s, as services.py says.
class HelpDesk:
    def __init__(self, handbook):
        self.handbook = handbook
        self.known = asyncio.Event()
        self.index = None
        self.error = None

    async def start(self):
        try:
            self.index = await load_index(self.handbook)
        except IndexBroken as error:
            self.error = error
            raise
        finally:
            self.known.set()

    async def ask(self, question):
        if self.index is None:
            await asyncio.sleep(0.75)  # <- the fault
        if self.error:
            raise self.error
        return await search(self.index, question)


# %% wrong looks_very_often: part 1, polling
# A hundredth of a second is nothing, so nobody will notice.
class HelpDesk:
    def __init__(self, handbook):
        self.handbook = handbook
        self.known = asyncio.Event()
        self.index = None
        self.error = None

    async def start(self):
        try:
            self.index = await load_index(self.handbook)
        except IndexBroken as error:
            self.error = error
            raise
        finally:
            self.known.set()

    async def ask(self, question):
        while not self.known.is_set():
            await asyncio.sleep(0.01)  # <- the fault
        if self.error:
            raise self.error
        return await search(self.index, question)


# %% wrong one_after_the_other: part 1, sequential-awaits
# The index is shared, so it is locked while it is searched.
class HelpDesk:
    def __init__(self, handbook):
        self.handbook = handbook
        self.known = asyncio.Event()
        self.index = None
        self.error = None
        self.lock = asyncio.Lock()

    async def start(self):
        try:
            self.index = await load_index(self.handbook)
        except IndexBroken as error:
            self.error = error
            raise
        finally:
            self.known.set()

    async def ask(self, question):
        await self.known.wait()
        if self.error:
            raise self.error
        async with self.lock:  # <- the fault
            return await search(self.index, question)


# %% wrong only_good_news: part 3, deadlock
# The event means that the index is there.
class HelpDesk:
    def __init__(self, handbook):
        self.handbook = handbook
        self.known = asyncio.Event()
        self.index = None
        self.error = None

    async def start(self):
        try:
            self.index = await load_index(self.handbook)
        except IndexBroken as error:
            self.error = error
            raise
        self.known.set()  # <- the fault

    async def ask(self, question):
        await self.known.wait()
        if self.error:
            raise self.error
        return await search(self.index, question)


# %% wrong page_numbers_made_up: part 1, answer-not-asked
# The answer can be put together here.
class HelpDesk:
    def __init__(self, handbook):
        self.handbook = handbook
        self.known = asyncio.Event()
        self.index = None
        self.error = None

    async def start(self):
        try:
            self.index = await load_index(self.handbook)
        except IndexBroken as error:
            self.error = error
            raise
        finally:
            self.known.set()

    async def ask(self, question):
        await self.known.wait()
        if self.error:
            raise self.error
        return f"{question} See page {len(question)}, says the {self.index}"  # <- the fault


# %% wrong sets_and_clears: part 2, deadlock
# A bell is rung once and is silent again.
class HelpDesk:
    def __init__(self, handbook):
        self.handbook = handbook
        self.known = asyncio.Event()
        self.index = None
        self.error = None

    async def start(self):
        try:
            self.index = await load_index(self.handbook)
        except IndexBroken as error:
            self.error = error
            raise
        finally:
            self.known.set()
            self.known.clear()  # <- the fault

    async def ask(self, question):
        await self.known.wait()
        if self.error:
            raise self.error
        return await search(self.index, question)


# %% wrong tells_before_it_knows: part 1, wrong-answer
# start has begun, so those who wait may go on.
class HelpDesk:
    def __init__(self, handbook):
        self.handbook = handbook
        self.known = asyncio.Event()
        self.index = None
        self.error = None

    async def start(self):
        self.known.set()  # <- the fault
        try:
            self.index = await load_index(self.handbook)
        except IndexBroken as error:
            self.error = error
            raise
        finally:
            self.known.set()

    async def ask(self, question):
        await self.known.wait()
        if self.error:
            raise self.error
        return await search(self.index, question)


# %% wrong wait_not_awaited: part 1, never-awaited
# wait waits.
class HelpDesk:
    def __init__(self, handbook):
        self.handbook = handbook
        self.known = asyncio.Event()
        self.index = None
        self.error = None

    async def start(self):
        try:
            self.index = await load_index(self.handbook)
        except IndexBroken as error:
            self.error = error
            raise
        finally:
            self.known.set()

    async def ask(self, question):
        self.known.wait()  # <- the fault
        if self.error:
            raise self.error
        return await search(self.index, question)


# %% wrong wakes_one: part 1, deadlock
# notify tells those who wait.
class HelpDesk:
    def __init__(self, handbook):
        self.handbook = handbook
        self.news = None
        self.changed = asyncio.Condition()

    async def start(self):
        try:
            self.news = await load_index(self.handbook)
        except IndexBroken as error:
            self.news = error
            raise
        finally:
            async with self.changed:
                self.changed.notify()  # <- the fault

    async def ask(self, question):
        async with self.changed:
            await self.changed.wait_for(lambda: self.news is not None)
        if isinstance(self.news, IndexBroken):
            raise self.news
        return await search(self.news, question)
