"""The index of this story. By itself it really waits; in a check the judge answers instead. Leave it as it is."""

import asyncio


class IndexBroken(Exception):
    """The index cannot be loaded."""


async def load_index(name: str) -> str:
    """Load the index of a handbook, which takes a while. Raises IndexBroken if that cannot be done."""
    await asyncio.sleep(0.73)
    if name == "torn":
        raise IndexBroken("half of it is missing")
    return f"index of the {name}"


async def search(index: str, question: str) -> str:
    """Look a question up in an index that is loaded."""
    await asyncio.sleep(0.05)
    return f"{question} See page {len(question)}, says the {index}"
