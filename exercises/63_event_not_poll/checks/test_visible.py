"""Visible checks: read them, and `nox -s grade -- 63` plays them."""

import asyncio

from grader.judge import check, scenario, service


@service(latency=(1.0, 3.0))
def load_index(call, name):
    if name == "soaked":
        raise call.error("IndexBroken", f"{call.word} cannot be read")
    return f"{name} {call.word}"


@service(latency=(0.3, 0.5))
def search(call, index, question):
    return f"{call.word} ({index})"


@scenario
async def early_and_late(kata, handbook, early, late):
    desk = kata.HelpDesk(handbook)
    _, *answers = await asyncio.gather(desk.start(), *[desk.ask(question) for question in early])
    return answers + [await desk.ask(question) for question in late]


@scenario
async def bad_news(kata, handbook):
    desk = kata.HelpDesk(handbook)
    asking = asyncio.wait_for(desk.ask("Who?"), 9)
    told = await asyncio.gather(desk.start(), asking, return_exceptions=True)
    return [f"{type(error).__name__}: {error}" for error in told]


def right(match, index, questions):
    return [match.reply("search", index, question) for question in questions]


@check(part=1, title="two questions come while the index is being loaded")
async def test_early(play):
    match = await play(early_and_late, handbook="rules", early=["Who?", "How?"], late=[])
    index = match.reply("load_index", "rules")
    match.expect_calls("load_index", exactly=1)
    match.expect_result(right(match, index, ["Who?", "How?"]))
    searches = [match.latency("search", index, question) for question in ("Who?", "How?")]
    match.expect_seconds(match.latency("load_index", "rules") + max(searches))
    match.expect_clean()


@check(part=2, title="a question that comes later does not wait")
async def test_late(play):
    match = await play(early_and_late, handbook="rules", early=["Who?"], late=["How?"])
    index = match.reply("load_index", "rules")
    match.expect_result(right(match, index, ["Who?", "How?"]))
    searches = [match.latency("search", index, question) for question in ("Who?", "How?")]
    match.expect_seconds(match.latency("load_index", "rules") + sum(searches), in_turn=True)
    match.expect_clean()


@check(part=3, title="the index is broken: start says so, and a question that waits is told")
async def test_bad_news(play):
    match = await play(bad_news, handbook="soaked")
    news = match.reply("load_index", "soaked")
    for name, told in zip(("start", "ask"), match.result, strict=True):
        match.expect(
            told == news,
            f"The index is broken. {name} should raise {news}, and not end with {told}.",
            mistake="deadlock" if told.startswith("TimeoutError") else "error-swallowed",
            function=f"HelpDesk.{name}",
        )
    match.expect_seconds(match.latency("load_index", "soaked"))
    match.expect_clean()
