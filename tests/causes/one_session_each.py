"""Answers to one_session_each that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong panels_paced: part 1, too-slow
async def dashboard(pool: Pool, panels: list[str]) -> list[str]:
    async def one(panel):
        async with pool.session() as session:
            return await session.execute(f"select {panel}")

    tasks = []
    for panel in panels:
        tasks.append(asyncio.create_task(one(panel)))
        await asyncio.sleep(0.3)  # <- the fault
    return [await task for task in tasks]


# %% wrong last: part 1, result-too-soon
async def _last(coroutines):
    tasks = [asyncio.create_task(coroutine) for coroutine in coroutines]
    await tasks[-1]  # <- the fault
    return [task.result() for task in tasks]  # <- the fault


async def dashboard(pool: Pool, panels: list[str]) -> list[str]:
    return await _last([read(pool, f"select {panel}") for panel in panels])


# %% wrong exit_returns_a_text: part 4, error-swallowed
class Ended:
    """`async with Ended(session):` a transaction that is begun in this block is ended with it, in one way or the other."""

    def __init__(self, session: Session) -> None:
        self.session = session

    async def __aenter__(self) -> Session:
        return self.session

    async def __aexit__(self, kind, error, traceback):
        if kind is not None:
            return await self.session.execute("rollback")  # <- the fault
        try:
            await self.session.execute("commit")
        except BaseException:
            await self.session.execute("rollback")
            raise


async def deliver(pool: Pool, boxes: int, source: str, target: str) -> None:
    """3. and 4. Book boxes out of one store and into another, with a line in the log: all of it or nothing."""
    async with pool.session() as session, Ended(session):
        await session.execute("begin")
        await session.execute(f"update {source} by {-boxes}")
        await session.execute(f"update {target} by {boxes}")
        await write_log(session, f"{boxes} from {source} to {target}")
