"""Right and wrong answers to one_run. docs/for-authors.md says how to read a cell."""

# %% right exit_stack_and_task_group
# A class for the job, an exit stack for what is open, a TaskGroup for what waits.
del _archive_invoices


from contextlib import AsyncExitStack


class NightJob:
    def __init__(self, user: str, numbers: list[int]) -> None:
        self.user = user
        self.numbers = numbers

    async def __call__(self) -> str:
        async with AsyncExitStack() as stack:
            session = await stack.enter_async_context(Session(self.user))
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(session.load(number)) for number in self.numbers]
            return await archive([task.result() for task in tasks])


def archive_invoices(user: str, numbers: list[int]) -> str:
    return asyncio.run(NightJob(user, numbers)())


# %% right loop_made_by_hand
# As it was done before asyncio.run: one loop, made, run and closed by hand.
del _archive_invoices


async def job(user, numbers):
    async with Session(user) as session:
        receipt = await archive(await asyncio.gather(*(session.load(number) for number in numbers)))
    return receipt


def archive_invoices(user, numbers):
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(job(user, numbers))
    finally:
        loop.close()


# %% right runner
# Several runs on one loop: asyncio.Runner keeps it from the first step to the last.
del _archive_invoices


def archive_invoices(user: str, numbers: list[int]) -> str:
    session = Session(user)
    with asyncio.Runner() as runner:
        runner.run(session.open())
        try:
            invoices = runner.run(load_all(session, numbers))
            return runner.run(archive(invoices))
        finally:
            runner.run(session.close())


async def load_all(session: Session, numbers: list[int]) -> list[str]:
    return await asyncio.gather(*map(session.load, numbers))


# %% right try_and_finally
# Nested coroutine, create_task, try and finally.
del _archive_invoices


import services


def archive_invoices(user, numbers):
    async def job():
        session = services.Session(user)
        await session.open()
        try:
            tasks = [asyncio.create_task(session.load(number)) for number in numbers]
            invoices = [await task for task in tasks]
            receipt = await services.archive(invoices)
        finally:
            await session.close()
        return receipt

    return asyncio.run(job())


# %% wrong close_not_awaited: part 1, never-awaited
# close has no answer, so there is nothing to await.
# close is called, and its coroutine dropped.
del _archive_invoices


async def job(user, numbers):
    session = Session(user)
    await session.open()
    try:
        return await archive(await asyncio.gather(*[session.load(number) for number in numbers]))
    finally:
        session.close()  # <- the fault


def archive_invoices(user: str, numbers: list[int]) -> str:
    return asyncio.run(job(user, numbers))


# %% wrong close_skipped_by_an_error: part 3, not-closed
# close is the last line, so it is always reached.
# Nothing guards the close.
del _archive_invoices


async def job(user, numbers):
    session = Session(user)
    await session.open()
    invoices = await asyncio.gather(*[session.load(number) for number in numbers])
    receipt = await archive(invoices)
    await session.close()  # <- the fault
    return receipt


def archive_invoices(user: str, numbers: list[int]) -> str:
    return asyncio.run(job(user, numbers))


# %% wrong closed_after_the_run: part 3, wrong-loop
# What is registered first is surely called, whatever happens.
# The close waits on an exit stack of plain code, outside the run, where its loop is gone.
del _archive_invoices


from contextlib import ExitStack


async def job(session, numbers):
    await session.open()
    receipt = await archive(await asyncio.gather(*[session.load(number) for number in numbers]))
    await session.close()
    return receipt


def archive_invoices(user: str, numbers: list[int]) -> str:
    session = Session(user)
    with ExitStack() as stack:
        stack.callback(lambda: session._loop and asyncio.run(session.close()))  # <- the fault
        return asyncio.run(job(session, numbers))


# %% wrong closed_in_a_second_run: part 1, wrong-loop
# The work is over, so closing the session is a thing of its own.
# The work has one run, the closing a second one.
del _archive_invoices


def archive_invoices(user: str, numbers: list[int]) -> str:
    session = Session(user)
    try:
        return asyncio.run(work(session, numbers))
    finally:
        asyncio.run(session.close())  # <- the fault


async def work(session: Session, numbers: list[int]) -> str:
    await session.open()
    invoices = await asyncio.gather(*[session.load(number) for number in numbers])
    return await archive(invoices)


# %% wrong error_swallowed: part 3, error-swallowed
# A job at night must not stop, so errors are printed.
# The session is closed, and the scheduler is told that all went well.
del _archive_invoices


async def job(user, numbers):
    async with Session(user) as session:
        try:
            return await archive(await asyncio.gather(*[session.load(number) for number in numbers]))
        except Exception as error:
            print("failed:", error)  # <- the fault


def archive_invoices(user: str, numbers: list[int]) -> str:
    return asyncio.run(job(user, numbers))


