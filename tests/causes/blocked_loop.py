"""Answers to blocked_loop that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong executor_context: part 3, context-lost
async def render_report(name: str) -> str:
    return await _in_thread(library.render, name)


async def _in_thread(function, *args):
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(None, function, *args)  # <- the fault
