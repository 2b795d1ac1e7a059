"""No coroutine for the work: each chunk asks the loop for the next one, and a future says when all is done."""

import asyncio
from collections.abc import Iterator
from itertools import islice

from services import load_reviews, score

EVERY = 25


class Rating:
    def __init__(self, reviews: list[str]) -> None:
        self.loop = asyncio.get_running_loop()
        self.reviews: Iterator[str] = iter(reviews)
        self.total = 0
        self.done: asyncio.Future[int] = self.loop.create_future()
        self.loop.call_soon(self.step)

    def step(self) -> None:
        if self.done.cancelled():
            return
        chunk = list(islice(self.reviews, EVERY))
        if not chunk:
            self.done.set_result(self.total)
            return
        self.total += sum(map(score, chunk))
        self.loop.call_soon(self.step)


async def rate(book: str) -> int:
    return await Rating(await load_reviews(book)).done


async def rate_all(books: list[str]) -> dict[str, int]:
    totals = await asyncio.gather(*[rate(book) for book in books])
    return dict(zip(books, totals, strict=True))
