"""A visible check: read it, and `nox -s grade -- 12` plays it."""

from grader.judge import check, scenario, service


@service(latency=(0.6, 1.8))
def fetch_article(call, number):
    return {"title": f"  {call.word} at SEA ", "author": f"{number} quays"}


@scenario
async def two_articles(kata, numbers):
    return await kata.load_articles(numbers)


@check(part=1, title="the file compiles, and two articles are loaded")
async def test_two_articles(play):
    match = await play(two_articles, numbers=[3, 8])
    match.expect_result([match.reply("fetch_article", 3), match.reply("fetch_article", 8)])
    match.expect_clean()
