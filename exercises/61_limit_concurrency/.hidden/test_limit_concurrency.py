"""Hidden checks: as many as the limit, at every moment, for all callers together, after errors too."""

import asyncio
import heapq

from grader.judge import check, scenario, service

TEXTS = ["long kettle", "lamp", "rug", "long vase", "clock", "chair", "tray", "long mirror", "bowl"]


def how_long(text):
    """Uneven, so that waiting for the slowest of a batch is seen."""
    return (1.6, 2.0) if text.startswith("long") else (0.3, 0.7)


@service(latency=how_long)
def ask_model(call, text):
    if text.startswith("refused"):
        raise call.error("TranslationError", f"{call.word} is no language")
    return f"{text} is {call.word}"


def each_asked_once(match, texts):
    asked = [call.first for call in match.calls("ask_model")]
    for text in texts:
        count = asked.count(text)
        match.expect(count > 0, f"The model was never asked for {text!r}.", mistake="answer-not-asked")
        match.expect(count == 1, f"The model was asked {count} times for {text!r}.", mistake="called-too-often")


def no_place_was_idle(match, limit):
    """The first ones begin at once, and each later one at the moment at which a place came free."""
    ends = [call.end for call in match.calls("ask_model")]
    for number, call in enumerate(match.calls("ask_model")):
        freed = sorted(end for end in ends if end is not None)[number - limit] if number >= limit else 0.0
        match.expect(
            abs(call.start - freed) < match.tolerance,
            f"A place was free after {freed:g} s (simulated), but {call.first!r} was started only after "
            f"{call.start:g} s.",
            mistake="limit-too-low",
            at=call.at,
        )


def best(match, limit):
    """How long these calls take, in the order in which they were made, if no place is ever empty."""
    places = [0.0] * limit
    for call in match.calls("ask_model"):
        heapq.heapreplace(places, places[0] + match.latency("ask_model", call.first))
    return max(places)


def translated(match, texts):
    return [text if text.startswith("refused") else match.reply("ask_model", text) for text in texts]


@scenario
async def one_catalogue(kata, limit, texts):
    return await kata.Translator(limit).translate_all(texts)


# ---- 1: never more, never fewer --------------------------------------------------------------------


async def catalogue_is_translated(play, limit):
    match = await play(one_catalogue, limit=limit, texts=TEXTS)
    match.expect_result(translated(match, TEXTS))
    each_asked_once(match, TEXTS)
    match.expect_clean()
    match.expect_peak("ask_model", limit)
    match.expect_seconds(best(match, limit))
    no_place_was_idle(match, limit)


@check(part=1, title="nine texts, three at a time")
async def test_three_at_a_time(play):
    await catalogue_is_translated(play, 3)


@check(part=1, title="the limit is what the Translator was given, not always three")
async def test_another_limit(play):
    await catalogue_is_translated(play, 4)
    await catalogue_is_translated(play, 1)


@check(part=1, title="fewer texts than places, and no texts at all")
async def test_few_texts(play):
    match = await play(one_catalogue, limit=3, texts=["lamp", "rug"])
    match.expect_result(translated(match, ["lamp", "rug"]))
    match.expect_seconds(max(match.latency("ask_model", text) for text in ("lamp", "rug")))
    match.expect_clean()
    match = await play(one_catalogue, limit=3, texts=[])
    match.expect_result([])
    match.expect_seconds(0)


# ---- 2: one gate for all ---------------------------------------------------------------------


@scenario
async def two_catalogues_and_a_person(kata, limit, first, second, text):
    translator = kata.Translator(limit)
    return await asyncio.gather(
        translator.translate_all(first), translator.translate_all(second), translator.translate(text)
    )


@scenario
async def single_texts(kata, limit, texts):
    translator = kata.Translator(limit)
    return await asyncio.gather(*[translator.translate(text) for text in texts])


@scenario
async def two_translators(kata, texts):
    one, other = kata.Translator(1), kata.Translator(2)
    return await asyncio.gather(one.translate_all(texts), other.translate_all(texts[::-1]))


@check(part=2, title="two catalogues and a single text share the places")
async def test_callers_share_the_places(play):
    first, second = TEXTS[:4], TEXTS[4:]
    match = await play(two_catalogues_and_a_person, limit=3, first=first, second=second, text="stool")
    match.expect_result([translated(match, first), translated(match, second), match.reply("ask_model", "stool")])
    each_asked_once(match, [*TEXTS, "stool"])
    match.expect_clean()
    match.expect_peak("ask_model", 3)
    match.expect_seconds(best(match, 3))
    no_place_was_idle(match, 3)


