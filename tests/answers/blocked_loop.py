"""Right and wrong answers to blocked_loop. docs/for-authors.md says how to read a cell."""


# %% right id_passed_as_an_argument
# run_in_executor without a context: the id is read here and set again in the thread.
async def render_report(name: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(None, _render, request_id.get(), name)


def _render(request: str, name: str) -> str:
    token = request_id.set(request)
    try:
        return library.render(name)
    finally:
        request_id.reset(token)  # the pool uses this thread again


# %% right own_pool_with_context
# A pool of the module's own, and the caller's context carried along by hand.
import contextvars
from concurrent.futures import ThreadPoolExecutor


pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix="pdf")


async def render_report(name: str) -> str:
    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(pool, context.run, library.render, name)


# %% right pool_left_when_done
# A pool for each batch, left only when its work is done: leaving it then holds nobody up.
import contextvars
from concurrent.futures import ThreadPoolExecutor


async def render_all(names: list[str]) -> list[str]:
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(max_workers=len(names)) as pool:
        reports = [loop.run_in_executor(pool, contextvars.copy_context().run, library.render, name) for name in names]
        return await asyncio.gather(*reports)


# %% right task_group
# to_thread, and a TaskGroup that owns the four reports.
async def render_all(names: list[str]) -> list[str]:
    async with asyncio.TaskGroup() as group:
        reports = [group.create_task(render_report(name)) for name in names]
    return [report.result() for report in reports]


# %% right thread_that_wakes_the_loop
# What to_thread does, written out: a thread, a future, and call_soon_threadsafe.
import contextvars
import threading


async def render_report(name: str) -> str:
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    context = contextvars.copy_context()

    def work() -> None:
        try:
            pdf = context.run(library.render, name)
        except Exception as error:
            loop.call_soon_threadsafe(done.set_exception, error)
        else:
            loop.call_soon_threadsafe(done.set_result, pdf)

    threading.Thread(target=work, name=f"pdf {name}").start()
    return await done


# %% right wrapped_future
# submit gives the future of a thread; wrap_future turns it into one that a coroutine can await.
import contextvars
from concurrent.futures import ThreadPoolExecutor


pool = ThreadPoolExecutor(max_workers=8)


async def render_report(name: str) -> str:
    return await asyncio.wrap_future(pool.submit(contextvars.copy_context().run, library.render, name))


async def render_all(names: list[str]) -> list[str]:
    tasks = [asyncio.create_task(render_report(name)) for name in names]
    await asyncio.wait(tasks)
    return [await task for task in tasks]


# %% wrong all_in_one_thread: part 2, sequential-awaits
# One thread beside the loop is enough for all of the work.
# The loop is free, but the four reports stand in one queue.
async def render_all(names: list[str]) -> list[str]:
    return await asyncio.to_thread(lambda: [library.render(name) for name in names])  # <- the fault


# %% wrong async_def_around_it: part 1, blocking-call
# What stands in an async def, and in a task, no longer blocks.
# The library is wrapped in an async def and a task; it blocks the loop all the same.
async def render_report(name: str) -> str:
    return await asyncio.create_task(_render(name))


async def _render(name: str) -> str:
    return library.render(name)  # <- the fault


# %% wrong awaits_the_library: part 1, awaited-plain-value
# await in front of a slow call makes it give way.
# await in front of the plain call: it blocks first, then there is a text to await.
async def render_report(name: str) -> str:
    return await library.render(name)  # <- the fault


# %% wrong beats_in_advance: part 1, blocking-call
# The supervisor counts beats, so a few may be sent before the long silence.
# A cheat: a burst of beats, then the blocking call.
async def render_report(name: str) -> str:
    for _ in range(10):
        await send_beat()
    return library.render(name)  # <- the fault


# %% wrong called_too_early: part 1, called-too-early
# to_thread takes a call and moves it into a thread.
# The library is called here, and its answer is handed to the thread.
async def render_report(name: str) -> str:
    return await asyncio.to_thread(library.render(name))  # <- the fault


