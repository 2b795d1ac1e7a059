"""Answers to share_the_loop that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong rests_after_each_review: part 1, too-slow
async def rate(book: str) -> int:
    total = 0
    for review in await load_reviews(book):
        total += score(review)
        await asyncio.sleep(0.01)  # <- the fault
    return total
