import asyncio

from services import count_readers, count_subscribers, fetch_article


async def articles_of(numbers):
    for number in numbers:
        yield await fetch_article(number)


async def load_articles(numbers):
    return [article async for article in articles_of(numbers)]


def headline(article):
    title = article["title"].strip()
    return title.capitalize()


async def most_read_first(numbers):
    # A generator expression with `await` in it is an async generator: sorted cannot read it, a list can.
    counted = [pair async for pair in ((await count_readers(number), number) for number in numbers)]
    return [number for _, number in sorted(counted, reverse=True)]


class Issue:
    def __init__(self, name, subscribers):
        self.name = name
        self.subscribers = subscribers

    @classmethod
    async def open(cls, name):
        return cls(name, await count_subscribers(name))
