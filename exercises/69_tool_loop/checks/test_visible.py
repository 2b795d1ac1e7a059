"""Visible checks: read them, and `nox -s grade -- 69` plays them. They ask for less than the hidden ones do."""

import asyncio

from grader.judge import About, check, scenario, service


def wants(*tools):
    """The model's calls of these tools, for one city each."""
    return [
        {"id": f"call_{number}_{tool}", "name": tool, "arguments": {"city": city}}
        for number, (tool, city) in enumerate(tools)
    ]


PLANS = {  # what the model asks for, round by round, before it answers
    "two rounds": [wants(("weather", "Oslo")), wants(("hotels", "Bergen"))],
    "together": [wants(("weather", "Lucca"), ("hotels", "Lucca"))],
    "closed": [wants(("weather", "Pisa"), ("hotels", "a ghost town"))],
    "no answer": [wants(("hotels", "Siena"))],
    "curious": [wants(("weather", f"village {number}")) for number in range(9)],
}


@service(latency=(0.4, 0.9))
def ask_model(call, messages):
    number = sum(message["role"] == "assistant" for message in messages)
    plan = PLANS[messages[0]["text"]]
    if number < len(plan):
        return {"role": "assistant", "text": "", "tool_calls": plan[number]}
    return {"role": "assistant", "text": f"so it is {call.word}", "tool_calls": []}


@service(latency=(0.6, 1.4))
def weather(call, city):
    return f"{call.word} in {city}"


@service(latency=lambda city: 40.0 if city == "Siena" else 1.7319)
def hotels(call, city):
    if city == "a ghost town":
        raise call.error("ToolDown", f"closed for {call.word}")
    return f"rooms in {city}"


@scenario
async def one_answer(kata, services, question):
    return await kata.answer(question, {"weather": services.weather, "hotels": services.hotels})


@scenario
async def a_caller_who_gives_up(kata, services, question, limit):
    async with asyncio.timeout(limit):
        return await kata.answer(question, {"weather": services.weather, "hotels": services.hotels})


def told(match, question):
    """What tools have told the model by its last question, in order."""
    match.expect_calls("ask_model", exactly=len(PLANS[question]) + 1)
    return [message for message in match.calls("ask_model")[-1].args["messages"] if message["role"] == "tool"]


@check(part=1, title="a tool in each of two rounds, and then the answer")
async def test_two_rounds(play):
    match = await play(one_answer, question="two rounds")
    texts = [message["text"] for message in told(match, "two rounds")]
    match.expect(
        texts == [match.reply("weather", "Oslo"), match.reply("hotels", "Bergen")], f"The model was told {texts}."
    )
    match.expect_result(match.reply("ask_model", match.calls("ask_model")[-1].args["messages"])["text"])
    match.expect_clean()


@check(part=1, title="two tools of one round run together")
async def test_together(play):
    match = await play(one_answer, question="together")
    ids = [message["id"] for message in told(match, "together")]
    match.expect(
        ids == [call["id"] for call in PLANS["together"][0]],
        f"The model was told about {ids}.",
        mistake="wrong-order",
        function="answer",
    )
    match.expect(
        match.calls("hotels")[0].start == match.calls("weather")[0].start,
        "The two tools did not start together.",
        about=About.PEAK_TOO_LOW,
    )
    match.expect_clean()


@check(part=2, title="one of two tools fails, and the model hears why")
async def test_failure(play):
    match = await play(one_answer, question="closed")
    weather_told, hotels_told = told(match, "closed")
    reason = match.reply("hotels", "a ghost town").partition(": ")[2]
    match.expect(
        weather_told["text"] == match.reply("weather", "Pisa"), f"The model was told {weather_told['text']!r}."
    )
    match.expect(
        reason in hotels_told["text"], f"The model was told {hotels_told['text']!r}. It should hear: {reason!r}."
    )
    match.expect_clean()


@check(part=3, title="a tool that takes 40 seconds is not waited for")
async def test_slow_tool(play):
    match = await play(one_answer, question="no answer")
    match.expect_cancelled("hotels", 1)
    told(match, "no answer")
    match.expect(
        match.calls("ask_model")[1].start
        <= match.latency("ask_model", [{"role": "user", "text": "no answer"}]) + 5.001,
        f"The model was asked again after {match.calls('ask_model')[1].start:.4g} s (simulated). A tool has 5 s.",
        mistake="no-deadline",
        function="run",
    )
    match.expect_clean()


@check(part=4, title="a model that asks on and on is stopped after four questions")
async def test_too_many_rounds(play):
    match = await play(one_answer, question="curious")
    match.expect_error("TooManyRounds")
    match.expect_calls("ask_model", 4)
    match.expect_clean()


@check(part=5, title="the caller gives up while two tools run: both are cancelled")
async def test_caller_gives_up(play):
    match = await play(a_caller_who_gives_up, question="together", limit=0.9731)
    match.expect_error("TimeoutError")
    match.expect_cancelled("weather", 1)
    match.expect_cancelled("hotels", 1)
    match.expect_clean()
