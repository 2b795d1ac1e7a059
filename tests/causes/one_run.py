"""Answers to one_run that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong session_in_load: part 1, called-too-often
async def _archive_invoices(user: str, numbers: list[int]) -> str:
    async def load(number):
        async with Session(user) as session:  # <- the fault
            return await session.load(number)

    return await archive(await asyncio.gather(*[load(number) for number in numbers]))


# %% wrong no_close: part 1, not-closed
async def _archive_invoices(user: str, numbers: list[int]) -> str:
    session = await Session(user).__aenter__()  # <- the fault
    invoices = await asyncio.gather(*[session.load(number) for number in numbers])
    return await archive(invoices)
