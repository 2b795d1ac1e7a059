import asyncio

from services import load_reviews, score

EVERY = 25


async def rate(book):
    reviews = await load_reviews(book)
    return await asyncio.to_thread(lambda: sum(map(score, reviews)))


async def rate_all(books):
    totals = await asyncio.gather(*[rate(book) for book in books])
    return dict(zip(books, totals, strict=True))
