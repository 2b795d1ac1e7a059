"""Visible checks: read them, and `nox -s grade -- 31` plays them."""

import asyncio

from grader.judge import check, scenario, service

WAY = ["Which bus?", "How far is it?"]


@service(latency=(0.4, 1.2))
def call_model(call, question):
    return f"{call.word}!"


@service(latency=(0.4, 1.2))
def acall_model(call, question):
    return f"{call.word}!"


def reply(match, question):
    """What the graph said to a question, through whichever door it was asked; it was asked once."""
    asked = [call for call in match.calls() if call.args["question"] == question]
    match.expect(
        len(asked) == 1,
        f"The graph should be asked {question!r} once. It was asked {len(asked)} times.",
        mistake="called-too-often" if asked else "" if match.calls() else "answer-not-asked",
    )
    return match.reply(asked[0].name, question)


@scenario
def a_script(kata, questions):
    assistant = kata.Assistant()
    return [assistant.ask_from_script(question) for question in questions]


@scenario
async def a_pipeline(kata, question):
    return await kata.Assistant().run_pipeline(question)


@scenario
async def two_visitors(kata, questions):
    assistant = kata.Assistant()
    return await asyncio.gather(*[assistant.handle_request(question) for question in questions])


@scenario
async def a_cell(kata, question):
    return await kata.Assistant().notebook_cell(question)


@scenario
async def two_threads(kata, questions):
    ask = kata.Assistant().ask_from_thread
    return await asyncio.gather(*[asyncio.to_thread(ask, question) for question in questions])


@check(part=1, title="a script asks for the way, and asks again")
async def test_a_script(play):
    match = await play(a_script, questions=WAY)
    match.expect_all_awaited()
    match.expect_result([reply(match, question) for question in WAY])
    match.expect_loops_closed()
    match.expect_nothing_left()


@check(part=2, title="the pipeline asks for the way, and has the draft shortened")
async def test_a_pipeline(play):
    match = await play(a_pipeline, question="Which bus?")
    match.expect_clean()
    match.expect_result(reply(match, f"Shorten: {reply(match, 'Which bus?')}"))


@check(part=3, title="two visitors get their pages, as soon as each answer is there")
async def test_two_visitors(play):
    match = await play(two_visitors, questions=WAY)
    match.expect_clean()
    match.expect_peak(exactly=2)
    match.expect_result([{"status": 200, "answer": reply(match, question)} for question in WAY])


@check(part=4, title="a notebook cell asks for the way, in the loop of the notebook")
async def test_a_cell(play):
    match = await play(a_cell, question="Which bus?")
    match.expect_clean()
    match.expect_result(reply(match, "Which bus?"))


@check(part=5, title="two worker threads ask for the way")
async def test_two_threads(play):
    match = await play(two_threads, questions=WAY)
    match.expect_all_awaited()
    match.expect_result([reply(match, question) for question in WAY])
    match.expect_loop_free()
    match.expect_loops_closed()
