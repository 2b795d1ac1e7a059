"""Right and wrong answers to syntax_border. docs/for-authors.md says how to read a cell."""

# %% right all_together
from dataclasses import dataclass


async def load_articles(numbers: list[int]) -> list[dict[str, str]]:
    return await asyncio.gather(*map(fetch_article, numbers))


headline = lambda article: article["title"].strip().capitalize()


async def most_read_first(numbers: list[int]) -> list[int]:
    async with asyncio.TaskGroup() as group:
        counts = {number: group.create_task(count_readers(number)) for number in numbers}
    return sorted(numbers, key=lambda number: -counts[number].result())


@dataclass(frozen=True)
class Issue:
    name: str
    subscribers: int

    @staticmethod
    async def open(name: str) -> "Issue":
        return Issue(name, subscribers=await count_subscribers(name))


# %% right async_comprehensions
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


class Issue:  # only what differs
    @classmethod
    async def open(cls, name):
        return cls(name, await count_subscribers(name))


# %% right first_line_of_each
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
    def __init__(self, name):
        self.name = name
        self.subscribers = 0

    @classmethod
    async def open(cls, name):
        issue = cls(name)
        issue.subscribers = await count_subscribers(name)
        return issue


# %% right plain_def_hands_the_coroutine_on
# No await in the outer functions: each gives its caller a coroutine, and the caller awaits it.
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


# %% wrong async_and_no_await: part 1, never-awaited
# Believes that async def makes the calls in it wait by themselves.
async def load_articles(numbers):
    return [fetch_article(number) for number in numbers]  # <- the fault


# %% wrong async_init: part 4, async-special-method
# __init__ waits, so it is made async as the others were.
class Issue:
    async def __init__(self, name):  # <- the fault
        self.name = name
        self.subscribers = await count_subscribers(name)

    @classmethod
    async def open(cls, name):
        return cls(name)


# %% wrong async_key: part 3, never-awaited
# Gives sorted a coroutine function as key, and believes that it awaits.
async def most_read_first(numbers):
    async def readers(number):
        return await count_readers(number)

    return sorted(numbers, key=readers, reverse=True)  # <- the fault


# %% wrong async_lambda (complete): part 1, await-outside-async
# Believes that a lambda can be made async as a def can.
r"""
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
    return sorted(numbers, key=async lambda number: await count_readers(number), reverse=True)  # <- the fault


class Issue:
    def __init__(self, name, subscribers):
        self.name = name
        self.subscribers = subscribers

    @classmethod
    async def open(cls, name):
        return cls(name, await count_subscribers(name))
"""


# %% wrong async_with_in_def: part 1, await-outside-async
# Reads the rule as a rule for the word await alone.
def load_articles(numbers):
    async with asyncio.TaskGroup() as group:  # <- the fault
        tasks = [group.create_task(fetch_article(number)) for number in numbers]
    return [task.result() for task in tasks]


# %% wrong await_at_the_left_margin (from the stub): part 1, await-outside-async
# Tries in a file what worked in a notebook cell.
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
    def __init__(self, name, subscribers):
        self.name = name
        self.subscribers = subscribers

    @classmethod
    async def open(cls, name: str) -> "Issue":
        """Return an issue that knows its subscribers."""
        return cls(name, await count_subscribers(name))


SPRING = await Issue.open("spring")  # <- the fault


# %% wrong await_in_a_comprehension: part 1, await-outside-async
# Believes that a comprehension is a way around the rule for def.
def load_articles(numbers):
    return [await fetch_article(number) for number in numbers]  # <- the fault


# %% wrong await_in_a_helper: part 1, await-outside-async
# Believes that a plain def inside an async def belongs to it.
async def most_read_first(numbers):
    def readers(number):
        return await count_readers(number)  # <- the fault

    return sorted(numbers, key=readers, reverse=True)


# %% wrong await_in_a_lambda: part 1, await-outside-async
# Believes that await may stand in a lambda when an async def is around it.
async def most_read_first(numbers):
    return sorted(numbers, key=lambda number: await count_readers(number), reverse=True)  # <- the fault


# %% wrong await_in_init: part 1, await-outside-async
# Believes that a class of which one method is async may wait in all of them.
class Issue:
    def __init__(self, name):
        self.name = name
        self.subscribers = await count_subscribers(name)  # <- the fault

    @classmethod
    async def open(cls, name):
        return cls(name)


