"""Right and wrong answers to one_session_each. docs/for-authors.md says how to read a cell."""


# %% right task_group_and_finally
async def dashboard(pool, panels):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(read(pool, f"select {panel}")) for panel in panels]
    return [task.result() for task in tasks]


async def deliver(pool, boxes, source, target):
    async with pool.session() as session:
        await session.execute("begin")
        done = False
        try:
            await session.execute(f"update {source} by {-boxes}")
            await session.execute(f"update {target} by {boxes}")
            await write_log(session, f"{boxes} from {source} to {target}")
            await session.execute("commit")
            done = True
        finally:
            if not done:
                await session.execute("rollback")


# %% right statements_in_a_list
class Transaction:
    def __init__(self, session):
        self.session = session

    async def __aenter__(self):
        await self.session.execute("begin")
        return self.session

    async def __aexit__(self, kind, error, traceback):
        await self.session.execute("commit" if kind is None else "rollback")


async def dashboard(pool, panels):
    tasks = [asyncio.create_task(read(pool, "select " + panel)) for panel in panels]
    return list(await asyncio.gather(*tasks))


async def deliver(pool, boxes, source, target):
    statements = [
        f"update {source} by {-boxes}",
        f"update {target} by {boxes}",
        f"insert log: {boxes} from {source} to {target}",
    ]
    async with pool.session() as session, Transaction(session):
        for statement in statements:
            await session.execute(statement)


# %% right rollback_for_two_kinds
async def deliver(pool, boxes, source, target):
    async with pool.session() as session:
        await session.execute("begin")
        try:
            await session.execute(f"update {source} by {-boxes}")
            await session.execute(f"update {target} by {boxes}")
            await write_log(session, f"{boxes} from {source} to {target}")
        except (Exception, asyncio.CancelledError):
            await session.execute("rollback")
            raise
        else:
            await session.execute("commit")


async def advise(pool, customer):
    async with pool.session() as session:
        orders = await session.execute(f"select orders of {customer}")
    advice = await ask_model(orders)
    await read(pool, f"insert advice for {customer}: {advice}")
    return advice


# %% wrong one_session_for_all: part 1, session-shared
# A session is for the whole dashboard.
async def dashboard(pool: Pool, panels: list[str]) -> list[str]:
    async with pool.session() as session:  # <- the fault
        return await asyncio.gather(*[session.execute(f"select {panel}") for panel in panels])  # <- the fault


# %% wrong a_lock_around_it: part 1, sequential-awaits
# If a session does one thing at a time, a lock sees to that.
async def dashboard(pool: Pool, panels: list[str]) -> list[str]:
    lock = asyncio.Lock()

    async def panel_of(session, panel):
        async with lock:  # <- the fault
            return await session.execute(f"select {panel}")  # <- the fault

    async with pool.session() as session:  # <- the fault
        return await asyncio.gather(*[panel_of(session, panel) for panel in panels])


# %% wrong one_panel_after_the_other: part 1, sequential-awaits
# One session does it, if its statements wait for each other.
async def dashboard(pool: Pool, panels: list[str]) -> list[str]:
    async with pool.session() as session:
        return [await session.execute(f"select {panel}") for panel in panels]  # <- the fault


# %% wrong sessions_in_turn: part 1, sequential-awaits
# Each panel has its session, and is awaited.
async def dashboard(pool: Pool, panels: list[str]) -> list[str]:
    return [await read(pool, f"select {panel}") for panel in panels]  # <- the fault


# %% wrong all_sessions_first: part 1, deadlock
# First a session for each, then the statements.
import contextlib


async def dashboard(pool: Pool, panels: list[str]) -> list[str]:
    async with contextlib.AsyncExitStack() as stack:
        sessions = [await stack.enter_async_context(pool.session()) for _ in panels]  # <- the fault
        pairs = zip(sessions, panels, strict=True)
        return await asyncio.gather(*[session.execute(f"select {panel}") for session, panel in pairs])


# %% wrong never_given_back: part 1, not-closed
# A session is entered, and that is all.
async def read(pool: Pool, statement: str) -> str:
    session = await pool.session().__aenter__()  # <- the fault
    return await session.execute(statement)


# %% wrong the_model_in_the_block: part 2, held-while-waiting
# The session is needed again afterwards.
async def advise(pool: Pool, customer: str) -> str:
    async with pool.session() as session:  # <- the fault
        orders = await session.execute(f"select orders of {customer}")
        advice = await ask_model(orders)  # <- the fault
        await session.execute(f"insert advice for {customer}: {advice}")
    return advice


