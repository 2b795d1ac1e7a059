"""Hidden checks: when each caller came back, that many do not come in one instant, and that a pause holds no place."""

import asyncio
import re
from itertools import pairwise

from grader.judge import check, scenario, service

TRIES, FIRST, MOST = 6, 1.0, 8.0
ANSWERS = 0.5  # seconds of a reply, if all callers shall be refused in one instant


@service(latency=(0.2, 0.9), fresh=True)
def ask_model(call, question):
    """What stands in brackets is how often the model refuses this question, and how: "[429 x2, 3.7 s] claim"."""
    refused = re.match(r"\[(\d+) x(\d+)(?:, ([\d.]+) s)?\]", question)
    if refused and call.attempt < int(refused[2]):
        status, seconds = refused[1], refused[3]
        if status == "400":
            raise call.error("BadQuestion", f"400 Bad Request: {call.word}")
        after = f", retry after {seconds} s" if seconds else ""
        raise call.error("TryLater", f"{status} {call.word}{after}")
    return f"{question} is {call.word}"


def step(number):
    """The step of the pause before try `number`, in seconds: the second try is number 1."""
    return min(MOST, FIRST * 2 ** (number - 1))


def tries(match, question):
    return sorted((call for call in match.calls("ask_model") if call.first == question), key=lambda call: call.start)


def came_back_in_time(match, question, named=0.0):
    """No pause was shorter than the model had said, or longer than the step allows."""
    for number, (before, call) in enumerate(pairwise(tries(match, question)), 1):
        pause = call.start - before.end
        match.expect(
            pause >= named - match.tolerance,
            f"The model had said: retry after {named:g} s. It was asked again after {pause:.2f} s (simulated).",
            mistake="retry-too-soon",
            late=(call, 0.0),
        )
        latest = named + step(number)
        match.expect(
            pause <= latest + match.tolerance,
            f"The pause before try {number + 1} was {pause:.2f} s (simulated). It may be {latest:g} s at most.",
            late=(call, pause - latest),
        )


def refusals(match, question, count):
    """What the model said to the first tries, in words."""
    return [match.reply("ask_model", question, attempt=attempt).partition(": ")[2] for attempt in range(count)]


def was_answered(match, question, refused):
    match.expect_result(match.reply("ask_model", question, attempt=refused))
    match.expect_calls("ask_model", exactly=refused + 1)


@scenario
async def ask_once(kata, places, question, within):
    return await kata.Client(places).ask(question, within)


# ---- 1: what can be tried again --------------------------------------------------------------------


@check(part=1, title="the model answers at once; another time it names the seconds, twice, and then answers")
async def test_named_seconds(play):
    match = await play(ask_once, places=3, question="claim 16", within=60)
    was_answered(match, "claim 16", 0)
    match.expect_clean()
    question = "[429 x2, 3.7 s] claim 17"
    match = await play(ask_once, places=3, question=question, within=60)
    came_back_in_time(match, question, named=3.7)
    was_answered(match, question, 2)
    match.expect_clean()


@check(part=1, title="the model names no time, and answers at the second try")
async def test_no_time_named(play):
    question = "[503 x1] claim 18"
    match = await play(ask_once, places=3, question=question, within=60)
    was_answered(match, question, 1)
    came_back_in_time(match, question)
    match.expect_clean()


@check(part=1, title="a bad question is asked once, and its error reaches the caller")
async def test_bad_question(play):
    question = "[400 x9] claim ???"
    match = await play(ask_once, places=3, question=question, within=60)
    match.expect_error("BadQuestion")
    count = len(match.calls("ask_model"))
    match.expect(
        count == 1,
        f"The model could not read the question (BadQuestion), and was asked {count} times.",
        mistake="retried-in-vain",
        late=(match.calls("ask_model")[-1], 0.0),
    )
    match.expect_error("BadQuestion", saying=refusals(match, question, 1)[0])
    match.expect_clean()


@check(part=1, title="the model refuses six times: the last error reaches the caller, and it is not asked again")
async def test_the_last_try(play):
    question = "[503 x99] claim 19"
    match = await play(ask_once, places=3, question=question, within=90)
    match.expect_error("TryLater")
    match.expect_calls("ask_model", exactly=TRIES)
    match.expect_error("TryLater", saying=refusals(match, question, TRIES)[-1])
    last = tries(match, question)[-1].end
    match.expect_seconds(last, in_turn=True)
    match.expect_clean()


@scenario
async def two_give_up(kata, note, questions, after):
    client = kata.Client(5)
    tasks = [asyncio.create_task(client.ask(question, 60)) for question in questions]
    await asyncio.sleep(after)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    for task in tasks:
        note("cancelled", task.cancelled())


@check(part=1, title="callers who give up, in a pause or before the answer, end at once and ask no more")
async def test_callers_give_up(play):
    questions = ["[429 x5, 9.5 s] claim 20", "claim 21"]
    match = await play(two_give_up, questions=questions, after=4.0, latency={"ask_model": 3.3})
    match.expect_calls("ask_model", exactly=2)
    match.expect_notes("cancelled", [True, False])
    match.expect_seconds(4.0)
    match.expect_clean()
    match = await play(two_give_up, questions=questions, after=2.0, latency={"ask_model": 3.3})
    match.expect_cancelled("ask_model", exactly=2)
    match.expect_notes("cancelled", [True, True])
    match.expect_calls("ask_model", exactly=2)
    match.expect_seconds(2.0)
    match.expect_clean()


