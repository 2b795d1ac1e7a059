"""The syntax border (the lesson is in README.md).

Run this file as it is: Python refuses to start, and names one line. When that is right, it names the next.
There is an `await` in front of everything that looked slow. Each time decide: is there something to
wait for, and may it be waited for in this place?
"""

import asyncio

from services import count_readers, count_subscribers, fetch_article


# Part 1.
def load_articles(numbers: list[int]) -> list[dict[str, str]]:
    """Return the articles, in the order of `numbers`."""
    articles = []
    for number in numbers:
        articles.append(await fetch_article(number))  # TODO WAIT: which kind of function may wait?
    return articles


# Part 2.
def headline(article: dict[str, str]) -> str:
    """Return the title, tidied. The page template calls this for each article; a template cannot await."""
    title = await article["title"].strip()  # TODO WAIT: is there anything to wait for?
    return title.capitalize()


# Part 3.
def most_read_first(numbers: list[int]) -> list[int]:
    """Return `numbers`, the article with the most readers first."""
    # TODO WAIT: `sorted` calls the lambda itself, and a lambda cannot wait. Wait before it sorts.
    return sorted(numbers, key=lambda number: await count_readers(number), reverse=True)


# Part 4.
class Issue:
    """One issue of the newsletter: its name, and how many people get it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.subscribers = await count_subscribers(name)  # TODO WAIT: move this to where it may stand.

    @classmethod
    async def open(cls, name: str) -> "Issue":
        """Return an issue that knows its subscribers."""
        return cls(name)


async def main() -> None:
    """Put an issue together. Nothing in here needs to change."""
    issue = await Issue.open("spring")
    numbers = await most_read_first([1, 2, 3])
    articles = await load_articles(numbers)
    print(f"{issue.name}, to {issue.subscribers} subscribers")
    print("\n".join(map(headline, articles)))  # the page template


if __name__ == "__main__":
    asyncio.run(main())
