"""Hundreds of reviews are scored, in the one loop that also serves the customers (the lesson is in README.md).

Run this file. A customer asks twenty times a second whether the server is there, and gets no
answer while a book is rated. The model cannot be used in another thread. Share the loop.
"""

import asyncio
import time

from services import load_reviews, score

EVERY = 25  # reviews that may be scored in a row; then the others get their turn


async def rate(book: str) -> int:
    """1. Return the sum of the scores of a book. 3. If it is cancelled, stop."""
    total = 0
    for review in await load_reviews(book):
        # TODO WAIT: not for long, and not for anything; only until the others had their turn.
        total += score(review)
    return total


async def rate_all(books: list[str]) -> dict[str, int]:
    """2. Rate several books side by side."""
    # TODO START: all of them. TODO WAIT: for all of them.
    return {book: await rate(book) for book in books}


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
        # predict: what will get faster when the books share the loop, and what will not?
        print(await rate_all(["a long book", "a short book"]))
        asking.cancel()
        await asyncio.wait([asking])
        print(f"rated in {time.perf_counter() - begun:.2f} s")

    asyncio.run(main())
