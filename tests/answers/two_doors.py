"""Right and wrong answers to two_doors. docs/for-authors.md says how to read a cell."""

# %% right an_error_of_its_own
# A class for the refusal, so that callers can tell it from all others.
del _needs_no_loop


class LoopIsRunning(RuntimeError):
    """The plain door was used inside a running loop."""

    def __init__(self, door: str) -> None:
        super().__init__(f"{door}() cannot be used where a loop runs. Use: await a{door}()")


def run(door: str, function, argument):
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        loop = None
    if loop:
        raise LoopIsRunning(door)
    return asyncio.run(function(argument))


def fetch(currency: str) -> str:
    return run("fetch", afetch, currency)


async def afetch_all(currencies: list[str]) -> list[str]:
    rates = [afetch(currency) for currency in currencies]
    return await asyncio.gather(*rates)


def fetch_all(currencies: list[str]) -> list[str]:
    return run("fetch_all", afetch_all, currencies)


# %% right doors_made_by_a_decorator (complete)

import asyncio
import functools
from services import query_rate


async def afetch(currency):
    return f"1 {currency} = {await query_rate(currency)} cents"


async def afetch_all(currencies):
    return list(await asyncio.gather(*map(afetch, currencies)))


def plain(door):
    @functools.wraps(door)
    def call(*args):
        if asyncio._get_running_loop() is not None:
            raise RuntimeError(f"a loop runs in this thread; use: await {door.__name__}(...)")
        return asyncio.run(door(*args))

    return call


fetch = plain(afetch)
fetch_all = plain(afetch_all)


# %% right plain_door_made_by_a_decorator (complete)
# One function makes the plain door of any async one.

import asyncio

from services import query_rate


async def afetch(currency: str) -> str:
    return f"1 {currency} = {await query_rate(currency)} cents"


async def afetch_all(currencies: list[str]) -> list[str]:
    tasks = [asyncio.create_task(afetch(currency)) for currency in currencies]
    return [await task for task in tasks]


def plain(door):
    """The plain door to a coroutine function."""

    def call(*args):
        if a_loop_runs():
            raise RuntimeError(
                f"{door.__name__[1:]} holds the thread of a running loop; await {door.__name__}() instead"
            )
        with asyncio.Runner() as runner:
            return runner.run(door(*args))

    return call


def a_loop_runs() -> bool:
    try:
        return asyncio.get_running_loop() is not None
    except RuntimeError:
        return False


fetch = plain(afetch)
fetch_all = plain(afetch_all)


# %% right try_except_else
# The guard written out in each door, with else.
del _needs_no_loop


def fetch(currency: str) -> str:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        pass
    else:
        raise RuntimeError("fetch() is for programs without a loop; in a coroutine: await afetch()")
    return asyncio.run(afetch(currency))


async def afetch_all(currencies: list[str]) -> list[str]:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(afetch(currency)) for currency in currencies]
    return [task.result() for task in tasks]


def fetch_all(currencies: list[str]) -> list[str]:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        pass
    else:
        raise RuntimeError("fetch_all() is for programs without a loop; in a coroutine: await afetch_all()")
    return asyncio.run(afetch_all(currencies))


# %% wrong asks_for_the_task: part 1, nested-run
# Inside a loop there is always a current task.
# A guard that a plain callback of the loop walks past.
del _needs_no_loop


def fetch(currency: str) -> str:
    needs_no_loop("afetch")
    return asyncio.run(afetch(currency))


def fetch_all(currencies: list[str]) -> list[str]:
    needs_no_loop("afetch_all")
    return asyncio.run(afetch_all(currencies))


def needs_no_loop(other: str) -> None:
    try:
        task = asyncio.current_task()  # <- the fault
    except RuntimeError:
        return
    if task is not None:
        raise RuntimeError(f"a loop runs in this thread already: await {other}(...)")


# %% wrong coroutine_made_first: part 1, never-awaited
# A coroutine that is not run costs nothing.
# The right words, and a coroutine that nobody awaits.
del _needs_no_loop


def fetch(currency: str) -> str:
    coroutine = afetch(currency)  # <- the fault
    needs_no_loop("afetch")
    return asyncio.run(coroutine)


def fetch_all(currencies: list[str]) -> list[str]:
    needs_no_loop("afetch_all")
    return asyncio.run(afetch_all(currencies))


def needs_no_loop(other: str) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError(f"a loop runs in this thread already: await {other}(...)")


