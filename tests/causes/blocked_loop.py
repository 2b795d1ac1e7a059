"""Answers to blocked_loop that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong executor_context: part 3, context-lost
async def render_report(name: str) -> str:
    return await _in_thread(library.render, name)


async def _in_thread(function, *args):
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(None, function, *args)  # <- the fault


# %% wrong copies_the_threads_context: part 3, context-lost
from contextvars import copy_context


async def render_report(name: str) -> str:
    """1. Make one report and leave the loop free meanwhile."""
    loop = asyncio.get_running_loop()
    # the executor does not take the context along, so run it in a copy
    return await loop.run_in_executor(None, lambda: copy_context().run(library.render, name))  # <- the fault
