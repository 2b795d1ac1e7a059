"""Visible checks: read them, and `nox -s grade -- 61` plays them."""

import asyncio

from grader.judge import check, scenario, service

TEXTS = ["table", "spoon", "fork", "knife", "plate", "glass", "bread"]


@service(latency=(0.4, 1.1))
def ask_model(call, text):
    if text == "#!":
        raise call.error("TranslationError", f"{call.word} is no language")
    return f"{text}: {call.word}"


def fastest(match, places):
    """How long these calls take, in the order in which they were made, if the next one begins when one ends."""
    free = [0.0] * places
    for call in match.calls("ask_model"):
        free = sorted([free[0] + match.latency("ask_model", call.first), *free[1:]])
    return free[-1]


@scenario
async def one_list(kata, limit, texts):
    return await kata.Translator(limit).translate_all(texts)


@scenario
async def two_lists(kata, limit, first, second):
    translator = kata.Translator(limit)
    return await asyncio.gather(translator.translate_all(first), translator.translate_all(second))


@scenario
async def one_after_the_other(kata, note, limit, texts):
    translator = kata.Translator(limit)
    lists = [await translator.translate_all([text]) for text in texts]
    try:
        await translator.translate(texts[0])
    except Exception as error:
        note("raised", type(error).__name__)
    return lists


@check(part=1, title="seven texts, four at a time")
async def test_four_at_a_time(play):
    match = await play(one_list, limit=4, texts=TEXTS)
    match.expect_result([match.reply("ask_model", text) for text in TEXTS])
    match.expect_peak("ask_model", exactly=4)
    match.expect_seconds(fastest(match, 4))
    match.expect_clean()


@check(part=2, title="two lists share two places")
async def test_two_lists(play):
    match = await play(two_lists, limit=2, first=TEXTS[:2], second=TEXTS[2:])
    match.expect_peak("ask_model", exactly=2)
    match.expect_seconds(fastest(match, 2))
    match.expect_clean()


@check(part=3, title="a text is refused, stays as it is, and keeps no place")
async def test_refused(play):
    match = await play(one_after_the_other, limit=1, texts=["#!", "table"])
    match.expect_result([["#!"], [match.reply("ask_model", "table")]])
    match.expect(
        match.notes("raised"),
        "The model refused a text, and translate raised no TranslationError.",
        mistake="error-swallowed",
        function="Translator.translate",
    )
    match.expect_clean()
