"""Visible checks: read them, and `nox -s grade -- 71` plays them."""

import asyncio

from grader.judge import check, scenario, service

WORDS = 5  # the second one ends a sentence; the last three are never finished with a full stop
PAUSE = 0.7  # seconds that the reader takes for a token


@service(latency=(0.2, 0.5))
def next_token(call, question, text):
    written = len(text.split())
    return None if written == WORDS else f"{call.word}{'.' if written == 1 else ''} "


@service(latency=(1.0, 2.0))
def say(call, sentence):
    return None


def the_model(match, pause=0.0):
    """All tokens of the answer, when each of them is written, and when it is known that there are no more."""
    tokens, moments, now = [], [], 0.0
    while len(tokens) < WORDS:
        now += match.latency("next_token", "vase", "".join(tokens))
        tokens.append(match.reply("next_token", "vase", "".join(tokens)))
        moments.append(now)
        now += pause
    return tokens, moments, now + match.latency("next_token", "vase", "".join(tokens))


def two_sentences(tokens):
    return ["".join(tokens[:2]).strip(), "".join(tokens[2:]).strip()]


@scenario
async def read_tokens(kata, note, question, pause):
    stream = kata.tokens(question)
    async for token in stream:
        note("token", token)
        await asyncio.sleep(pause)


@scenario
async def read_sentences(kata, note, services, question):
    async def model():
        text = ""
        while (token := await services.next_token(question, text)) is not None:
            text += token
            yield token

    async for sentence in kata.sentences(model()):
        note("sentence", sentence)


@scenario
async def visit(kata, question):
    return await kata.guide(question)


@check(part=1, title="each of five tokens is written when it is asked for, and then comes at once")
async def test_tokens(play):
    match = await play(read_tokens, question="vase", pause=PAUSE)
    tokens, moments, end = the_model(match, PAUSE)
    match.expect_notes("token", tokens)
    at_once = match.notes("token")[0][0] <= moments[0] + match.tolerance
    for call, moment in zip(match.calls("next_token")[1:], moments, strict=False):
        match.expect(
            not at_once or call.start >= moment + PAUSE - match.tolerance,
            f"The model was asked for another token after {call.start:.4g} s (simulated), and the reader wanted it "
            f"after {moment + PAUSE:.4g} s.",
            mistake="ran-ahead",
            function="tokens",
        )
    match.expect_note_times("token", moments)
    match.expect_seconds(end)
    match.expect_clean()


@check(part=2, title="the first sentence comes with its full stop, and the rest at the end")
async def test_sentences(play):
    match = await play(read_sentences, question="vase")
    tokens, moments, end = the_model(match)
    match.expect_notes("sentence", two_sentences(tokens))
    match.expect_note_times("sentence", [moments[1], end])
    match.expect_clean()


@check(part=3, title="the first sentence is said before the model writes on")
async def test_guide(play):
    match = await play(visit, question="vase")
    tokens, moments, end = the_model(match)
    first, rest = two_sentences(tokens)
    match.expect_order("say", [first, rest])
    match.expect(
        match.calls("say")[0].start <= moments[1] + match.tolerance,
        f"The first sentence was complete after {moments[1]:.4g} s (simulated), and it was said later.",
        mistake="buffered-stream",
        function="guide",
    )
    match.expect_result(f"{first} {rest}")
    match.expect_calls("next_token", exactly=WORDS + 1)
    match.expect_seconds(end + match.latency("say", first) + match.latency("say", rest), in_turn=True)
    match.expect_clean()
