"""Visible checks: read them, and `nox -s grade -- 66` plays them."""

import asyncio

from grader.judge import check, scenario, service


@service(latency=(0.2, 0.9), fresh=True)
def ask_model(call, question):
    if question.startswith("illegible"):
        raise call.error("BadQuestion", f"400 {call.word}")
    if question.startswith("unlucky") or (question.startswith("late") and call.attempt == 0):
        after = ", retry after 5.2 s" if question.startswith("late") else ""
        raise call.error("TryLater", f"429 {call.word}{after}")
    return f"{question} is {call.word}"


@scenario
async def ask_all(kata, places, questions, within):
    client = kata.Client(places)
    return await asyncio.gather(*[client.ask(question, within) for question in questions])


@scenario
async def ask_and_say_how_it_ended(kata, note, question, within):
    try:
        await kata.Client(3).ask(question, within)
        note("ended with", "an answer")
    except Exception as error:
        note("ended with", type(error).__name__)


@check(part=1, title="the model says when to come back, and answers then")
async def test_it_comes_back(play):
    match = await play(ask_all, places=3, questions=["late claim"], within=60)
    first, second = match.calls("ask_model")[:2]
    pause = second.start - first.end
    match.expect(
        pause >= 5.2 - match.tolerance,
        f"The model had said: retry after 5.2 s. It was asked again after {pause:.2f} s (simulated).",
        mistake="retry-too-soon",
        late=(second, 0.0),
    )
    match.expect_result([match.reply("ask_model", "late claim", attempt=1)])
    match.expect_clean()


@check(part=1, title="what the model cannot read is asked once")
async def test_bad_question(play):
    match = await play(ask_all, places=3, questions=["illegible claim"], within=60)
    match.expect_error("BadQuestion")
    calls = match.calls("ask_model")
    match.expect(len(calls) == 1, f"It was asked {len(calls)} times.", mistake="retried-in-vain", late=(calls[-1], 0.0))


@check(part=2, title="forty callers are told the same seconds, and do not come back at one moment")
async def test_crowd(play):
    questions = [f"late claim {number}" for number in range(40)]
    match = await play(ask_all, places=40, questions=questions, within=60, latency={"ask_model": 0.5})
    match.expect_calls("ask_model", exactly=80)
    match.expect_rate("ask_model", 15, 0.05, since=0.25, mistake="no-jitter")
    match.expect_clean()


@check(part=3, title="the model refuses each time: one deadline for all tries and pauses")
async def test_deadline(play):
    match = await play(ask_and_say_how_it_ended, question="unlucky claim", within=5.7)
    match.expect_deadline(5.7)
    match.expect_notes("ended with", ["TimeoutError"])
    match.expect_clean()


@check(part=4, title="one place: while one caller pauses, the next one is served")
async def test_place_is_free_in_a_pause(play):
    match = await play(ask_all, places=1, questions=["late claim", "claim"], within=60)
    first, second = match.calls("ask_model")[:2]
    match.expect_peak("ask_model", 1)
    match.expect(
        second.first == "claim" and second.start <= first.end + match.tolerance,
        f"The first caller began its pause after {first.end:.2f} s (simulated), and the place was not free.",
        mistake="held-while-waiting",
        function="Client.ask",
        at=next((span.at for span in match.waits("sleep") if span.start >= first.end - match.tolerance), None),
    )
    match.expect_clean()