# ---- 2: not all at one moment ----------------------------------------------------------------------


@scenario
async def a_crowd(kata, questions, within):
    client = kata.Client(len(questions))
    return await asyncio.gather(*[client.ask(question, within) for question in questions])


def spread_out(match, questions):
    """Sixty callers spread over half a step of one second: six in any twentieth of it, more or less."""
    match.expect_rate("ask_model", 20, FIRST / 20, since=ANSWERS / 2, mistake="no-jitter")


@check(part=2, title="sixty callers are told the same seconds, and do not come back at one moment")
async def test_crowd_with_named_seconds(play):
    questions = [f"[429 x1, 20.5 s] claim {number}" for number in range(60)]
    match = await play(a_crowd, questions=questions, within=100, latency={"ask_model": ANSWERS})
    match.expect_result([match.reply("ask_model", question, attempt=1) for question in questions])
    for question in questions:
        came_back_in_time(match, question, named=20.5)
    spread_out(match, questions)
    match.expect_clean()


@check(part=2, title="sixty callers are refused five times without a time: they spread, and the pauses grow to 8 s")
async def test_crowd_without_a_time(play):
    questions = [f"[503 x5] claim {number}" for number in range(60)]
    match = await play(a_crowd, questions=questions, within=100, latency={"ask_model": ANSWERS})
    match.expect_result([match.reply("ask_model", question, attempt=5) for question in questions])
    spread_out(match, questions)
    for question in questions:
        came_back_in_time(match, question)
    for number in range(1, TRIES):
        each = [tries(match, question)[number - 1 : number + 1] for question in questions]
        before, call = max(each, key=lambda pair: pair[1].start - pair[0].end)
        longest = call.start - before.end
        match.expect(
            longest > step(number) / 2,
            f"Of 60 pauses before try {number + 1} the longest was {longest:.2f} s (simulated). "
            f"The step is {step(number):g} s by then.",
            mistake="retry-too-soon",
            late=(call, 0.0),
        )
    match.expect_clean()


# ---- 3: one deadline -------------------------------------------------------------------------------


@scenario
async def ask_and_say_how_it_ended(kata, note, question, within):
    try:
        await kata.Client(3).ask(question, within)
        note("ended with", "an answer")
    except Exception as error:
        note("ended with", type(error).__name__)


async def gave_up(play, question, within, **latency):
    match = await play(ask_and_say_how_it_ended, question=question, within=within, **latency)
    match.expect_deadline(within)
    match.expect_notes("ended with", ["TimeoutError"])
    match.expect_clean()
    return match


@check(part=3, title="refused again and again: the deadline is one for all tries and pauses")
async def test_deadline_over_all_tries(play):
    question = "[503 x99] claim 22"
    match = await gave_up(play, question, 6.5)
    match.expect_calls("ask_model", at_least=3)


@check(part=3, title="the model is silent")
async def test_deadline_and_a_silent_model(play):
    match = await gave_up(play, "claim 23", 3.5, latency={"ask_model": None})
    match.expect_seconds(3.5)
    match.expect_cancelled("ask_model", exactly=1)


@check(part=3, title="the next try may only come after the deadline")
async def test_deadline_in_a_pause(play):
    match = await gave_up(play, "[429 x1, 60.5 s] claim 24", 5.5)
    match.expect_calls("ask_model", exactly=1)


# ---- 4: a pause holds no place ---------------------------------------------------------------------


@scenario
async def several(kata, places, questions, within):
    client = kata.Client(places)
    return await asyncio.gather(*[client.ask(question, within) for question in questions])


@check(part=4, title="one place: while one caller pauses, the next one is served")
async def test_place_is_free_in_a_pause(play):
    questions = ["[429 x1, 9.5 s] claim 25", "claim 26", "claim 27"]
    match = await play(several, places=1, questions=questions, within=60)
    first, second, third = (tries(match, question)[0] for question in questions)
    match.expect_peak("ask_model", 1)
    pause = next((span.at for span in match.waits("sleep") if span.start >= first.end - match.tolerance), None)
    for before, call in ((first, second), (second, third)):
        match.expect(
            abs(call.start - before.end) < match.tolerance,
            f"The only place was free after {before.end:.2f} s (simulated), when the first caller began to pause. "
            f"{call.first!r} was asked only after {call.start:.2f} s."
            if before is first
            else f"{call.first!r} was asked {call.start - before.end:.2f} s after the place came free.",
            mistake="held-while-waiting",
            function="Client.ask",
            at=pause,
        )
    match.expect_result(
        [match.reply("ask_model", question, attempt=n) for n, question in zip((1, 0, 0), questions, strict=True)]
    )
    match.expect_clean()


@check(part=4, title="two places and eight callers: each try takes a place, the second one too")
async def test_each_try_takes_a_place(play):
    questions = [f"[429 x1, {number}.5 s] claim {number}" for number in (1, 1, 1, 1, 2, 2, 2, 2)]
    questions = [f"{question}.{number}" for number, question in enumerate(questions)]
    # So long an answer that anyone who comes back finds both places taken.
    match = await play(several, places=2, questions=questions, within=60, latency={"ask_model": 2.0})
    match.expect_peak("ask_model", 2)
    match.expect_result([match.reply("ask_model", question, attempt=1) for question in questions])
    match.expect_calls("ask_model", exactly=16)
    match.expect_clean()