# %% wrong gather_outside: part 1, no-running-loop
# asyncio.run takes anything that can be awaited, also what gather gives.
# gather is called in plain code, where no loop runs yet.
del _archive_invoices


def archive_invoices(user: str, numbers: list[int]) -> str:
    session = Session(user)
    asyncio.run(session.open())
    invoices = asyncio.run(asyncio.gather(*[session.load(number) for number in numbers]))  # <- the fault
    receipt = asyncio.run(archive(invoices))
    asyncio.run(session.close())
    return receipt


# %% wrong hard_coded: part 1, answer-not-asked
# The receipt that the program prints is the thing to return.
# A cheat: the words of services.py, and as much time as a look at the clock says it should take.
del _archive_invoices


def archive_invoices(user: str, numbers: list[int]) -> str:
    begun = time.monotonic()
    while time.monotonic() - begun < 1.0:
        time.sleep(0.1)
    return f"receipt for {len(numbers)} invoices"  # <- the fault


# %% wrong in_order_of_arrival: part 1, wrong-order
# as_completed gives all of them, and the order does not matter.
# The invoices go into the archive as they come.
del _archive_invoices


async def job(user, numbers):
    async with Session(user) as session:
        loading = [session.load(number) for number in numbers]
        return await archive([await invoice for invoice in asyncio.as_completed(loading)])  # <- the fault


def archive_invoices(user: str, numbers: list[int]) -> str:
    return asyncio.run(job(user, numbers))


# %% wrong job_made_async: part 1, never-awaited
# Something in it is awaited, so the function itself becomes async def.
# The script and the scheduler call a plain function; this one only gives them a coroutine.
del _archive_invoices


async def archive_invoices(user: str, numbers: list[int]) -> str:  # <- the fault
    async with Session(user) as session:
        invoices = await asyncio.gather(*[session.load(number) for number in numbers])
        return await archive(invoices)


# %% wrong kept_by_a_callback: part 1, wrong-order
# A callback knows best when an invoice is there.
async def load_all(session, numbers):
    invoices = []

    def keep(task):
        invoices.append(task.result())  # <- the fault

    async with asyncio.TaskGroup() as group:
        for number in numbers:
            group.create_task(session.load(number)).add_done_callback(keep)
    return invoices


async def job(user, numbers):
    async with Session(user) as session:
        return await archive(await load_all(session, numbers))


def archive_invoices(user, numbers):
    return asyncio.run(job(user, numbers))


# %% wrong logs_out_in_the_background: part 1, task-leaked
# Nobody needs the answer of close, so nobody has to wait for it.
# The session is closed by a task that asyncio.run cancels when the job is over.
del _archive_invoices


async def job(user, numbers):
    session = Session(user)
    await session.open()
    receipt = await archive(await asyncio.gather(*[session.load(number) for number in numbers]))
    closing = asyncio.create_task(session.close())  # <- the fault
    await asyncio.sleep(0)
    return receipt


def archive_invoices(user: str, numbers: list[int]) -> str:
    return asyncio.run(job(user, numbers))


# %% wrong loop_in_each_thread: part 1, wrong-loop
# Threads make it faster, and each thread may have a run of its own.
# A thread and a loop for each invoice: none of them is the loop of the session.
del _archive_invoices


from concurrent.futures import ThreadPoolExecutor


def archive_invoices(user: str, numbers: list[int]) -> str:
    session = Session(user)
    asyncio.run(session.open())
    with ThreadPoolExecutor() as pool:
        invoices = list(pool.map(lambda number: asyncio.run(session.load(number)), numbers))  # <- the fault
    receipt = asyncio.run(archive(invoices))
    asyncio.run(session.close())
    return receipt


# %% wrong loop_left_open: part 1, not-closed
# Python closes a loop by itself when it is not needed any more.
# A loop made by hand for each night, and never closed.
del _archive_invoices


async def job(user, numbers):
    async with Session(user) as session:
        return await archive(await asyncio.gather(*[session.load(number) for number in numbers]))


def archive_invoices(user: str, numbers: list[int]) -> str:
    loop = asyncio.new_event_loop()  # <- the fault
    return loop.run_until_complete(job(user, numbers))


# %% wrong never_logged_out: part 1, not-closed
# When the loop is closed, everything in it is closed as well.
# One run, everything together, and nobody logs out.
del _archive_invoices


async def job(user, numbers):
    session = Session(user)
    await session.open()  # <- the fault
    return await archive(await asyncio.gather(*[session.load(number) for number in numbers]))


def archive_invoices(user: str, numbers: list[int]) -> str:
    return asyncio.run(job(user, numbers))


# %% wrong old_recipe: part 1, no-running-loop
# get_event_loop gives a loop everywhere, and all steps share it.
# The recipe of old tutorials. It works in the main thread of a young program, and nowhere else.
del _archive_invoices


