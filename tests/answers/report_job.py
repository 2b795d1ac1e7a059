"""Right and wrong answers to report_job. docs/for-authors.md says how to read a cell."""

# %% right aiosqlite
del read_orders, write_forecast


import aiosqlite


async def report(database: Path) -> dict[str, int]:
    """The library does the same: a thread for each connection, behind async doors."""
    orders: dict[str, list[int]] = {}
    async with aiosqlite.connect(database) as connection:
        async with connection.execute("SELECT region, amount FROM orders") as rows:
            async for region, amount in rows:
                orders.setdefault(region, []).append(amount)
        tasks = {}
        pool = ProcessPoolExecutor(max_workers=PROCESSES)
        async with asyncio.TaskGroup() as group:
            for region, amounts in orders.items():
                future = asyncio.wrap_future(pool.submit(services.forecast, amounts))
                tasks[region] = group.create_task(wait_for(future))
        pool.shutdown(wait=False)
        values = {region: task.result() for region, task in tasks.items()}
        await connection.execute("DELETE FROM forecast")
        await connection.executemany("INSERT INTO forecast VALUES (?, ?)", values.items())
        await connection.commit()
    return values


async def wait_for(future):
    return await future


# %% right begin_by_hand
async def report(database: Path) -> dict[str, int]:
    """Compute the forecast of each region, replace the old one in the file, and return the new one."""
    orders = await asyncio.to_thread(read_orders, database)
    loop = asyncio.get_running_loop()
    pool = ProcessPoolExecutor(PROCESSES)
    try:
        started = [loop.run_in_executor(pool, services.forecast, amounts) for amounts in orders.values()]
        forecasts = [await future for future in started]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # waiting here would hold the loop
    values = dict(zip(orders, forecasts, strict=True))
    await asyncio.to_thread(write_forecast, database, values.items())
    return values