# %% wrong await_on_the_list: part 1, awaited-plain-value
# Believes that awaiting a list awaits what is in it.
async def load_articles(numbers):
    articles = []
    for number in numbers:
        articles.append(fetch_article(number))
    return await articles  # <- the fault


# %% wrong await_taken_out: part 1, never-awaited
# Python complains about the word, so the word must go.
def load_articles(numbers):
    articles = []
    for number in numbers:
        articles.append(fetch_article(number))  # <- the fault
    return articles


# %% wrong awaits_what_sorted_gives: part 3, never-awaited
# Believes that one await before sorted awaits each key.
async def most_read_first(numbers):
    return await sorted(numbers, key=count_readers, reverse=True)  # <- the fault


# %% wrong generator_with_await: part 3, wrong-protocol
# Does not know that await makes a generator expression an async one.
async def most_read_first(numbers):
    counted = sorted(((await count_readers(number), number) for number in numbers), reverse=True)  # <- the fault
    return [number for _, number in counted]


# %% wrong headline_gives_back_the_title: part 2, wrong-answer
# Takes out the line with await and all that it did.
def headline(article):
    return article["title"].capitalize()  # <- the fault


# %% wrong headline_made_async: part 2, needless-async
# What is called from async code must be async too.
async def headline(article):  # <- the fault
    title = article["title"].strip()
    return title.capitalize()


# %% wrong headline_still_awaits: part 2, needless-async
# Cures each complaint about await with async def.
async def headline(article):  # <- the fault
    title = await article["title"].strip()
    return title.capitalize()


# %% wrong in_order_of_arrival: part 1, wrong-order
# Takes whichever article is here first.
async def load_articles(numbers):
    arriving = asyncio.as_completed([fetch_article(number) for number in numbers])  # <- the fault
    return [await article for article in arriving]


# %% wrong init_keeps_the_coroutine: part 4, never-awaited
# Takes the word out of __init__, where Python complains about it.
class Issue:
    def __init__(self, name):
        self.name = name
        self.subscribers = count_subscribers(name)  # <- the fault

    @classmethod
    async def open(cls, name):
        return cls(name)


# %% wrong loop_in_a_thread: part 1, extra-loop
# Keeps the def, and hides the loop in a thread.
from concurrent.futures import ThreadPoolExecutor


def load_articles(numbers):
    async def load():
        return [await fetch_article(number) for number in numbers]

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(load())).result()  # <- the fault


# %% wrong made_up_subscribers: part 4, answer-not-asked
# Works out what services.py would say, and asks nobody.
class Issue:
    def __init__(self, name):
        self.name = name
        self.subscribers = 100 * len(name)  # <- the fault

    @classmethod
    async def open(cls, name):
        await asyncio.sleep(0.4)
        return cls(name)


# %% wrong nothing_counted: part 3, answer-not-asked
# The sample was sorted so, therefore everything is.
async def most_read_first(numbers):
    await asyncio.sleep(0.6)
    return sorted(numbers, reverse=True)  # <- the fault


# %% wrong open_gives_the_number: part 4, wrong-answer
# Fetches the number and forgets the object.
class Issue:
    def __init__(self, name):
        self.name = name

    @classmethod
    async def open(cls, name):
        return await count_subscribers(name)  # <- the fault


# %% wrong open_without_await: part 4, never-awaited
# Moves the call to open, and leaves the await behind.
class Issue:  # only what differs
    @classmethod
    def open(cls, name):
        return cls(name, count_subscribers(name))  # <- the fault


# %% wrong run_in_init: part 4, nested-run
# __init__ is plain, so it may start a loop.
class Issue:
    def __init__(self, name):
        self.name = name
        self.subscribers = asyncio.run(count_subscribers(name))  # <- the fault

    @classmethod
    async def open(cls, name):
        return cls(name)


# %% wrong run_in_the_def: part 1, nested-run
# Keeps the def, and starts a loop in it.
def load_articles(numbers):
    return [asyncio.run(fetch_article(number)) for number in numbers]  # <- the fault


# %% wrong sorts_by_coroutines: part 3, never-awaited
# Takes the word out of the lambda.
async def most_read_first(numbers):
    return sorted(numbers, key=lambda number: count_readers(number), reverse=True)  # <- the fault


# %% wrong task_in_init: part 4, task-not-awaited
# Believes that a task turns into its result when it is done.
class Issue:
    def __init__(self, name):
        self.name = name
        self.subscribers = asyncio.create_task(count_subscribers(name))  # <- the fault

    @classmethod
    async def open(cls, name):
        issue = cls(name)
        await issue.subscribers
        return issue
