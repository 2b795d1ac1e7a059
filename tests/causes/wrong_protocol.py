"""Answers to wrong_protocol that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong save_hopes: part 2, guessed-wait
async def enrol(table: str, name: str) -> None:
    async with Transaction(table):
        task = asyncio.create_task(save(table, name))
        await asyncio.sleep(2)  # <- the fault
