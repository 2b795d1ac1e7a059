import asyncio

from services import count_readers, count_subscribers, fetch_article


async def load_articles(numbers: list[int]) -> list[dict[str, str]]:
    return await asyncio.gather(*map(fetch_article, numbers))


headline = lambda article: article["title"].strip().capitalize()


async def most_read_first(numbers: list[int]) -> list[int]:
    async with asyncio.TaskGroup() as group:
        counts = {number: group.create_task(count_readers(number)) for number in numbers}
    return sorted(numbers, key=lambda number: -counts[number].result())


from dataclasses import dataclass


@dataclass(frozen=True)
class Issue:
    name: str
    subscribers: int

    @staticmethod
    async def open(name: str) -> "Issue":
        return Issue(name, subscribers=await count_subscribers(name))
