import asyncio

from services import load_reviews, score

EVERY = 25


async def one_by_one(reviews):
    for review in reviews:
        yield review


async def rate(book):
    total = 0
    async for review in one_by_one(await load_reviews(book)):
        total += score(review)
    return total


async def rate_all(books):
    totals = await asyncio.gather(*[rate(book) for book in books])
    return dict(zip(books, totals, strict=True))
