"""What the story talks to. By itself it really waits; in a check the judge answers in its place.

TODO(author): the services of your story. `def` blocks, `async def` awaits, an async generator streams. Say for each
how long it takes, so that a learner can predict what the stub does.
"""

import asyncio


async def write_answer(letter: str) -> str:
    """Return the answer to a letter, after about a second."""
    await asyncio.sleep(1.0)
    return f"Thank you for {letter!r}."
