"""Chunks of 25 as tasks of their own: to wait for a task that has not begun is a pause as well."""

import asyncio

from services import load_reviews, score

EVERY = 25


async def rate_some(reviews: list[str]) -> int:
    return sum(map(score, reviews))


async def rate(book: str) -> int:
    reviews = await load_reviews(book)
    total = 0
    for first in range(0, len(reviews), EVERY):
        total += await asyncio.create_task(rate_some(reviews[first : first + EVERY]))
    return total


async def rate_all(books: list[str]) -> dict[str, int]:
    async with asyncio.TaskGroup() as group:
        ratings = {book: group.create_task(rate(book)) for book in books}
    return {book: rating.result() for book, rating in ratings.items()}