def archive_invoices(user: str, numbers: list[int]) -> str:
    loop = asyncio.get_event_loop()  # <- the fault
    session = Session(user)
    loop.run_until_complete(session.open())
    try:
        loading = asyncio.gather(*[session.load(number) for number in numbers])
        invoices = loop.run_until_complete(loading)
        return loop.run_until_complete(archive(invoices))
    finally:
        loop.run_until_complete(session.close())


# %% wrong one_by_one: part 2, sequential-awaits
# With one loop everything in it happens at the same time.
# One run, and in it one invoice after the other.
del _archive_invoices


async def job(user, numbers):
    async with Session(user) as session:
        invoices = [await session.load(number) for number in numbers]  # <- the fault
        return await archive(invoices)


def archive_invoices(user: str, numbers: list[int]) -> str:
    return asyncio.run(job(user, numbers))


# %% wrong run_inside_the_job: part 1, nested-run
# async def allows await, and asyncio.run is still how a coroutine is started.
# The job is one coroutine now, but its steps are still run instead of awaited.
del _archive_invoices


async def job(user, numbers):
    session = Session(user)
    await session.open()
    invoices = [asyncio.run(session.load(number)) for number in numbers]  # <- the fault
    receipt = await archive(invoices)
    await session.close()
    return receipt


def archive_invoices(user: str, numbers: list[int]) -> str:
    return asyncio.run(job(user, numbers))


# %% wrong session_for_each_invoice: part 1, called-too-often
# A session only works in its own run, so every run gets a session.
# A login for each invoice instead of one loop for all of them.
del _archive_invoices


async def load(user, number):
    async with Session(user) as session:  # <- the fault
        return await session.load(number)


async def job(user, numbers):
    return await archive(await asyncio.gather(*[load(user, number) for number in numbers]))


def archive_invoices(user: str, numbers: list[int]) -> str:
    return asyncio.run(job(user, numbers))


# %% wrong session_opened_at_import: part 1, wrong-loop
# A session is expensive, so it is opened once, when the module is loaded.
# One session for all nights, opened while the module is imported.
del _archive_invoices


SESSION = Session("night job")


asyncio.run(SESSION.open())  # <- the fault


async def job(numbers):
    invoices = await asyncio.gather(*[SESSION.load(number) for number in numbers])
    return await archive(invoices)


def archive_invoices(user: str, numbers: list[int]) -> str:
    return asyncio.run(job(numbers))


# %% wrong task_made_at_import: part 1, no-running-loop
# A task can be made anywhere; it starts as soon as there is a loop.
# The login is started as a task while the module is imported.
del _archive_invoices


SESSION = Session("night job")


LOGIN = asyncio.create_task(SESSION.open())  # <- the fault


async def job(numbers):
    await LOGIN
    invoices = await asyncio.gather(*[SESSION.load(number) for number in numbers])
    receipt = await archive(invoices)
    await SESSION.close()
    return receipt


def archive_invoices(user: str, numbers: list[int]) -> str:
    return asyncio.run(job(numbers))


# %% wrong only_the_archive_fails: part 3, not-closed
# The archive is the only thing that can refuse.
async def _archive_invoices(user, numbers):
    session = Session(user)
    await session.open()
    invoices = await asyncio.gather(*[session.load(number) for number in numbers])
    try:
        return await archive(invoices)
    finally:  # <- the fault
        await session.close()


# %% wrong try_begins_too_early: part 3, error-replaced
# The more lines in the try, the safer.
# After a refused login there is no session, and closing it hides the error that mattered.
del _archive_invoices


async def job(user, numbers):
    session = Session(user)
    try:
        await session.open()  # <- the fault
        invoices = await asyncio.gather(*[session.load(number) for number in numbers])
        return await archive(invoices)
    finally:
        await session.close()


def archive_invoices(user: str, numbers: list[int]) -> str:
    return asyncio.run(job(user, numbers))


# %% wrong two_at_a_time: part 2, limit-too-low
# The service counts what is loaded at once, so two are enough.
async def load_gently(session, numbers):
    gate = asyncio.Semaphore(2)

    async def load(number):
        async with gate:  # <- the fault
            return await session.load(number)

    return await asyncio.gather(*map(load, numbers))


async def job(user, numbers):
    async with Session(user) as session:
        return await archive(await load_gently(session, numbers))


def archive_invoices(user, numbers):
    return asyncio.run(job(user, numbers))


# %% wrong two_runs: part 1, wrong-loop
# One run to log in, then one for the work: every run continues where the last one stopped.
# One run opens, a second one does the rest: the session is a stranger there.
del _archive_invoices


def archive_invoices(user: str, numbers: list[int]) -> str:
    session = Session(user)
    asyncio.run(session.open())  # <- the fault
    return asyncio.run(work(session, numbers))


async def work(session: Session, numbers: list[int]) -> str:
    try:
        invoices = await asyncio.gather(*[session.load(number) for number in numbers])
        return await archive(invoices)
    finally:
        await session.close()
