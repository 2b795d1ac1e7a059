import asyncio

from services import load_reviews, score

EVERY = 25
model = asyncio.Lock()


async def rate(book):
    reviews = await load_reviews(book)
    total = 0
    async with model:
        for number, review in enumerate(reviews, start=1):
            total += score(review)
            if number % EVERY == 0:
                await asyncio.sleep(0)
    return total


async def rate_all(books):
    totals = await asyncio.gather(*[rate(book) for book in books])
    return dict(zip(books, totals, strict=True))
