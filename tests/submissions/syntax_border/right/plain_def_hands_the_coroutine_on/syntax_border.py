"""No await in the outer functions: each gives its caller a coroutine, and the caller awaits it."""

import asyncio

from services import count_readers, count_subscribers, fetch_article


def load_articles(numbers):
    return in_turn([fetch_article(number) for number in numbers])


async def in_turn(coroutines):
    return [await coroutine for coroutine in coroutines]


def headline(article):
    title = article["title"].strip()
    return title.capitalize()


def most_read_first(numbers):
    async def count_and_sort():
        counted = [(await count_readers(number), number) for number in numbers]
        return [number for _, number in sorted(counted, reverse=True)]

    return count_and_sort()


class Issue:
    def __init__(self, name):
        self.name = name

    def __await__(self):
        """`await Issue(name)` works as well: this is what await asks for."""
        return self._fetch().__await__()

    async def _fetch(self):
        self.subscribers = await count_subscribers(self.name)
        return self

    @classmethod
    def open(cls, name):
        return cls(name)
