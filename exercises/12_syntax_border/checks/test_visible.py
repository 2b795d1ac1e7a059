"""Visible checks: read them, and `nox -s grade -- 12` plays them."""

from grader.judge import check, scenario, service


@service(latency=(0.6, 1.8))
def fetch_article(call, number):
    return {"title": f"  {call.word} at SEA ", "author": f"{number} quays"}


@service(latency=(0.2, 0.5))
def count_readers(call, number):
    return 10 * call.number(100, 999) + number


@service(latency=(0.6, 1.8))
def count_subscribers(call, issue):
    return call.number(100, 9_999)


@scenario
async def two_articles(kata, numbers):
    return await kata.load_articles(numbers)


@scenario
def one_headline(kata, title):
    return kata.headline({"title": title, "author": "J. Reed"})


@scenario
async def by_readers(kata, numbers):
    return await kata.most_read_first(numbers)


@scenario
async def an_issue(kata, name):
    issue = await kata.Issue.open(name)
    return [issue.name, issue.subscribers]


@check(part=1, title="the file compiles, and two articles are loaded")
async def test_two_articles(play):
    match = await play(two_articles, numbers=[3, 8])
    match.expect_result([match.reply("fetch_article", 3), match.reply("fetch_article", 8)])
    match.expect_clean()


@check(part=2, title="a headline is a text, and no coroutine")
async def test_a_headline(play):
    match = await play(one_headline, title=" geese over SHETLAND  ")
    coroutine = getattr(match.result, "type", "") == "coroutine"
    words = "headline(article) gave a coroutine object. Tidying a title waits for nothing."
    match.expect(not coroutine, words, basis="reported", mistake="needless-async", function="headline")
    match.expect_result("Geese over shetland")
    match.expect_clean()


@check(part=3, title="the readers are counted, and then the numbers are sorted")
async def test_most_read_first(play):
    match = await play(by_readers, numbers=[3, 8, 5])
    match.expect_result(sorted([3, 8, 5], key=lambda number: -match.reply("count_readers", number)))
    match.expect_clean()


@check(part=4, title="an issue that was opened knows its subscribers")
async def test_an_issue(play):
    match = await play(an_issue, name="winter")
    match.expect_result(["winter", match.reply("count_subscribers", "winter")])
    match.expect_clean()
