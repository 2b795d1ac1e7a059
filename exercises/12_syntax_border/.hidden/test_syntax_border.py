"""Hidden checks: what waits can be awaited, and what does not wait can be called by any code."""

import inspect

from grader.judge import check, scenario, service

NUMBERS = [4, 2, 9, 7]


@service(latency=(0.6, 1.8))
def fetch_article(call, number):
    return {"title": f"  {call.word} at SEA ", "author": f"{number} quays"}


@service(latency=(0.2, 0.5))
def count_readers(call, number):
    return 100 * call.number(10, 9_999) + number  # no two articles have the same number of readers


@service(latency=(0.6, 1.8))
def count_subscribers(call, issue):
    return call.number(1_000, 999_999)


def can_be_awaited(match, what, function):
    """Only what was seen is judged: after an error there is no note, and the error itself is the news."""
    match.expect(
        [value for _, value in match.notes("awaitable")] != [False],
        f"{what} gave its result like an ordinary function. Its caller must be able to write "
        f"`await {what}`: {function} waits for something, so it is an `async def`.",
    )


@scenario
async def some_articles(kata, note, numbers):
    articles = kata.load_articles(numbers)
    note("awaitable", inspect.isawaitable(articles))
    return await articles if inspect.isawaitable(articles) else articles


@check(part=1, title="the file compiles, and the articles can be awaited")
async def test_articles(play):
    match = await play(some_articles, numbers=NUMBERS)
    can_be_awaited(match, f"load_articles({NUMBERS})", "load_articles")
    match.expect_result([match.reply("fetch_article", number) for number in NUMBERS])
    match.expect_calls("fetch_article", exactly=len(NUMBERS))
    waits = [match.latency("fetch_article", number) for number in NUMBERS]
    match.expect_seconds(at_least=max(waits))
    match.expect_seconds(at_most=sum(waits))
    match.expect_clean()


@scenario
async def a_page(kata, services, numbers):
    articles = [await services.fetch_article(number) for number in numbers]
    return [kata.headline(article) for article in articles]


@check(part=2, title="a template gets its headlines with a plain call")
async def test_headlines(play):
    match = await play(a_page, numbers=NUMBERS[:2])
    match.expect(
        not any(getattr(line, "type", "") == "coroutine" for line in match.result or []),
        "headline(article) gave a coroutine object. The template that calls it is plain code: it cannot await, and "
        "would print `<coroutine object headline …>` on the page. Tidying a title waits for nothing.",
        basis="reported",
        mistake="needless-async",
        function="headline",
    )
    titles = [match.reply("fetch_article", number)["title"] for number in NUMBERS[:2]]
    match.expect_result([title.strip().capitalize() for title in titles])
    match.expect_seconds(sum(match.latency("fetch_article", number) for number in NUMBERS[:2]))
    match.expect_calls("fetch_article", exactly=2)
    match.expect_clean()


@scenario
async def by_readers(kata, note, numbers):
    found = kata.most_read_first(numbers)
    note("awaitable", inspect.isawaitable(found))
    return await found if inspect.isawaitable(found) else found


@check(part=3, title="the readers are counted before anything is sorted")
async def test_most_read_first(play):
    match = await play(by_readers, numbers=NUMBERS)
    can_be_awaited(match, f"most_read_first({NUMBERS})", "most_read_first")
    readers = {number: match.reply("count_readers", number) for number in NUMBERS}
    match.expect_calls("count_readers", exactly=len(NUMBERS))
    match.expect_result(sorted(NUMBERS, key=readers.__getitem__, reverse=True))
    waits = [match.latency("count_readers", number) for number in NUMBERS]
    match.expect_seconds(at_least=max(waits))
    match.expect_seconds(at_most=sum(waits))
    match.expect_clean()


@scenario
async def an_issue(kata, note, name):
    issue = kata.Issue.open(name)
    note("awaitable", inspect.isawaitable(issue))
    issue = await issue if inspect.isawaitable(issue) else issue
    note("kind", type(issue).__name__)
    return [getattr(issue, "name", None), getattr(issue, "subscribers", None)]


@check(part=4, title="an opened issue knows its subscribers")
async def test_issue(play):
    match = await play(an_issue, name="autumn")
    can_be_awaited(match, "Issue.open('autumn')", "open")
    kind = "".join(name for _, name in match.notes("kind"))
    match.expect(kind in ("", "Issue"), f"await Issue.open('autumn') gave a {kind}, where an Issue is needed.")
    match.expect_result(["autumn", match.reply("count_subscribers", "autumn")])
    match.expect_calls("count_subscribers", exactly=1)
    match.expect_seconds(match.latency("count_subscribers", "autumn"))
    match.expect_clean()
