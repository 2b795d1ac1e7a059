"""Visible checks: read them, and `nox -s grade -- 77` plays them."""

import asyncio

from grader.judge import check, helper, scenario, service


@service(latency=(0.2, 0.6))
def translate(call, language, text):
    yield f"{call.word} "
    yield f"{call.word} again "
    if text == "an opera" and language == "German":
        raise call.error("ModelDown", "sing it yourself")
    yield "the end"


@service(latency=(0.6, 0.9))
def look_up_term(call, text, number):
    return f"{call.word} ({number})"


@helper
def translator(kata, services, language):
    get_writer = kata.get_stream_writer

    async def node(state):
        async for token in services.translate(language, state["text"]):
            get_writer()([language, token])
        get_writer()([language, "(end)"])
        return {"languages": [language]}

    return node


@scenario
async def read_the_stream(kata, note, services, languages, text):
    graph = kata.StateGraph({language: translator(kata, services, language) for language in languages})
    async for mode, data in graph.compile(kata.CompiledGraph).astream({"text": text}):
        note("item", [mode, data])


@scenario
async def two_readers(kata, services, language, texts):
    compiled = kata.StateGraph({language: translator(kata, services, language)}).compile(kata.CompiledGraph)

    async def reader(text):
        return [data[1] async for mode, data in compiled.astream({"text": text}) if mode == "custom"]

    return await asyncio.gather(*[reader(text) for text in texts])


@scenario
async def read_a_plain_node(kata, note, services, text):
    get_writer = kata.get_stream_writer

    def terms(state):
        write = get_writer()
        for number in range(2):
            write(services.look_up_term(state["text"], number))
        return {"terms": 2}

    async for mode, data in kata.StateGraph({"terms": terms}).compile(kata.CompiledGraph).astream({"text": text}):
        note("item", [mode, data])


@check(part=1, title="three tokens come when they are written, and then the update")
async def test_tokens(play):
    match = await play(read_the_stream, languages=["French"], text="a recipe")
    tokens = match.replies("translate", "French", "a recipe")
    seconds = match.latencies("translate", "French", "a recipe")
    items = [
        *[["custom", ["French", token]] for token in (*tokens, "(end)")],
        ["updates", {"French": {"languages": ["French"]}}],
    ]
    match.expect_notes("item", items, near=r"\bput")
    moments = [sum(seconds[:count]) for count in (1, 2, 3)]
    match.expect_note_times("item", [*moments, moments[-1], moments[-1]])
    match.expect_clean()


@check(part=2, title="two readers of one graph, each with the tokens of their own text")
async def test_two_readers(play):
    texts = ["a recipe", "a label"]
    match = await play(two_readers, language="French", texts=texts)
    match.expect_result([[*match.replies("translate", "French", text), "(end)"] for text in texts])
    match.expect_clean()


@check(part=3, title="what a plain node writes in its thread comes when it is written")
async def test_plain_node(play):
    match = await play(read_a_plain_node, text="a recipe")
    first, second = [match.latency("look_up_term", "a recipe", number) for number in range(2)]
    terms = [match.reply("look_up_term", "a recipe", number) for number in range(2)]
    match.expect_notes("item", [*[["custom", term] for term in terms], ["updates", {"terms": {"terms": 2}}]])
    match.expect_note_times("item", [first, first + second, first + second])
    match.expect_clean()


@check(part=4, title="a node fails: its two tokens come, then its error, and the other node has ended")
async def test_failure(play):
    match = await play(
        read_the_stream,
        languages=["French", "German"],
        text="an opera",
        latency={"translate": lambda language, text: 0.4 if language == "German" else 0.9},
    )
    match.expect_error("ModelDown")
    german, french = [match.replies("translate", language, "an opera") for language in ("German", "French")]
    written = [["German", german[0]], ["German", german[1]], ["French", french[0]]]
    match.expect_notes("item", [["custom", chunk] for chunk in written])
    match.expect_note_times("item", [0.4, 0.8, 0.9])
    match.expect_cancelled("translate", exactly=1)
    match.expect_clean()
