"""Answers to everything_opened_is_closed that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong polls_worker: part 4, polling
async def stop(worker: asyncio.Task[None]) -> None:
    worker.cancel()
    while not worker.done():
        await asyncio.sleep(0.001)  # <- the fault
