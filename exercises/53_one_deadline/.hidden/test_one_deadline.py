"""Hidden checks: the large model has a second, everything has three, and others have deadlines too."""

import asyncio

from grader.judge import check, scenario, service

FIRST, TOTAL = 1.0, 3.0
QUESTION = "what makes the tides"
SLOW = (4.5, 6.5)  # longer than any caller waits


@service(latency=(0.35, 0.55))
def load_notes(call, question):
    return f"notes {call.word}"


@service(latency=(0.7, 0.9))  # with the notes it is longer than FIRST
def ask_large(call, prompt):
    return f"large {call.word}"


@service(latency=(0.5, 0.9))
def ask_small(call, prompt):
    return f"small {call.word}"


def prompt(match):
    return f"{QUESTION}? {match.reply('load_notes', QUESTION)}"


def gave_up(match, deadline):
    """A TimeoutError came out, when the deadline struck and not before."""
    if match.error is None:  # then an answer that came too late says more than a missing error
        match.expect_deadline(deadline)
    match.expect_error("TimeoutError")
    match.expect_deadline(deadline)
    match.expect_seconds(at_least=deadline)


@scenario
async def answered(kata, question):
    return await kata.answer(question)


@scenario
async def answered_within(kata, question, limit):
    async with asyncio.timeout(limit):
        return await kata.answer(question)


@scenario
async def window_closed(kata, note, question, after):
    chat = asyncio.create_task(kata.answer(question))
    await asyncio.sleep(after)
    chat.cancel()
    await asyncio.wait([chat])
    if not chat.cancelled():
        chat.result()
    note("the chat", "cancelled" if chat.cancelled() else "came to an end")


@check(part=1, title="the large model is in time, and no other model is asked")
async def test_in_time(play):
    match = await play(answered, question=QUESTION)
    match.expect_result(match.reply("ask_large", prompt(match)))
    match.expect_calls("ask_small", exactly=0)
    match.expect_seconds(
        match.latency("load_notes", QUESTION) + match.latency("ask_large", prompt(match)), in_turn=True
    )
    match.expect_clean()


@check(part=1, title="the large model is late: it is let go after a second, and the small one answers")
async def test_late(play):
    match = await play(answered, question=QUESTION, latency={"ask_large": SLOW})
    match.expect_cancelled("ask_large", exactly=1)
    match.expect_result(match.reply("ask_small", prompt(match)))
    waited = match.latency("load_notes", QUESTION) + FIRST + match.latency("ask_small", prompt(match))
    match.expect_seconds(waited, in_turn=True)
    match.expect_clean()


@check(part=2, title="both models are late: TimeoutError after three seconds, the notes included")
async def test_both_late(play):
    match = await play(answered, question=QUESTION, latency={"ask_large": SLOW, "ask_small": SLOW})
    gave_up(match, TOTAL)
    match.expect_cancelled("ask_large", exactly=1)
    match.expect_cancelled("ask_small", exactly=1)
    match.expect_clean()


@check(part=2, title="the notes are late: TimeoutError after three seconds, and no model is asked")
async def test_notes_late(play):
    match = await play(answered, question=QUESTION, latency={"load_notes": SLOW})
    gave_up(match, TOTAL)
    match.expect_cancelled("load_notes", exactly=1)
    match.expect_calls("ask_large", exactly=0)
    match.expect_clean()


@check(part=2, title="the notes leave half a second: the deadline passes before the second of the large model is over")
async def test_little_is_left(play):
    match = await play(answered, question=QUESTION, latency={"load_notes": (2.4, 2.6), "ask_large": SLOW})
    gave_up(match, TOTAL)
    match.expect_calls("ask_small", exactly=0)
    match.expect_clean()


@check(part=3, title="the caller's own deadline passes first")
async def test_callers_deadline(play):
    match = await play(answered_within, question=QUESTION, limit=0.65, latency={"ask_large": SLOW})
    gave_up(match, 0.65)
    match.expect_calls("ask_small", exactly=0)
    match.expect_clean()


@check(part=3, title="the window is closed: everything ends, and the cancellation reaches the caller")
async def test_window_closed(play):
    match = await play(window_closed, question=QUESTION, after=2.0, latency={"ask_large": SLOW, "ask_small": SLOW})
    match.expect_notes("the chat", ["cancelled"])
    match.expect_seconds(2.0, in_turn=True)
    match.expect_cancelled("ask_large", exactly=1)
    match.expect_cancelled("ask_small", exactly=1)
    match.expect_clean()
