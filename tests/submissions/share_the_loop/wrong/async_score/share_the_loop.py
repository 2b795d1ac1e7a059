import asyncio

from services import load_reviews, score

EVERY = 25


async def ascore(review):
    return score(review)


async def rate(book):
    total = 0
    for review in await load_reviews(book):
        total += await ascore(review)
    return total


async def rate_all(books):
    totals = await asyncio.gather(*[rate(book) for book in books])
    return dict(zip(books, totals, strict=True))
