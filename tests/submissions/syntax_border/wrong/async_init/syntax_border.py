import asyncio

from services import count_readers, count_subscribers, fetch_article


async def load_articles(numbers):
    articles = []
    for number in numbers:
        articles.append(await fetch_article(number))
    return articles


def headline(article):
    title = article["title"].strip()
    return title.capitalize()


async def most_read_first(numbers):
    readers = {}
    for number in numbers:
        readers[number] = await count_readers(number)
    return sorted(numbers, key=lambda number: readers[number], reverse=True)


class Issue:
    async def __init__(self, name):
        self.name = name
        self.subscribers = await count_subscribers(name)

    @classmethod
    async def open(cls, name):
        return cls(name)
