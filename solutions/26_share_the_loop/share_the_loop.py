"""Hundreds of reviews are scored, in the one loop that also serves the customers: solved."""

import asyncio
import time

from services import load_reviews, score

EVERY = 25  # reviews that may be scored in a row; then the others get their turn


async def rate(book: str) -> int:
    """1. Return the sum of the scores of a book. 3. If it is cancelled, stop."""
    total = 0
    for number, review in enumerate(await load_reviews(book), start=1):
        total += score(review)
        if number % EVERY == 0:
            await asyncio.sleep(0)  # no time, only a turn for all the others
    return total


async def rate_all(books: list[str]) -> dict[str, int]:
    """2. Rate several books side by side."""
    totals = await asyncio.gather(*(rate(book) for book in books))
    return dict(zip(books, totals, strict=True))


if __name__ == "__main__":

    async def customer() -> None:
        longest, before = 0.0, time.perf_counter()
        try:
            while True:
                await asyncio.sleep(0.05)
                longest, before = max(longest, time.perf_counter() - before), time.perf_counter()
        finally:
            print(f"the customer waited {max(longest, time.perf_counter() - before):.2f} s at most")

    async def main() -> None:
        begun = time.perf_counter()
        asking = asyncio.create_task(customer())
        await asyncio.sleep(0)
        print(await rate_all(["a long book", "a short book"]))
        asking.cancel()
        await asyncio.wait([asking])
        print(f"rated in {time.perf_counter() - begun:.2f} s")

    asyncio.run(main())