# %% wrong door_made_async: part 1, never-awaited
# It waits for something, so it has to be async def.
# Two async doors: a plain program gets in through neither.
del _needs_no_loop


async def fetch(currency: str) -> str:  # <- the fault
    return await afetch(currency)


def fetch_all(currencies: list[str]) -> list[str]:
    needs_no_loop("afetch_all")
    return asyncio.run(afetch_all(currencies))


def needs_no_loop(other: str) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError(f"a loop runs in this thread already: await {other}(...)")


# %% wrong error_made_an_answer: part 2, error-swallowed
# A library should not raise when there is just no rate.
# An error of the service becomes an answer.
del _needs_no_loop


def fetch(currency: str) -> str:
    needs_no_loop("afetch")
    try:
        return asyncio.run(afetch(currency))
    except Exception as error:
        return f"1 {currency} = ? ({error})"  # <- the fault


def fetch_all(currencies: list[str]) -> list[str]:
    needs_no_loop("afetch_all")
    return asyncio.run(afetch_all(currencies))


def needs_no_loop(other: str) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError(f"a loop runs in this thread already: await {other}(...)")


# %% wrong explained_afterwards: part 1, never-awaited
# An exception is the way to find out whether a loop runs.
# The right words, after asyncio.run has refused and the coroutine is lost.
del _needs_no_loop


def fetch(currency: str) -> str:
    try:
        return asyncio.run(afetch(currency))  # <- the fault
    except RuntimeError as error:
        if "running event loop" not in str(error):
            raise
        raise RuntimeError("a loop runs already: await afetch(...)") from error


def fetch_all(currencies: list[str]) -> list[str]:
    needs_no_loop("afetch_all")
    return asyncio.run(afetch_all(currencies))


def needs_no_loop(other: str) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError(f"a loop runs in this thread already: await {other}(...)")


# %% wrong guard_catches_itself: part 1, nested-run
# Both cases are about RuntimeError, so they share one try.
# The guard raises inside its own try, and swallows what it says.
del _needs_no_loop


def fetch(currency: str) -> str:
    try:
        asyncio.get_running_loop()
        raise RuntimeError("a loop runs already: await afetch(...)")
    except RuntimeError:  # <- the fault
        pass
    return asyncio.run(afetch(currency))


def fetch_all(currencies: list[str]) -> list[str]:
    needs_no_loop("afetch_all")
    return asyncio.run(afetch_all(currencies))


def needs_no_loop(other: str) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError(f"a loop runs in this thread already: await {other}(...)")


# %% wrong hard_coded: part 2, answer-not-asked
# The rate of the franc is known: the program printed it.
# A cheat: the guard is right, and the rates are those of services.py.
del _needs_no_loop


def fetch(currency: str) -> str:
    needs_no_loop("afetch")
    return f"1 {currency} = {90 + len(currency) * 7} cents"  # <- the fault


def fetch_all(currencies: list[str]) -> list[str]:
    needs_no_loop("afetch_all")
    return asyncio.run(afetch_all(currencies))


def needs_no_loop(other: str) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError(f"a loop runs in this thread already: await {other}(...)")


# %% wrong in_order_of_arrival: part 3, wrong-order
# as_completed gives them all, and the texts say which is which.
# The rates come in the order in which they arrived.
del _needs_no_loop


def fetch(currency: str) -> str:
    needs_no_loop("afetch")
    return asyncio.run(afetch(currency))


async def afetch_all(currencies: list[str]) -> list[str]:
    return [await rate for rate in asyncio.as_completed(map(afetch, currencies))]  # <- the fault


def fetch_all(currencies: list[str]) -> list[str]:
    needs_no_loop("afetch_all")
    return asyncio.run(afetch_all(currencies))


def needs_no_loop(other: str) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError(f"a loop runs in this thread already: await {other}(...)")


# %% wrong just_run: part 1, nested-run
# asyncio.run raises anyway when a loop runs, so there is nothing to add.
# No guard: Python's own words name no door, and a coroutine is left behind.
del _needs_no_loop


def fetch(currency: str) -> str:
    return asyncio.run(afetch(currency))  # <- the fault


def fetch_all(currencies: list[str]) -> list[str]:
    return asyncio.run(afetch_all(currencies))


# %% wrong loop_left_open: part 2, not-closed
# A loop that has done its work needs nothing more.
# A loop for each call, and none is closed.
del _needs_no_loop