def write_forecast(database: Path, values: Iterable[tuple[str, int]]) -> None:
    connection = sqlite3.connect(database, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM forecast")
        for pair in values:
            connection.execute("INSERT INTO forecast VALUES (?, ?)", pair)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    finally:
        connection.close()


# %% right one_thread_for_the_file
async def report(database: Path) -> dict[str, int]:
    """One thread owns the file: it waits for the processes, too, and the loop waits for it."""
    return await asyncio.to_thread(job, database)


def job(database: Path) -> dict[str, int]:
    orders = read_orders(database)
    with ProcessPoolExecutor(PROCESSES) as pool:
        values = dict(zip(orders, pool.map(services.forecast, orders.values())))
    write_forecast(database, values.items())
    return values


# %% wrong async_word_only: part 1, blocking-call
# An async function around it makes it asynchronous.
async def report(database: Path) -> dict[str, int]:
    """Compute the forecast of each region, replace the old one in the file, and return the new one."""
    orders = await aread_orders(database)
    loop = asyncio.get_running_loop()
    pool = ProcessPoolExecutor(PROCESSES)
    try:
        forecasts = await asyncio.gather(
            *(loop.run_in_executor(pool, services.forecast, amounts) for amounts in orders.values())
        )
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # waiting here would hold the loop
    values = dict(zip(orders, forecasts, strict=True))
    await asyncio.to_thread(write_forecast, database, values.items())
    return values


async def aread_orders(database: Path) -> dict[str, list[int]]:
    return read_orders(database)  # <- the fault


# %% wrong called_too_early: part 1, blocking-call
# to_thread takes the call and moves it into a thread.
async def report(database: Path) -> dict[str, int]:
    """Compute the forecast of each region, replace the old one in the file, and return the new one."""
    orders = await asyncio.to_thread(read_orders(database))  # <- the fault
    loop = asyncio.get_running_loop()
    pool = ProcessPoolExecutor(PROCESSES)
    try:
        forecasts = await asyncio.gather(
            *(loop.run_in_executor(pool, services.forecast, amounts) for amounts in orders.values())
        )
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # waiting here would hold the loop
    values = dict(zip(orders, forecasts, strict=True))
    await asyncio.to_thread(write_forecast, database, values.items())
    return values


# %% wrong committed_in_finally: part 3, half-written
# finally makes sure that it is saved.
def write_forecast(database: Path, values: Iterable[tuple[str, int]]) -> None:
    connection = sqlite3.connect(database)
    try:
        connection.execute("DELETE FROM forecast")
        for pair in values:
            connection.execute("INSERT INTO forecast VALUES (?, ?)", pair)
    finally:
        connection.commit()  # <- the fault
        connection.close()


# %% wrong computed_between_sleeps: part 2, blocking-call
# sleep(0) lets the others in between.
async def report(database: Path) -> dict[str, int]:
    """Compute the forecast of each region, replace the old one in the file, and return the new one."""
    orders = await asyncio.to_thread(read_orders, database)
    forecasts = []
    for amounts in orders.values():
        forecasts.append(services.forecast(amounts))  # <- the fault
        await asyncio.sleep(0)
    values = dict(zip(orders, forecasts, strict=True))
    await asyncio.to_thread(write_forecast, database, values.items())
    return values


# %% wrong computed_in_threads: part 2, cpu-in-a-thread
# A thread is as good for computing as it is for waiting.
async def report(database: Path) -> dict[str, int]:
    """Compute the forecast of each region, replace the old one in the file, and return the new one."""
    orders = await asyncio.to_thread(read_orders, database)  # <- the fault
    forecasts = await asyncio.gather(*(asyncio.to_thread(services.forecast, amounts) for amounts in orders.values()))
    values = dict(zip(orders, forecasts, strict=True))
    await asyncio.to_thread(write_forecast, database, values.items())
    return values


# %% wrong computed_on_the_loop: part 2, blocking-call
# Computing is no waiting, so it does not block.
async def report(database: Path) -> dict[str, int]:
    """Compute the forecast of each region, replace the old one in the file, and return the new one."""
    orders = await asyncio.to_thread(read_orders, database)
    forecasts = [services.forecast(amounts) for amounts in orders.values()]  # <- the fault
    values = dict(zip(orders, forecasts, strict=True))
    await asyncio.to_thread(write_forecast, database, values.items())
    return values


# %% wrong connection_from_the_loop: part 1, connection-of-another-thread
# Opening is quick; only the reading has to go into a thread.
async def report(database: Path) -> dict[str, int]:
    """Compute the forecast of each region, replace the old one in the file, and return the new one."""
    connection = sqlite3.connect(database)  # <- the fault
    orders = await asyncio.to_thread(read_orders, connection)
    loop = asyncio.get_running_loop()
    pool = ProcessPoolExecutor(PROCESSES)
    try:
        forecasts = await asyncio.gather(
            *(loop.run_in_executor(pool, services.forecast, amounts) for amounts in orders.values())
        )
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # waiting here would hold the loop
    values = dict(zip(orders, forecasts, strict=True))
    await asyncio.to_thread(write_forecast, database, values.items())
    return values


def read_orders(connection: sqlite3.Connection) -> dict[str, list[int]]:
    orders: dict[str, list[int]] = {}
    for region, amount in connection.execute("SELECT region, amount FROM orders ORDER BY region"):
        orders.setdefault(region, []).append(amount)
    return orders


# %% wrong each_row_by_itself: part 3, half-written
# Without transactions there is nothing to commit, and nothing to forget.
def write_forecast(database: Path, values: Iterable[tuple[str, int]]) -> None:
    """Replace the old forecast. Nobody may ever see half of it."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:  # <- the fault
        connection.execute("DELETE FROM forecast")
        connection.executemany("INSERT INTO forecast VALUES (?, ?)", values)


# %% wrong error_swallowed: part 3, error-swallowed
# The values are there; the file can wait until tomorrow.
async def report(database: Path) -> dict[str, int]:
    """Compute the forecast of each region, replace the old one in the file, and return the new one."""
    orders = await asyncio.to_thread(read_orders, database)
    loop = asyncio.get_running_loop()
    pool = ProcessPoolExecutor(PROCESSES)
    try:
        forecasts = await asyncio.gather(
            *(loop.run_in_executor(pool, services.forecast, amounts) for amounts in orders.values())
        )
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # waiting here would hold the loop
    values = dict(zip(orders, forecasts, strict=True))
    try:
        await asyncio.to_thread(write_forecast, database, values.items())
    except sqlite3.Error as error:
        print("not written:", error)  # <- the fault
    return values


# %% wrong file_in_async_def: part 1, blocking-call
# A file on this machine is there at once.
async def report(database: Path) -> dict[str, int]:
    """Compute the forecast of each region, replace the old one in the file, and return the new one."""
    orders = read_orders(database)  # <- the fault
    loop = asyncio.get_running_loop()
    pool = ProcessPoolExecutor(PROCESSES)
    try:
        forecasts = await asyncio.gather(
            *(loop.run_in_executor(pool, services.forecast, amounts) for amounts in orders.values())
        )
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # waiting here would hold the loop
    values = dict(zip(orders, forecasts, strict=True))
    await asyncio.to_thread(write_forecast, database, values.items())
    return values


# %% wrong future_result: part 2, blocking-call
# result() gives the result of a future.
async def report(database: Path) -> dict[str, int]:
    """Compute the forecast of each region, replace the old one in the file, and return the new one."""
    orders = await asyncio.to_thread(read_orders, database)
    pool = ProcessPoolExecutor(PROCESSES)
    try:
        futures = [pool.submit(services.forecast, amounts) for amounts in orders.values()]
        forecasts = [future.result() for future in futures]  # <- the fault
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # waiting here would hold the loop
    values = dict(zip(orders, forecasts, strict=True))
    await asyncio.to_thread(write_forecast, database, values.items())
    return values


# %% wrong lambda_for_the_pool: part 1, not-picklable
# What a thread takes, a process takes.
async def report(database: Path) -> dict[str, int]:
    """Compute the forecast of each region, replace the old one in the file, and return the new one."""
    orders = await asyncio.to_thread(read_orders, database)
    loop = asyncio.get_running_loop()
    pool = ProcessPoolExecutor(PROCESSES)
    try:
        forecasts = await asyncio.gather(
            *(
                loop.run_in_executor(pool, lambda amounts=amounts: services.forecast(amounts))  # <- the fault
                for amounts in orders.values()
            )
        )
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # waiting here would hold the loop
    values = dict(zip(orders, forecasts, strict=True))
    await asyncio.to_thread(write_forecast, database, values.items())
    return values


# %% wrong made_up: part 1, answer-not-asked
# The sum is forecast enough.
async def report(database: Path) -> dict[str, int]:
    orders = await asyncio.to_thread(read_orders, database)
    values = {region: sum(amounts) for region, amounts in orders.items()}  # <- the fault
    await asyncio.to_thread(write_forecast, database, values.items())
    return values


# %% wrong nested_function: part 1, not-picklable
# A function in a function sees the orders, wherever it runs.
async def report(database: Path) -> dict[str, int]:
    """Compute the forecast of each region, replace the old one in the file, and return the new one."""
    orders = await asyncio.to_thread(read_orders, database)
    loop = asyncio.get_running_loop()

    def compute(region: str) -> int:  # <- the fault
        return services.forecast(orders[region])

    pool = ProcessPoolExecutor(PROCESSES)
    try:
        forecasts = await asyncio.gather(*(loop.run_in_executor(pool, compute, region) for region in orders))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # waiting here would hold the loop
    values = dict(zip(orders, forecasts, strict=True))
    await asyncio.to_thread(write_forecast, database, values.items())
    return values


# %% wrong not_committed: part 1, wrong-answer
# Closing a connection saves what was written.
def write_forecast(database: Path, values: Iterable[tuple[str, int]]) -> None:
    with closing(sqlite3.connect(database)) as connection:  # <- the fault
        connection.execute("DELETE FROM forecast")
        connection.executemany("INSERT INTO forecast VALUES (?, ?)", values)


# %% wrong not_written: part 1, wrong-answer
# The caller has the values.
async def report(database: Path) -> dict[str, int]:
    """Compute the forecast of each region, replace the old one in the file, and return the new one."""
    orders = await asyncio.to_thread(read_orders, database)
    loop = asyncio.get_running_loop()
    pool = ProcessPoolExecutor(PROCESSES)
    try:
        forecasts = await asyncio.gather(
            *(loop.run_in_executor(pool, services.forecast, amounts) for amounts in orders.values())
        )
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # waiting here would hold the loop
    values = dict(zip(orders, forecasts, strict=True))
    return values


# %% wrong one_after_the_other: part 2, sequential-awaits
# A pool of two works on two things.
async def report(database: Path) -> dict[str, int]:
    """Compute the forecast of each region, replace the old one in the file, and return the new one."""
    orders = await asyncio.to_thread(read_orders, database)
    loop = asyncio.get_running_loop()
    pool = ProcessPoolExecutor(PROCESSES)
    try:
        forecasts = []
        for amounts in orders.values():
            forecasts.append(await loop.run_in_executor(pool, services.forecast, amounts))  # <- the fault
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # waiting here would hold the loop
    values = dict(zip(orders, forecasts, strict=True))
    await asyncio.to_thread(write_forecast, database, values.items())
    return values


# %% wrong pool_map_on_the_loop: part 2, blocking-call
# The processes do the work, so the loop is free.
async def report(database: Path) -> dict[str, int]:
    """Compute the forecast of each region, replace the old one in the file, and return the new one."""
    orders = await asyncio.to_thread(read_orders, database)
    with ProcessPoolExecutor(PROCESSES) as pool:
        forecasts = list(pool.map(services.forecast, orders.values()))  # <- the fault
    values = dict(zip(orders, forecasts, strict=True))
    await asyncio.to_thread(write_forecast, database, values.items())
    return values


# %% wrong process_for_each: part 2, limit-exceeded
# Each region gets a process.
async def report(database: Path) -> dict[str, int]:
    """Compute the forecast of each region, replace the old one in the file, and return the new one."""
    orders = await asyncio.to_thread(read_orders, database)
    loop = asyncio.get_running_loop()
    pool = ProcessPoolExecutor(len(orders))  # <- the fault
    try:
        forecasts = await asyncio.gather(
            *(loop.run_in_executor(pool, services.forecast, amounts) for amounts in orders.values())
        )
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # waiting here would hold the loop
    values = dict(zip(orders, forecasts, strict=True))
    await asyncio.to_thread(write_forecast, database, values.items())
    return values


# %% wrong reading_not_awaited: part 1, never-awaited
# to_thread gives what the function gives.
async def report(database: Path) -> dict[str, int]:
    """Compute the forecast of each region, replace the old one in the file, and return the new one."""
    orders = asyncio.to_thread(read_orders, database)  # <- the fault
    loop = asyncio.get_running_loop()
    pool = ProcessPoolExecutor(PROCESSES)
    try:
        forecasts = await asyncio.gather(
            *(loop.run_in_executor(pool, services.forecast, amounts) for amounts in orders.values())
        )
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # waiting here would hold the loop
    values = dict(zip(orders, forecasts, strict=True))
    await asyncio.to_thread(write_forecast, database, values.items())
    return values


# %% wrong thread_pool_of_two: part 2, cpu-in-a-thread
# Two executors with the same methods do the same.
from concurrent.futures import ThreadPoolExecutor


async def report(database: Path) -> dict[str, int]:
    """Compute the forecast of each region, replace the old one in the file, and return the new one."""
    orders = await asyncio.to_thread(read_orders, database)
    loop = asyncio.get_running_loop()
    pool = ThreadPoolExecutor(PROCESSES)  # <- the fault
    try:
        forecasts = await asyncio.gather(
            *(loop.run_in_executor(pool, services.forecast, amounts) for amounts in orders.values())
        )
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # waiting here would hold the loop
    values = dict(zip(orders, forecasts, strict=True))
    await asyncio.to_thread(write_forecast, database, values.items())
    return values


# %% wrong two_transactions: part 3, half-written
# The old forecast is gone for good, so that is committed first.
def write_forecast(database: Path, values: Iterable[tuple[str, int]]) -> None:
    """Replace the old forecast. Nobody may ever see half of it."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("DELETE FROM forecast")
        connection.commit()  # <- the fault
        connection.executemany("INSERT INTO forecast VALUES (?, ?)", values)


# %% wrong writing_in_async_def: part 1, blocking-call
# Three rows are written in no time.
async def report(database: Path) -> dict[str, int]:
    """Compute the forecast of each region, replace the old one in the file, and return the new one."""
    orders = await asyncio.to_thread(read_orders, database)
    loop = asyncio.get_running_loop()
    pool = ProcessPoolExecutor(PROCESSES)
    try:
        forecasts = await asyncio.gather(
            *(loop.run_in_executor(pool, services.forecast, amounts) for amounts in orders.values())
        )
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # waiting here would hold the loop
    values = dict(zip(orders, forecasts, strict=True))
    write_forecast(database, values.items())  # <- the fault
    return values


# %% wrong as_many_processes_as_cores: part 2, limit-exceeded
# A pool takes the right size by itself.
async def report(database: Path) -> dict[str, int]:
    orders = await asyncio.to_thread(read_orders, database)
    loop = asyncio.get_running_loop()
    pool = ProcessPoolExecutor()  # <- the fault
    try:
        forecasts = await asyncio.gather(
            *(loop.run_in_executor(pool, services.forecast, amounts) for amounts in orders.values())
        )
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    values = dict(zip(orders, forecasts, strict=True))
    await asyncio.to_thread(write_forecast, database, values.items())
    return values


# %% wrong replaced_row_by_row: part 1, wrong-answer
# INSERT OR REPLACE replaces what was there.
def write_forecast(database: Path, values: Iterable[tuple[str, int]]) -> None:
    """Replace the old forecast. No reader may ever see half of it."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.executemany("INSERT OR REPLACE INTO forecast VALUES (?, ?)", values)  # <- the fault


# %% wrong written_later: part 1, task-leaked
# The caller has the values; the file is written beside it.
async def report(database: Path) -> dict[str, int]:
    orders = await asyncio.to_thread(read_orders, database)
    loop = asyncio.get_running_loop()
    pool = ProcessPoolExecutor(PROCESSES)
    try:
        forecasts = await asyncio.gather(
            *(loop.run_in_executor(pool, services.forecast, amounts) for amounts in orders.values())
        )
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    values = dict(zip(orders, forecasts, strict=True))
    asyncio.create_task(asyncio.to_thread(write_forecast, database, values.items()))  # <- the fault
    return values
