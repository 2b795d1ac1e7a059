"""Right and wrong answers to sync_to_async. docs/for-authors.md says how to read a cell."""

# %% right own_pool
# A pool with a thread for each report. It is closed when it has nothing left to do, so closing it never waits.
from concurrent.futures import ThreadPoolExecutor
from services import download


def fetch_and_block(name: str) -> str:
    time.sleep(PAUSE)
    return download(name)


async def fetch_reports(names: list[str]) -> list[str]:
    loop = asyncio.get_running_loop()
    pool = ThreadPoolExecutor(max_workers=len(names))
    try:
        jobs = [loop.run_in_executor(pool, fetch_and_block, name) for name in names]
        return [await job for job in jobs]
    finally:
        pool.shutdown(wait=False)


# %% right plain_def
# Ordinary functions that hand back something to await are as good as coroutine functions.
from collections.abc import Awaitable


def fetch_report(name: str) -> Awaitable[str]:
    async def pause_and_download() -> str:
        await asyncio.sleep(PAUSE)
        return await adownload(name)

    return pause_and_download()


def fetch_reports(names: list[str]) -> Awaitable[list[str]]:
    return asyncio.gather(*[fetch_report(name) for name in names])


# %% right put_back_in_order
# Takes each report when it is ready, and puts it in its place.
async def fetch_reports(names: list[str]) -> list[str]:
    async def with_place(place: int) -> tuple[int, str]:
        return place, await fetch_report(names[place])

    reports = [""] * len(names)
    for first in asyncio.as_completed([with_place(place) for place in range(len(names))]):
        place, report = await first
        reports[place] = report
    return reports


# %% right task_group
async def fetch_reports(names: list[str]) -> list[str]:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(fetch_report(name)) for name in names]
    return [task.result() for task in tasks]


# %% right task_list
import services


async def fetch_report(name):
    await asyncio.sleep(PAUSE)
    return await services.adownload(name)


async def fetch_reports(names):
    tasks = []
    for name in names:
        tasks.append(asyncio.create_task(fetch_report(name)))
    reports = []
    for task in tasks:
        reports.append(await task)
    return reports


# %% right threads
# The blocking code stays as it was, and waits in threads instead of on the loop.
from services import download


def fetch_and_block(name: str) -> str:
    time.sleep(PAUSE)
    return download(name)


async def fetch_report(name: str) -> str:
    return await asyncio.to_thread(fetch_and_block, name)


async def fetch_reports(names: list[str]) -> list[str]:
    return list(await asyncio.gather(*map(fetch_report, names)))


# %% wrong as_they_come: part 2, wrong-order
# Collects the reports in the order in which they are ready.
async def fetch_reports(names):
    reports = []
    for first in asyncio.as_completed([fetch_report(name) for name in names]):  # <- the fault
        reports.append(await first)
    return reports


# %% wrong async_word_only: part 1, blocking-call
# Believes that the word async makes a function wait without blocking.
from services import download


async def fetch_report(name):
    time.sleep(PAUSE)  # <- the fault
    return download(name)


# %% wrong awaited_the_list: part 2, awaited-plain-value
# Believes that a list of coroutine objects can be awaited as a whole.
async def fetch_reports(names):
    return await [fetch_report(name) for name in names]  # <- the fault


# %% wrong awaited_time_sleep: part 1, awaited-plain-value
# Believes that await in front of any call makes that call wait without blocking.
async def fetch_report(name):
    await time.sleep(PAUSE)  # <- the fault
    return await adownload(name)


# %% wrong called_too_early: part 1, called-too-early
# Hands to_thread the finished report instead of the function and its argument.
from services import download


async def fetch_report(name):
    await asyncio.sleep(PAUSE)
    return await asyncio.to_thread(download(name))  # <- the fault


# %% wrong collected_by_a_callback: part 2, wrong-order
# A method of a helper is called when a task has ended.
class Collected:
    def __init__(self):
        self.reports = []

    def add(self, task):
        self.reports.append(task.result())  # <- the fault


async def fetch_reports(names):
    collected = Collected()
    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(fetch_report(name)).add_done_callback(collected.add)
    return collected.reports


# %% wrong download_not_awaited: part 1, never-awaited
# Believes that calling adownload gives the report, as calling download does.
async def fetch_report(name):
    await asyncio.sleep(PAUSE)
    return adownload(name)  # <- the fault


# %% wrong download_still_blocks: part 1, blocking-call
# Replaced the wait that is called sleep, and did not see the other one.
from services import download


async def fetch_report(name):
    await asyncio.sleep(PAUSE)
    return download(name)  # <- the fault


# %% wrong gather_not_awaited: part 2, task-not-awaited
# Believes that gather itself waits, so that returning it returns the reports.
async def fetch_reports(names):
    return asyncio.gather(*(fetch_report(name) for name in names))  # <- the fault


# %% wrong gather_of_a_generator: part 2, not-a-coroutine
# Believes that gather takes the coroutine objects out of a generator expression by itself.
async def fetch_reports(names):
    return await asyncio.gather(fetch_report(name) for name in names)  # <- the fault


