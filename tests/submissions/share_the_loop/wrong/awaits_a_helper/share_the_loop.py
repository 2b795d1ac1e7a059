import asyncio

from services import load_reviews, score

EVERY = 25


async def breathe():
    pass


async def rate(book):
    total = 0
    for number, review in enumerate(await load_reviews(book), start=1):
        total += score(review)
        if number % EVERY == 0:
            await breathe()
    return total


async def rate_all(books):
    totals = await asyncio.gather(*[rate(book) for book in books])
    return dict(zip(books, totals, strict=True))
