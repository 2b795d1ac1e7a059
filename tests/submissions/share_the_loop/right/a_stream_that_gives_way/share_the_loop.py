"""An async generator that pauses now and then; whoever reads it needs to know nothing of it."""

import asyncio
from collections.abc import AsyncIterator, Iterable

from services import load_reviews, score

EVERY = 25


async def gently(things: Iterable[str], every: int = EVERY) -> AsyncIterator[str]:
    for number, thing in enumerate(things):
        if number and number % every == 0:
            await asyncio.sleep(0)
        yield thing


async def rate(book: str) -> int:
    return sum([score(review) async for review in gently(await load_reviews(book))])


async def rate_all(books: list[str]) -> dict[str, int]:
    return dict(zip(books, await asyncio.gather(*map(rate, books)), strict=True))