# %% wrong gather_of_results: part 2, not-a-coroutine
# Awaits every report on the way into gather, which then has only texts left to wait for.
async def fetch_reports(names):
    return await asyncio.gather(*[await fetch_report(name) for name in names])  # <- the fault


# %% wrong gather_without_star: part 2, not-a-coroutine
# Hands gather one list instead of the coroutine objects in it.
async def fetch_reports(names):
    return await asyncio.gather([fetch_report(name) for name in names])  # <- the fault


# %% wrong guessed_wait: part 2, guessed-wait
# Sleeps for a time that was long enough on the own machine, instead of waiting for the tasks.
async def fetch_reports(names):
    tasks = [asyncio.create_task(fetch_report(name)) for name in names]
    await asyncio.sleep(2.5)  # <- the fault
    return [task.result() for task in tasks]


# %% wrong in_turn: part 2, sequential-awaits
# Believes that await starts a report and moves on to the next one.
async def fetch_reports(names):
    reports = []
    for name in names:
        reports.append(await fetch_report(name))  # <- the fault
    return reports


# %% wrong loop_in_each_thread: part 2, extra-loop
# Believes that each coroutine needs an asyncio.run of its own, and a thread where that is allowed.
def run_alone(name):
    return asyncio.run(fetch_report(name))  # <- the fault


async def fetch_reports(names):
    return await asyncio.gather(*(asyncio.to_thread(run_alone, name) for name in names))


# %% wrong made_up_reports: part 1, answer-not-asked
# Copied how services.py makes up its texts, and asks nobody.
from services import SECONDS


async def fetch_report(name):
    await asyncio.sleep(PAUSE + SECONDS.get(name, 1.0))
    return f"{name}: 12 pages"  # <- the fault


# %% wrong no_pause: part 1, wait-skipped
# Took the pause for the problem, and removed it with its line.
del PAUSE


async def fetch_report(name):
    return await adownload(name)


# %% wrong objects_first: part 2, sequential-awaits
# Believes that making the coroutine objects beforehand has started them.
async def fetch_reports(names):
    jobs = [fetch_report(name) for name in names]
    return [await job for job in jobs]  # <- the fault


# %% wrong pause_after_download: part 1, wrong-answer
# Takes the pause for a delay that only has to be somewhere, so the download comes too early.
async def fetch_report(name):
    report = await adownload(name)
    await asyncio.sleep(PAUSE)  # <- the fault
    return report


# %% wrong pool_without_await: part 2, blocking-call
# The reports wait together in threads, but the loop stands still until the pool is done.
from concurrent.futures import ThreadPoolExecutor
from services import download


def fetch_and_block(name):
    time.sleep(PAUSE)
    return download(name)


async def fetch_reports(names):
    with ThreadPoolExecutor(max_workers=len(names)) as pool:
        return list(pool.map(fetch_and_block, names))  # <- the fault


# %% wrong results_too_soon: part 2, result-too-soon
# Asks the tasks for results without ever waiting for them.
async def fetch_reports(names):
    tasks = [asyncio.create_task(fetch_report(name)) for name in names]
    return [task.result() for task in tasks]  # <- the fault


# %% wrong run_inside_the_loop: part 2, nested-run
# Believes that asyncio.run is how one calls a coroutine function, wherever one is.
def fetch_reports(names):
    async def all_of_them():
        return await asyncio.gather(*(fetch_report(name) for name in names))

    return asyncio.run(all_of_them())  # <- the fault


# %% wrong set_of_tasks: part 2, wrong-order
# Believes that the set of finished tasks has the order in which they were created.
async def fetch_reports(names):
    done, _ = await asyncio.wait([asyncio.create_task(fetch_report(name)) for name in names])
    return [task.result() for task in done]  # <- the fault


# %% wrong sleep_not_awaited: part 1, never-awaited
# Took asyncio.sleep for a time.sleep that only needs another module name.
async def fetch_report(name):
    asyncio.sleep(PAUSE)  # <- the fault
    return await adownload(name)


# %% wrong sleep_still_blocks: part 1, blocking-call
# Believes that one await makes the lines around it wait without blocking as well.
from time import sleep


async def fetch_report(name):
    sleep(PAUSE)  # <- the fault
    return await adownload(name)


# %% wrong task_awaited_at_once: part 2, sequential-awaits
# Knows that tasks overlap, and awaits each one before the next one exists.
async def fetch_reports(names):
    return [await asyncio.create_task(fetch_report(name)) for name in names]  # <- the fault


# %% wrong three_by_name: part 2, wrong-answer
# Wrote the answer for the three names of the story, and never looks at the argument.
async def fetch_reports(names):
    return await asyncio.gather(fetch_report("sales"), fetch_report("stock"), fetch_report("staff"))  # <- the fault


# %% wrong watches_the_clock: part 1, polling
# Waits by asking the clock again and again, with an await that waits for nothing.
async def fetch_report(name):
    end = time.monotonic() + PAUSE
    while time.monotonic() < end:
        await asyncio.sleep(0)  # <- the fault
    return await adownload(name)
