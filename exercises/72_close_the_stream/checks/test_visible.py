"""Visible checks: read them, and `nox -s grade -- 72` plays them."""

from grader.judge import check, scenario, service

DRAFT = ["two", "words", "\n", "three", "more", "words", "\n", "last"]


@service(latency=(0.1, 0.3))
def next_token(call, topic, position):
    if position == len(DRAFT):
        return None
    return "\n" if DRAFT[position] == "\n" else f"{DRAFT[position]}-{call.word} "


@service(latency=(0.5, 0.9))
def hang_up(call, topic):
    return None


def first_line(match):
    return f"{match.reply('next_token', 'ferry', 0)}{match.reply('next_token', 'ferry', 1)}".strip()


def read_and_hung_up(match, function, tokens):
    """The learner's code read so many tokens, and then hung up, before it came back."""
    read = sum(match.latency("next_token", "ferry", position) for position in range(tokens))
    match.expect_calls("next_token", exactly=tokens)
    match.expect(
        any(call.outcome == "answered" for call in match.calls("hang_up")),
        f"Nothing more was read of the draft after {read:.4g} s (simulated), and its line was not hung up.",
        mistake="stream-not-closed",
        function=function,
    )
    match.expect_calls("hang_up", exactly=1)
    match.expect_seconds(read + match.latency("hang_up", "ferry"), in_turn=True)
    match.expect_clean()


@scenario
async def the_headline(kata, topic):
    return await kata.headline(topic)


@scenario
async def one_numbered_line(kata, topic):
    stream = kata.numbered(topic)
    line = await anext(stream)
    await stream.aclose()
    return line


@scenario
async def one_line_of_a_page(kata, topic):
    stream = kata.page(topic)
    line = await anext(stream)
    await stream.aclose()
    return line


@scenario
async def the_whole_page(kata, topic):
    return ["END" if line == kata.END else line async for line in kata.page(topic)]


@check(part=1, title="the line is hung up when headline returns")
async def test_headline(play):
    match = await play(the_headline, topic="ferry")
    match.expect_result(first_line(match))
    read_and_hung_up(match, "headline", tokens=3)


@check(part=2, title="closing numbered() after a line hangs up")
async def test_numbered(play):
    match = await play(one_numbered_line, topic="ferry")
    match.expect_result(f"1. {first_line(match)}")
    read_and_hung_up(match, "numbered", tokens=3)


@check(part=3, title="closing page() after a line hangs up, and nothing more comes")
async def test_page(play):
    match = await play(one_line_of_a_page, topic="ferry")
    match.expect_result(f"1. {first_line(match)}")
    read_and_hung_up(match, "page", tokens=3)


@check(part=3, title="a page that is read in full ends with END")
async def test_whole_page(play):
    match = await play(the_whole_page, topic="ferry")
    words = f"The last thing that came of a complete page was {match.result[-1]!r}, and not END."
    match.expect(match.result[-1] == "END", words, mistake="wrong-answer", function="page")
    match.expect(len(match.result) == 4, f"Three lines and END should have come, and these came: {match.result!r}.")
    match.expect_clean()
