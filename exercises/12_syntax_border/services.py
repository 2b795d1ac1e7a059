"""The editorial system of a magazine: its articles, their readers, its subscribers. Leave it as it is."""

import asyncio


async def fetch_article(number: int) -> dict[str, str]:
    """Return an article as the author sent it in."""
    await asyncio.sleep(0.3)
    return {"title": f"  how to read tide table {number} ", "author": "M. Quay"}


async def count_readers(number: int) -> int:
    """Return how many people have read an article."""
    await asyncio.sleep(0.2)
    return {1: 120, 2: 950, 3: 430}.get(number, 0)


async def count_subscribers(issue: str) -> int:
    """Return how many people get an issue."""
    await asyncio.sleep(0.4)
    return 100 * len(issue)
