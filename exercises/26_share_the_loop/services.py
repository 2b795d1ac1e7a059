"""The review model of a bookshop. In a check the judge sends the reviews and counts the scores. Leave it as it is."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

WORK = 12_000  # how much there is to compute for one review: about a millisecond
_loaded_in = threading.get_ident()
watchers: list[Callable[[str], None]] = []  # are told of each review that is scored


async def load_reviews(book: str) -> list[str]:
    """Return the reviews of a book, hundreds of them."""
    await asyncio.sleep(0.2)
    count = 40 if "short" in book else 400
    return [f"{book}, review {number}" for number in range(count)]


def score(review: str) -> int:
    """Compute how much a review likes its book, 0 to 9. The model can only be used in the thread that loaded it."""
    if threading.get_ident() != _loaded_in:
        raise RuntimeError("the review model was loaded in another thread and cannot be used in this one")
    likes = sum(map(ord, review))
    for _ in range(WORK):
        likes = (likes * likes + 7) % 1_000_003
    for watcher in watchers:
        watcher(review)
    return likes % 10