# %% wrong asks_in_its_own_block: part 2, held-while-waiting
# Two blocks, and the model in the first.
async def advise(pool: Pool, customer: str) -> str:
    async with pool.session() as session:  # <- the fault
        orders = await session.execute(f"select orders of {customer}")
        advice = await ask_model(orders)  # <- the fault
    await read(pool, f"insert advice for {customer}: {advice}")
    return advice


# %% wrong advice_not_waited_for: part 2, task-leaked
# The advice is there, so it can be returned; writing it down can wait.
async def advise(pool: Pool, customer: str) -> str:
    orders = await read(pool, f"select orders of {customer}")
    advice = await ask_model(orders)
    tasks.add(asyncio.create_task(read(pool, f"insert advice for {customer}: {advice}")))  # <- the fault
    return advice


tasks = set()


# %% wrong log_in_its_own_session: part 3, half-written
# The log is another matter, so it has a session of its own.
async def deliver(pool: Pool, boxes: int, source: str, target: str) -> None:
    async with transaction(pool) as session:
        await session.execute(f"update {source} by {-boxes}")
        await session.execute(f"update {target} by {boxes}")
        await write_log(pool, f"{boxes} from {source} to {target}")  # <- the fault


async def write_log(pool: Pool, text: str) -> None:
    async with pool.session() as session:  # <- the fault
        await session.execute(f"insert log: {text}")  # <- the fault


# %% wrong updates_together: part 3, session-shared
# The two updates do not need each other.
async def deliver(pool: Pool, boxes: int, source: str, target: str) -> None:
    async with transaction(pool) as session:  # <- the fault
        await asyncio.gather(  # <- the fault
            session.execute(f"update {source} by {-boxes}"),
            session.execute(f"update {target} by {boxes}"),
        )
        await write_log(session, f"{boxes} from {source} to {target}")


# %% wrong commits_each_step: part 3, half-written
# What is done is committed.
async def deliver(pool: Pool, boxes: int, source: str, target: str) -> None:  # <- the fault
    async with transaction(pool) as session:
        await session.execute(f"update {source} by {-boxes}")
        await session.execute("commit")  # <- the fault
        await session.execute(f"update {target} by {boxes}")
        await write_log(session, f"{boxes} from {source} to {target}")


# %% wrong rollback_for_errors_only: part 4, cleanup-skipped
# What goes wrong is an Exception.
@contextlib.asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Session]:
    async with pool.session() as session:
        await session.execute("begin")
        try:
            yield session
            await session.execute("commit")
        except Exception:  # <- the fault
            await session.execute("rollback")
            raise


# %% wrong rollback_behind_the_block: part 4, not-closed
# The error is caught around everything.
async def deliver(pool: Pool, boxes: int, source: str, target: str) -> None:
    try:
        async with pool.session() as session:
            await session.execute("begin")
            await session.execute(f"update {source} by {-boxes}")
            await session.execute(f"update {target} by {boxes}")
            await write_log(session, f"{boxes} from {source} to {target}")
            await session.execute("commit")
    except BaseException:
        await session.execute("rollback")  # <- the fault
        raise


# %% wrong rollback_in_another_session: part 4, cleanup-skipped
# A rollback takes everything back.
async def deliver(pool: Pool, boxes: int, source: str, target: str) -> None:
    try:
        async with pool.session() as session:
            await session.execute("begin")
            await session.execute(f"update {source} by {-boxes}")
            await session.execute(f"update {target} by {boxes}")
            await write_log(session, f"{boxes} from {source} to {target}")
            await session.execute("commit")
    except BaseException:
        await read(pool, "rollback")  # <- the fault
        raise


# %% wrong rollback_in_every_case: part 3, called-too-often
# finally sees to the rollback.
@contextlib.asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Session]:
    async with pool.session() as session:
        await session.execute("begin")
        try:
            yield session
            await session.execute("commit")
        finally:
            await session.execute("rollback")  # <- the fault


# %% wrong the_error_ends_here: part 4, error-swallowed
# After the rollback all is well.
@contextlib.asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Session]:
    async with pool.session() as session:
        await session.execute("begin")
        try:
            yield session
            await session.execute("commit")
        except DatabaseError:  # <- the fault
            await session.execute("rollback")
        except BaseException:
            await session.execute("rollback")
            raise


# %% wrong errors_of_the_database: part 4, cleanup-skipped
# A statement fails with a DatabaseError.
@contextlib.asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Session]:
    async with pool.session() as session:
        await session.execute("begin")
        try:
            yield session
            await session.execute("commit")
        except (DatabaseError, asyncio.CancelledError):  # <- the fault
            await session.execute("rollback")
            raise


# %% wrong no_rollback: part 4, cleanup-skipped
# Without a commit nothing is written.
@contextlib.asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Session]:  # <- the fault
    async with pool.session() as session:
        await session.execute("begin")
        yield session
        await session.execute("commit")
