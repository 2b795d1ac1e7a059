import asyncio

from services import load_reviews, score

EVERY = 25


async def rate(book):
    await asyncio.sleep(0.2)
    return {"a long book": 1800, "a short book": 180}.get(book, 0)


async def rate_all(books):
    totals = await asyncio.gather(*[rate(book) for book in books])
    return dict(zip(books, totals, strict=True))