def fetch(currency: str) -> str:
    needs_no_loop("afetch")
    return asyncio.new_event_loop().run_until_complete(afetch(currency))  # <- the fault


def fetch_all(currencies: list[str]) -> list[str]:
    needs_no_loop("afetch_all")
    return asyncio.run(afetch_all(currencies))


def needs_no_loop(other: str) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError(f"a loop runs in this thread already: await {other}(...)")


# %% wrong names_the_wrong_door: part 3, unhelpful-error
# One text fits both doors.
# fetch_all sends people to afetch.
del _needs_no_loop


def fetch(currency: str) -> str:
    needs_no_loop("afetch")
    return asyncio.run(afetch(currency))


def fetch_all(currencies: list[str]) -> list[str]:
    needs_no_loop("afetch")  # <- the fault
    return asyncio.run(afetch_all(currencies))


def needs_no_loop(other: str) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError(f"a loop runs in this thread already: await {other}(...)")


# %% wrong no_door_named: part 1, unhelpful-error
# An error says what is wrong; what to do is for the manual.
# A guard in time, whose words help nobody.
del _needs_no_loop


def fetch(currency: str) -> str:
    needs_no_loop()
    return asyncio.run(afetch(currency))


def fetch_all(currencies: list[str]) -> list[str]:
    needs_no_loop()
    return asyncio.run(afetch_all(currencies))


def needs_no_loop() -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError("you cannot do that here")  # <- the fault


# %% wrong old_recipe: part 2, no-running-loop
# get_event_loop gives the loop, and is_running tells whether it runs.
# The recipe of old libraries. In a worker thread there is no loop to get.
del _needs_no_loop


def fetch(currency: str) -> str:
    loop = asyncio.get_event_loop()  # <- the fault
    if loop.is_running():
        raise RuntimeError("a loop runs already: await afetch(...)")
    return loop.run_until_complete(afetch(currency))


def fetch_all(currencies: list[str]) -> list[str]:
    needs_no_loop("afetch_all")
    return asyncio.run(afetch_all(currencies))


def needs_no_loop(other: str) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError(f"a loop runs in this thread already: await {other}(...)")


# %% wrong one_after_the_other (from the stub): part 3, sequential-awaits
# A comprehension with await in it starts everything at once.
# afetch_all awaits one rate after the other.
def fetch(currency: str) -> str:
    needs_no_loop("afetch")
    return asyncio.run(afetch(currency))


async def afetch_all(currencies: list[str]) -> list[str]:
    return [await afetch(currency) for currency in currencies]  # <- the fault


def fetch_all(currencies: list[str]) -> list[str]:
    needs_no_loop("afetch_all")
    return asyncio.run(afetch_all(currencies))


def needs_no_loop(other: str) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError(f"a loop runs in this thread already: await {other}(...)")


# %% wrong one_door_for_all: part 1, never-awaited
# One name for both is simpler: inside a loop the caller gets something to await.
# Inside a loop the plain door hands back a coroutine.
del _needs_no_loop


def fetch(currency: str):
    if a_loop_runs():
        return afetch(currency)  # <- the fault
    return asyncio.run(afetch(currency))


def fetch_all(currencies: list[str]):
    if a_loop_runs():
        return afetch_all(currencies)
    return asyncio.run(afetch_all(currencies))


def a_loop_runs() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


# %% wrong one_loop_for_the_library: part 2, nested-run
# A loop is costly, so the library makes one and keeps it.
# A loop made at import: two threads cannot use it at the same time.
del _needs_no_loop


LOOP = asyncio.new_event_loop()  # <- the fault


def fetch(currency: str) -> str:
    needs_no_loop("afetch")
    return LOOP.run_until_complete(afetch(currency))  # <- the fault


def fetch_all(currencies: list[str]) -> list[str]:
    needs_no_loop("afetch_all")
    return asyncio.run(afetch_all(currencies))


def needs_no_loop(other: str) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError(f"a loop runs in this thread already: await {other}(...)")


# %% wrong one_thread_at_a_time: part 2, sequential-awaits
# With a lock around it a library is safe for threads.
# Two threads wait for each other's rates.
del _needs_no_loop


import threading


LOCK = threading.Lock()


def fetch(currency: str) -> str:
    needs_no_loop("afetch")
    with LOCK:  # <- the fault
        return asyncio.run(afetch(currency))