@check(part=2, title="seven people with a text each share the places")
async def test_single_texts_share_the_places(play):
    match = await play(single_texts, limit=2, texts=TEXTS[:7])
    match.expect_result(translated(match, TEXTS[:7]))
    each_asked_once(match, TEXTS[:7])
    match.expect_clean()
    match.expect_peak("ask_model", 2)
    match.expect_seconds(best(match, 2))
    no_place_was_idle(match, 2)


@check(part=2, title="two Translators have a limit of their own each")
async def test_translators_have_their_own_limit(play):
    texts = TEXTS[:5]
    match = await play(two_translators, texts=texts)
    match.expect_result([translated(match, texts), translated(match, texts[::-1])])
    match.expect_calls("ask_model", exactly=10)
    match.expect_clean()
    match.expect_peak("ask_model", 3)


# ---- 3: the place is given back --------------------------------------------------------------------


@scenario
async def refused_and_after(kata, note, limit, texts, after):
    translator = kata.Translator(limit)
    try:
        await translator.translate(after[0])
    except Exception as error:
        note("refused", type(error).__name__)
    pages = await translator.translate_all(texts)
    return [pages, await asyncio.gather(*[translator.translate(text) for text in after[1:]])]


@scenario
async def callers_who_give_up(kata, note, served, waiting, texts):
    translator = kata.Translator(len(served))
    tasks = [asyncio.create_task(translator.translate(text)) for text in [*served, *waiting]]
    await asyncio.sleep(0.1)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    note("given up", None)
    return await translator.translate_all(texts)


@check(part=3, title="errors use up no place, and a refused text stays as it is")
async def test_errors_give_the_place_back(play):
    texts = ["refused 1", "long kettle", "refused 2", "lamp", "refused 3", "rug", "long vase", "clock"]
    after = ["refused 4", "chair", "tray", "bowl"]
    match = await play(refused_and_after, limit=3, texts=texts, after=after)
    match.expect_result([translated(match, texts), translated(match, after[1:])])
    match.expect(
        [kind for _, kind in match.notes("refused")] == ["TranslationError"],
        "translate was asked for a text that the model refuses, and did not raise its TranslationError.",
        mistake="error-swallowed",
        function="Translator.translate",
    )
    each_asked_once(match, [*texts, *after])
    match.expect_clean()
    match.expect_peak("ask_model", 3)
    pages = max(call.end or 0 for call in match.calls("ask_model") if call.first in texts)
    match.expect_seconds(pages + max(match.latency("ask_model", text) for text in after[1:]))


@check(part=3, title="callers who give up use up no place, and ask for nothing more")
async def test_callers_who_give_up_cost_no_place(play):
    texts = TEXTS[:6]
    match = await play(callers_who_give_up, served=["oak", "elm"], waiting=["ash", "fir"], texts=texts)
    match.expect_result(translated(match, texts))
    match.expect_note_times("given up", [0.1])
    for text in ("ash", "fir"):
        match.expect(
            all(call.first != text for call in match.calls("ask_model")),
            f"The model was asked for {text!r}, although its caller had given up while waiting.",
            mistake="limit-exceeded",
        )
    match.expect_cancelled("ask_model", exactly=2)
    match.expect_clean()
    match.expect_peak("ask_model", 2)
    match.expect_seconds(max(call.end or 0 for call in match.calls("ask_model")))
    start = [call for call in match.calls("ask_model") if call.first in texts][:2]
    for call in start:
        match.expect(
            abs(call.start - 0.1) < match.tolerance,
            f"Two places were free after 0.1 s (simulated), and {call.first!r} was only asked for after {call.start:g} s.",
            late=(call, call.start - 0.1),
            mistake="" if match.waits("sleep") else "limit-too-low",
        )


@scenario
async def a_catalogue_is_given_up(kata, limit, texts, after):
    translator = kata.Translator(limit)
    task = asyncio.create_task(translator.translate_all(texts))
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.wait([task])
    return await translator.translate_all(after)


@check(part=3, title="a catalogue that is given up uses up no place, and its texts are not handed back as they are")
async def test_a_catalogue_is_given_up(play):
    texts, after = TEXTS[:4], ["oak", "elm"]
    match = await play(a_catalogue_is_given_up, limit=2, texts=texts, after=after)
    match.expect_result(translated(match, after))
    match.expect_cancelled("ask_model", exactly=2)
    match.expect_clean()
    match.expect_seconds(0.1 + max(match.latency("ask_model", text) for text in after))
