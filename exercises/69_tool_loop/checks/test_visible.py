"""A visible check: read it, and `nox -s grade -- 69` plays it. It asks for less than the hidden ones do."""

from grader.judge import About, check, scenario, service

WANTED = [
    {"id": "call_1", "name": "weather", "arguments": {"city": "Como"}},
    {"id": "call_2", "name": "hotels", "arguments": {"city": "Como"}},
]


@service(latency=(0.4, 0.9))
def ask_model(call, messages):
    if len(messages) == 1:
        return {"role": "assistant", "text": "", "tool_calls": WANTED}
    return {"role": "assistant", "text": f"so it is {call.word}", "tool_calls": []}


@service(latency=(0.6, 1.4))
def weather(call, city):
    return f"{call.word} in {city}"


@service(latency=(0.6, 1.4))
def hotels(call, city):
    if city == "Como":
        raise call.error("ToolDown", f"closed for {call.word}")
    return f"rooms in {city}"


@scenario
async def one_answer(kata, services, question):
    return await kata.answer(question, {"weather": services.weather, "hotels": services.hotels})


@check(part=2, title="two tools run together, and one of them fails")
async def test_two_tools(play):
    match = await play(one_answer, question="a day in Como")
    match.expect_calls("ask_model", exactly=2)
    match.expect_peak("weather", 1)
    match.expect(
        match.calls("hotels")[0].start == match.calls("weather")[0].start,
        "The two tools did not start together.",
        about=About.PEAK_TOO_LOW,
    )
    told = match.calls("ask_model")[1].args["messages"][-2:]
    match.expect(
        [message["id"] for message in told] == ["call_1", "call_2"],
        f"The last two messages were {told}.",
        mistake="wrong-order",
        function="answer",
    )
    reason = match.reply("hotels", "Como").partition(": ")[2]
    match.expect(reason in told[1]["text"], f"The model was told {told[1]['text']!r}. It should hear: {reason!r}.")
    match.expect_clean()
