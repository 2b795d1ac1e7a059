"""Right and wrong answers to single_flight. docs/for-authors.md says how to read a cell."""


# %% right a_future_that_somebody_fills
class Rates:  # only what differs
    def __init__(self):
        self.known = {}
        self.coming = {}
        self.clerks = set()

    async def rate(self, currency):
        if currency in self.known:
            return self.known[currency]
        if currency not in self.coming:
            self.coming[currency] = asyncio.Event(), []
            clerk = asyncio.create_task(self._ask(currency))
            self.clerks.add(clerk)
            clerk.add_done_callback(self.clerks.discard)
        here, errors = self.coming[currency]
        await here.wait()
        if errors:
            raise errors[0]
        return self.known[currency]

    async def _ask(self, currency):
        here, errors = self.coming[currency]
        try:
            self.known[currency] = await fetch_rate(currency)
        except RateError as error:
            errors.append(error)
        finally:
            del self.coming[currency]
            here.set()


# %% right a_lock_for_each_currency
from collections import defaultdict


class Rates:
    def __init__(self):
        self.known = {}
        self.locks = defaultdict(asyncio.Lock)

    async def rate(self, currency):
        async with self.locks[currency]:
            if currency not in self.known:
                self.known[currency] = await fetch_rate(currency)
            return self.known[currency]


# %% wrong first_customer_carries_it: part 4, deadlock
# The first customer asks, and hands the answer to the others.
class Rates:
    def __init__(self):
        self.coming = {}

    async def rate(self, currency):
        if currency in self.coming:
            return await asyncio.shield(self.coming[currency])
        future = self.coming[currency] = asyncio.get_running_loop().create_future()
        try:
            answer = await fetch_rate(currency)  # <- the fault
        except RateError as error:
            del self.coming[currency]
            future.set_exception(error)
            future.exception()
            raise
        future.set_result(answer)
        return answer


# %% wrong forgets_when_done: part 1, called-too-often
# Only questions that are going on are shared, and what is done is taken out.
class Rates:
    def __init__(self):
        self.tasks = {}

    async def rate(self, currency):
        task = self.tasks.get(currency)
        if task is None:
            task = self.tasks[currency] = asyncio.create_task(fetch_rate(currency))
        try:
            return await asyncio.shield(task)
        finally:
            self.tasks.pop(currency, None)  # <- the fault


# %% wrong keeps_the_coroutine: part 1, coroutine-reused
# What is called once is fetched once, and can be kept.
class Rates:
    def __init__(self):
        self.coming = {}

    async def rate(self, currency):
        if currency not in self.coming:
            self.coming[currency] = fetch_rate(currency)  # <- the fault
        return await self.coming[currency]


# %% wrong keeps_the_failure: part 3, failure-kept
# The task is the cache.
class Rates:
    def __init__(self):
        self.tasks = {}

    async def rate(self, currency):
        task = self.tasks.get(currency)
        if task is None:
            task = self.tasks[currency] = asyncio.create_task(fetch_rate(currency))  # <- the fault
        return await asyncio.shield(task)


# %% wrong looks_before_the_lock: part 1, called-too-often
# What is known needs no lock, so the look stands before it.
from collections import defaultdict


class Rates:
    def __init__(self):
        self.known = {}
        self.locks = defaultdict(asyncio.Lock)

    async def rate(self, currency):
        if currency not in self.known:
            async with self.locks[currency]:  # <- the fault
                self.known[currency] = await fetch_rate(currency)
        return self.known[currency]


# %% wrong lru_cache: part 1, coroutine-reused
# A cache for functions is a cache for async functions.
import functools


class Rates:
    @functools.cache  # <- the fault
    def _ask(self, currency):
        return fetch_rate(currency)

    async def rate(self, currency):
        return await self._ask(currency)


# %% wrong marks_it_and_looks_again: part 1, polling
# A mark in the dict keeps the others from asking, and they look until it is gone.
class Rates:
    def __init__(self):
        self.known = {}

    async def rate(self, currency):
        if currency not in self.known:
            self.known[currency] = None
            self.known[currency] = await fetch_rate(currency)
        while self.known[currency] is None:
            await asyncio.sleep(0.05)  # <- the fault
        return self.known[currency]


# %% wrong no_shield: part 4, cancelled-too-much
# A task can be awaited by many.
class Rates:
    def __init__(self):
        self.tasks = {}

    async def rate(self, currency):
        task = self.tasks.get(currency)
        if task is None:
            task = self.tasks[currency] = asyncio.create_task(fetch_rate(currency))
        try:
            return await task  # <- the fault
        except RateError:
            if self.tasks.get(currency) is task:
                del self.tasks[currency]
            raise


# %% wrong one_lock_for_all: part 2, sequential-awaits
# The dict is shared, so one lock guards it.
class Rates:
    def __init__(self):
        self.known = {}
        self.locks = asyncio.Lock()

    async def rate(self, currency):
        async with self.locks:  # <- the fault
            if currency not in self.known:
                self.known[currency] = await fetch_rate(currency)
            return self.known[currency]


# %% wrong rates_written_down: part 1, answer-not-asked
# The rates can be worked out without the bank.
class Rates:
    async def rate(self, currency):
        return f"1 {currency} = {len(currency) + 0.25} EUR"  # <- the fault


# %% wrong the_mark_is_the_answer: part 1, wrong-answer
# Something has to stand in the dict before the await.
class Rates:
    def __init__(self):
        self.known = {}

    async def rate(self, currency):
        if currency not in self.known:
            self.known[currency] = "is being asked"  # <- the fault
            self.known[currency] = await fetch_rate(currency)
        return self.known[currency]


# %% wrong tries_for_ever_inside: part 3, error-swallowed
# The next question will be answered, so the customer need not know.
class Rates:
    def __init__(self):
        self.tasks = {}

    async def rate(self, currency):
        task = self.tasks.get(currency)
        if task is None:
            task = self.tasks[currency] = asyncio.create_task(fetch_rate(currency))
        try:
            return await asyncio.shield(task)
        except RateError:
            if self.tasks.get(currency) is task:
                del self.tasks[currency]
            return await self.rate(currency)  # <- the fault


# %% wrong forgets_when_one_leaves: part 4, called-too-often
# Whatever goes wrong, the next customer gets a new question.
class Rates:
    def __init__(self):
        self.tasks = {}

    async def rate(self, currency):
        task = self.tasks.get(currency)
        if task is None:
            task = self.tasks[currency] = asyncio.create_task(fetch_rate(currency))
        try:
            return await asyncio.shield(task)
        except BaseException:
            self.tasks.pop(currency, None)  # <- the fault
            raise


# %% wrong only_the_first_forgets: part 3, failure-kept
# Only the customer who asked first forgets a question that failed, and may have left by then.
class Rates:
    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[str]] = {}

    async def rate(self, currency: str) -> str:
        if currency in self._tasks:
            return await asyncio.shield(self._tasks[currency])
        task = self._tasks[currency] = asyncio.create_task(fetch_rate(currency))
        try:
            return await asyncio.shield(task)
        except RateError:
            del self._tasks[currency]  # <- the fault
            raise
