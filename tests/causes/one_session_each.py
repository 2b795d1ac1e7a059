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