def fetch_all(currencies: list[str]) -> list[str]:
    needs_no_loop("afetch_all")
    return asyncio.run(afetch_all(currencies))


def needs_no_loop(other: str) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError(f"a loop runs in this thread already: await {other}(...)")


# %% wrong refuses_everywhere: part 2, unhandled-error
# The plain door is the old one, so it always sends people to the new one.
# A cheat: it names afetch, whoever calls.
del _needs_no_loop


def fetch(currency: str) -> str:
    raise RuntimeError("please use: await afetch(...)")  # <- the fault


def fetch_all(currencies: list[str]) -> list[str]:
    needs_no_loop("afetch_all")
    return asyncio.run(afetch_all(currencies))


def needs_no_loop(other: str) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError(f"a loop runs in this thread already: await {other}(...)")


# %% wrong relabels_every_error: part 2, error-replaced
# When asyncio.run raises RuntimeError, a loop runs.
# A guard in time, and the old except after it.
del _needs_no_loop


def fetch(currency: str) -> str:
    needs_no_loop("afetch")
    try:
        return asyncio.run(afetch(currency))
    except RuntimeError:  # <- the fault
        raise RuntimeError("a loop runs already: await afetch(...)") from None


def fetch_all(currencies: list[str]) -> list[str]:
    needs_no_loop("afetch_all")
    return asyncio.run(afetch_all(currencies))


def needs_no_loop(other: str) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError(f"a loop runs in this thread already: await {other}(...)")


# %% wrong run_for_each_currency: part 3, sequential-awaits
# fetch exists already, so many rates are many fetches.
# fetch_all goes through the plain door once for each currency.
del _needs_no_loop


def fetch(currency: str) -> str:
    needs_no_loop("afetch")
    return asyncio.run(afetch(currency))


def fetch_all(currencies: list[str]) -> list[str]:
    needs_no_loop("afetch_all")
    return [fetch(currency) for currency in currencies]  # <- the fault


def needs_no_loop(other: str) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError(f"a loop runs in this thread already: await {other}(...)")


# %% wrong second_door_forgotten: part 3, nested-run
# fetch has a guard, and fetch_all is a part of the same library.
# fetch_all has no guard of its own.
del _needs_no_loop


def fetch(currency: str) -> str:
    needs_no_loop("afetch")
    return asyncio.run(afetch(currency))


def fetch_all(currencies: list[str]) -> list[str]:
    return asyncio.run(afetch_all(currencies))  # <- the fault


def needs_no_loop(other: str) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError(f"a loop runs in this thread already: await {other}(...)")


# %% wrong task_in_the_loop: part 1, task-not-awaited
# create_task starts it in the loop that is there, and the caller can await it.
# Inside a loop the plain door hands back a task.
del _needs_no_loop


def fetch(currency: str):
    try:
        return asyncio.get_running_loop().create_task(afetch(currency))  # <- the fault
    except RuntimeError:
        return asyncio.run(afetch(currency))


def fetch_all(currencies: list[str]) -> list[str]:
    needs_no_loop("afetch_all")
    return asyncio.run(afetch_all(currencies))


def needs_no_loop(other: str) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError(f"a loop runs in this thread already: await {other}(...)")


# %% wrong thread_for_each_currency: part 3, extra-loop
# fetch works in threads, so a pool of them makes it fast.
# As fast as one loop, with a thread and a loop for each currency.
del _needs_no_loop


def fetch(currency: str) -> str:
    needs_no_loop("afetch")
    return asyncio.run(afetch(currency))


def fetch_all(currencies: list[str]) -> list[str]:
    from concurrent.futures import ThreadPoolExecutor

    needs_no_loop("afetch_all")
    with ThreadPoolExecutor() as pool:
        return list(pool.map(fetch, currencies))  # <- the fault


def needs_no_loop(other: str) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError(f"a loop runs in this thread already: await {other}(...)")


# %% wrong works_anyway_in_a_thread: part 1, extra-loop
# A library should just work, so inside a loop it uses a thread.
# Inside a loop it runs in a thread, and holds the caller's loop until that is done.
del _needs_no_loop


def fetch(currency: str) -> str:
    return run(afetch, currency)


def fetch_all(currencies: list[str]) -> list[str]:
    return run(afetch_all, currencies)


def run(door, argument):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(lambda: asyncio.run(door(argument))).result()  # <- the fault
