import asyncio
import time

from services import load_reviews, score


async def rate(book):
    total = 0
    since = time.monotonic()
    for review in await load_reviews(book):
        total += score(review)
        if time.monotonic() - since > 0.3:
            await asyncio.sleep(0)
            since = time.monotonic()
    return total


async def rate_all(books):
    totals = await asyncio.gather(*[rate(book) for book in books])
    return dict(zip(books, totals, strict=True))
