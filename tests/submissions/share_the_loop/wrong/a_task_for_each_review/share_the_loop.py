import asyncio

from services import load_reviews, score

EVERY = 25


async def ascore(review):
    return score(review)


async def rate(book):
    reviews = await load_reviews(book)
    return sum(await asyncio.gather(*[ascore(review) for review in reviews]))


async def rate_all(books):
    totals = await asyncio.gather(*[rate(book) for book in books])
    return dict(zip(books, totals, strict=True))
