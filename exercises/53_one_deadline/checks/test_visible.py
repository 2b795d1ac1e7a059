"""Visible checks: read them, and `nox -s grade -- 53` plays them."""

import asyncio

from grader.judge import check, scenario, service

FIRST, TOTAL = 1.0, 3.0  # as in the stub
QUESTION = "why is the sky blue"


@service(latency=(0.6, 0.7))
def load_notes(call, question):
    return f"{call.word} on light"


@service(latency=(6.0, 7.0))
def ask_large(call, prompt):
    return f"a long answer, {call.word}"


@service(latency=(0.4, 0.8))
def ask_small(call, prompt):
    return f"in short: {call.word}"


@scenario
async def a_question(kata, question):
    return await kata.answer(question)


@scenario
async def a_window_is_closed(kata, note, question, after):
    chat = asyncio.create_task(kata.answer(question))
    await asyncio.sleep(after)
    chat.cancel()
    await asyncio.wait([chat])
    if not chat.cancelled():
        chat.result()
    note("the chat", "was cancelled" if chat.cancelled() else "was not cancelled")


def prompt(match):
    return f"{QUESTION}? {match.reply('load_notes', QUESTION)}"


@check(part=1, title="the large model answers within its second")
async def test_the_large_model_answers(play):
    match = await play(a_question, question=QUESTION, latency={"ask_large": (0.8, 0.9)})
    match.expect_result(match.reply("ask_large", prompt(match)))
    match.expect_calls("ask_small", exactly=0)
    match.expect_clean()


@check(part=1, title="the large model has a second, then the small one answers")
async def test_the_small_model_answers(play):
    match = await play(a_question, question=QUESTION)
    match.expect_cancelled("ask_large", exactly=1)
    match.expect_result(match.reply("ask_small", prompt(match)))
    notes, small = match.latency("load_notes", QUESTION), match.latency("ask_small", prompt(match))
    match.expect_seconds(notes + FIRST + small, in_turn=True)
    match.expect_clean()


@check(part=2, title="neither model answers: TimeoutError after three seconds")
async def test_neither_answers(play):
    match = await play(a_question, question=QUESTION, latency={"ask_small": (6.0, 7.0)})
    if match.error is None:
        match.expect_deadline(TOTAL)
    match.expect_error("TimeoutError")
    match.expect_deadline(TOTAL)
    match.expect_seconds(at_least=TOTAL)
    match.expect_clean()


@check(part=3, title="the window is closed while the small model is being asked")
async def test_a_window_is_closed(play):
    match = await play(a_window_is_closed, question=QUESTION, after=2.2, latency={"ask_small": (6.0, 7.0)})
    match.expect_notes("the chat", ["was cancelled"])
    match.expect_seconds(2.2, in_turn=True)
    match.expect_cancelled("ask_small", exactly=1)
    match.expect_clean()
