"""The syntax border: solved."""

import asyncio

from services import count_readers, count_subscribers, fetch_article


async def load_articles(numbers: list[int]) -> list[dict[str, str]]:
    """Return the articles, in the order of `numbers`."""
    return [await fetch_article(number) for number in numbers]


def headline(article: dict[str, str]) -> str:
    """Return the title, tidied. The page template calls this for each article; a template cannot await."""
    return article["title"].strip().capitalize()


async def most_read_first(numbers: list[int]) -> list[int]:
    """Return `numbers`, the article with the most readers first."""
    readers = {number: await count_readers(number) for number in numbers}
    return sorted(numbers, key=readers.__getitem__, reverse=True)


class Issue:
    """One issue of the newsletter: its name, and how many people get it."""

    def __init__(self, name: str, subscribers: int) -> None:
        self.name = name
        self.subscribers = subscribers

    @classmethod
    async def open(cls, name: str) -> "Issue":
        """Return an issue that knows its subscribers."""
        return cls(name, await count_subscribers(name))


async def main() -> None:
    """Put an issue together."""
    issue = await Issue.open("spring")
    numbers = await most_read_first([1, 2, 3])
    articles = await load_articles(numbers)
    print(f"{issue.name}, to {issue.subscribers} subscribers")
    print("\n".join(map(headline, articles)))  # the page template


if __name__ == "__main__":
    asyncio.run(main())