# %% wrong context_left_behind: part 3, context-lost
# run_in_executor and to_thread are two names for the same thing.
# run_in_executor runs the library in a thread that knows nothing of the request.
async def render_report(name: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(None, library.render, name)  # <- the fault


# %% wrong coroutine_in_the_thread: part 1, never-awaited
# to_thread runs any function, also an async one.
# to_thread calls an async def; the thread gets a coroutine and hands it back.
async def render_report(name: str) -> str:
    return await asyncio.to_thread(_render, name)  # <- the fault


async def _render(name: str) -> str:
    return library.render(name)


# %% wrong error_lost_in_the_thread: part 1, error-unread
# The thread sets the event when it is done; what could go wrong in between?
# When the library raises, the thread ends before it sets the event, and the caller waits for ever.
import contextvars
import threading


async def render_report(name: str) -> str:
    loop = asyncio.get_running_loop()
    done = asyncio.Event()
    context = contextvars.copy_context()
    pdfs = []

    def work() -> None:
        pdfs.append(context.run(library.render, name))  # <- the fault
        loop.call_soon_threadsafe(done.set)

    threading.Thread(target=work, name=f"pdf {name}").start()
    await done.wait()
    return pdfs[0]


# %% wrong future_result: part 1, blocking-call
# The work is in a thread now, so the loop is free whatever comes next.
# A thread does the work, and result() holds the loop until it is done.
from concurrent.futures import ThreadPoolExecutor


pool = ThreadPoolExecutor(max_workers=8)


async def render_report(name: str) -> str:
    return pool.submit(library.render, name).result()  # <- the fault


# %% wrong hands_back_before_it_is_done: part 1, task-leaked
# The report is made in the background, so the caller may go on.
# A task is started, nobody waits for it, and the name is handed back instead of the report.
background = set()


async def render_report(name: str) -> str:
    task = asyncio.create_task(asyncio.to_thread(library.render, name))  # <- the fault
    background.add(task)
    task.add_done_callback(background.discard)
    return f"{name}.pdf"  # <- the fault


# %% wrong heartbeat_in_a_thread: part 1, extra-loop
# The heartbeat is what stops, so the heartbeat gets the thread.
# The beats come from a thread with a loop of its own; the server behind them stands still.
import threading


async def heartbeat() -> None:
    stop = threading.Event()
    threading.Thread(target=_beat, args=(stop,), daemon=True).start()
    try:
        await asyncio.Event().wait()
    finally:
        stop.set()


def _beat(stop: threading.Event) -> None:
    while not stop.is_set():
        asyncio.run(send_beat())  # <- the fault
        stop.wait(0.25)


async def render_report(name: str) -> str:
    await asyncio.sleep(0)  # let the heartbeat start its thread
    return library.render(name)


# %% wrong id_in_a_global: part 3, context-lost
# A global is seen by every thread, so the id goes there.
# The requests share one global; the last one to write it gives its id to all.
current = "no request"


async def render_report(name: str) -> str:
    return await asyncio.to_thread(_render, name)


def _render(name: str) -> str:
    request_id.set(current)  # <- the fault
    return library.render(name)


async def handle_request(request: str, name: str) -> str:
    global current
    current = request  # <- the fault
    await asyncio.sleep(0)  # the access log is written here
    return await render_report(name)


# %% wrong in_order_of_completion: part 2, wrong-order
# as_completed hands them out, and the order will be that of the list.
# The reports come in the order in which they are done.
async def render_all(names: list[str]) -> list[str]:
    tasks = [asyncio.create_task(render_report(name)) for name in names]
    return [await report for report in asyncio.as_completed(tasks)]  # <- the fault


# %% wrong lazy_tasks: part 2, sequential-awaits
# create_task starts them all, and then they are awaited one after the other.
# The tasks stand in a generator expression: each is made when the one before it is done.
async def render_all(names: list[str]) -> list[str]:
    tasks = (asyncio.create_task(render_report(name)) for name in names)  # <- the fault
    return [await task for task in tasks]


# %% wrong library_written_anew: part 1, answer-not-asked
# The library only sleeps and returns a text; an asynchronous copy of it does the same.
# A cheat: what services.py does, with asyncio.sleep, without the library.
async def render_report(name: str) -> str:
    await asyncio.sleep(0.7)
    return f"{name}.pdf ({request_id.get()})"  # <- the fault


# %% wrong one_by_one: part 2, sequential-awaits
# A thread runs in the background, so awaiting one does not hold up the next.
# render_all awaits each report before it starts the next.
async def render_all(names: list[str]) -> list[str]:
    return [await render_report(name) for name in names]  # <- the fault


# %% wrong one_context_for_all: part 2, unhandled-error
# The context is copied once, when the module is loaded, and serves every thread.
# One context cannot be entered by four threads at once.
import contextvars


context = contextvars.copy_context()  # <- the fault


async def render_report(name: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(None, context.run, library.render, name)  # <- the fault


# %% wrong polls_the_future: part 1, polling
# A future of a thread cannot be awaited, so one looks again and again.
# The loop is free, but it asks ten times a second and answers late.
import contextvars
from concurrent.futures import ThreadPoolExecutor


pool = ThreadPoolExecutor(max_workers=8)


async def render_report(name: str) -> str:
    future = pool.submit(contextvars.copy_context().run, library.render, name)
    while not future.done():
        await asyncio.sleep(0.1)  # <- the fault
    return future.result()


# %% wrong pool_closed_before_the_await: part 1, blocking-call
# with closes the pool neatly, and the await that waits for the work comes after.
# Leaving with waits for the pool's threads, in the thread of the loop; only then comes the await.
import contextvars
from concurrent.futures import ThreadPoolExecutor


async def render_report(name: str) -> str:
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor() as pool:  # <- the fault
        report = loop.run_in_executor(pool, contextvars.copy_context().run, library.render, name)
    return await report


# %% wrong pool_in_with_and_results: part 2, blocking-call
# A pool for the batch, all submitted first, then the results: that is how threads overlap.
# The four reports overlap, and result() and the end of with hold the loop until the last is done.
import contextvars
from concurrent.futures import ThreadPoolExecutor


async def render_all(names: list[str]) -> list[str]:
    with ThreadPoolExecutor(max_workers=len(names)) as pool:
        futures = [pool.submit(contextvars.copy_context().run, library.render, name) for name in names]
        return [future.result() for future in futures]  # <- the fault


# %% wrong pool_of_two: part 2, limit-too-low
# A pool runs what it is given; the number of its threads is a detail.
# Four reports, two threads: two wait in the pool's queue.
import contextvars
from concurrent.futures import ThreadPoolExecutor


pool = ThreadPoolExecutor(max_workers=2)  # <- the fault


async def render_report(name: str) -> str:
    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(pool, context.run, library.render, name)


# %% wrong private_loop_in_a_thread: part 1, extra-loop
# Blocking is only bad in the main loop, so the report gets a loop of its own.
# Nothing stands still, but each report makes a thread and a loop that has nothing to do.
async def render_report(name: str) -> str:
    return await asyncio.to_thread(lambda: asyncio.run(_render(name)))  # <- the fault


async def _render(name: str) -> str:
    return library.render(name)


# %% wrong sleep_zero_around_it: part 1, blocking-call
# sleep(0) gives way to the others, so enough of them keep the loop going.
# The loop gets a turn before and after the call, and none during it.
async def render_report(name: str) -> str:
    await asyncio.sleep(0)
    pdf = library.render(name)  # <- the fault
    await asyncio.sleep(0)
    return pdf


# %% wrong thread_and_join: part 1, blocking-call
# A thread runs beside the loop, and join is how one waits for it.
# join in a coroutine waits in the thread of the loop.
import contextvars
import threading


async def render_report(name: str) -> str:
    pdfs = []
    context = contextvars.copy_context()
    thread = threading.Thread(target=lambda: pdfs.append(context.run(library.render, name)))
    thread.start()
    thread.join()  # <- the fault
    return pdfs[0]


# %% wrong to_thread_not_awaited: part 1, never-awaited
# to_thread starts the thread and gives back the report.
# to_thread without await: a coroutine is handed back, and no thread ever starts.
async def render_report(name: str) -> str:
    return asyncio.to_thread(library.render, name)  # <- the fault
