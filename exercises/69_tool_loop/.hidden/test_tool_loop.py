"""Hidden checks of tool_loop. The model sees every message, so what it was asked tells what the tools' texts became."""

import asyncio

from grader.judge import check, helper, scenario, service

ROUNDS, TOOL_SECONDS = 4, 5.0
CLEANING_UP = {"weather": 0.1, "trains": 0.2, "hotels": 0.3}  # what a careful tool needs after it was cancelled
NEVER = 60.0  # simulated seconds: much longer than any tool may take


def calls_of(*wanted):
    """Tool calls. The id of each has its first argument in it."""
    return [
        {"id": f"{name}_{next(iter(arguments.values()))}", "name": name, "arguments": arguments}
        for name, arguments in wanted
    ]


COMO = calls_of(
    ("weather", {"city": "Como"}), ("trains", {"start": "Milan", "end": "Como"}), ("hotels", {"city": "Como"})
)
TURIN = calls_of(("hotels", {"city": "Turin"}), ("weather", {"city": "Turin"}))
# What the model asks for, round by round, before it answers.
PLANS = {
    "hello": [],
    "como": [COMO],
    "como, then turin": [COMO, TURIN],
    "two cities": [calls_of(("weather", {"city": "Bern"}), ("weather", {"city": "Genoa"}))],
    "three rounds": [COMO, TURIN, calls_of(("trains", {"start": "Turin", "end": "Como"}))],
    "restless": [calls_of(("weather", {"city": f"town {number}"})) for number in range(3 * ROUNDS)],
    "fails": [
        calls_of(("weather", {"city": "Atlantis"}), ("hotels", {"city": "Atlantis"}), ("weather", {"city": "Bern"}))
    ],
    "breaks": [calls_of(("hotels", {"city": "Bern"}), ("trains", {"start": "Bern", "end": "the moon"}))],
    "unknown": [calls_of(("ferries", {"start": "Bari"}), ("hotels", {"city": "Bari"}))],
    "misused": [calls_of(("weather", {"city": "Bari", "units": "C"}), ("hotels", {"city": "Bari"}))],
    "silent": [calls_of(("hotels", {"city": "Rome"}), ("weather", {"city": "Rome"}))],
    "all silent": [calls_of(("hotels", {"city": "Rome"}), ("trains", {"start": "Rome", "end": "Rome"}))],
}


@service(latency=(0.4, 0.9))
def ask_model(call, messages):
    answered = {message["id"] for message in messages if message["role"] == "tool"}
    asked = [one["id"] for message in messages for one in message.get("tool_calls", ())]
    missing = [one for one in asked if one not in answered]
    if missing:
        raise call.error(
            "BadRequest", f"'tool_calls' must be followed by a tool message for each id; missing: {', '.join(missing)}"
        )
    plan = PLANS[messages[0]["text"]]
    number = sum(message["role"] == "assistant" for message in messages)
    if number < len(plan):
        return {"role": "assistant", "text": "", "tool_calls": plan[number]}
    return {"role": "assistant", "text": f"so it is {call.word}", "tool_calls": []}


@service(latency=(0.6, 1.4))
def weather(call, city):
    if city == "Atlantis":
        raise call.error("ToolDown", f"no station, says {call.word}")
    return f"{call.word} in {city}"


@service(latency=lambda start, end: NEVER if start == end else 1.8317)
def trains(call, start, end):
    if end == "the moon":
        raise call.error("KeyError", f"platform {call.word}")
    return f"{start} {call.word} {end}"


@service(latency=lambda city: NEVER if city == "Rome" else 2.2713)
def hotels(call, city):
    return f"{call.number(2, 90)} rooms, {call.word}"


FAILS = {  # the calls that go wrong, and what the model should find in the text (None: what the tool said)
    "fails": {"weather_Atlantis": None},
    "breaks": {"trains_Bern": None},
    "unknown": {"ferries_Bari": "ferries"},
    "misused": {"weather_Bari": "units"},
    "silent": {"hotels_Rome": ""},
    "all silent": {"hotels_Rome": "", "trains_Rome": ""},
}
NEVER_BEGUN = ("ferries_Bari", "weather_Bari")


@helper
def tools_of(services, careful=None):
    tools = {"weather": services.weather, "trains": services.trains, "hotels": services.hotels}
    return {name: careful(name, tool) for name, tool in tools.items()} if careful else tools


@scenario
async def one_answer(kata, services, question):
    return await kata.answer(question, tools_of(services))


@scenario
async def two_answers(kata, services, questions):
    return await asyncio.gather(*[kata.answer(question, tools_of(services)) for question in questions])


@scenario
async def caller_gives_up(kata, note, services, question, limit, cleaning):
    def careful(name, ask):
        async def tool(**arguments):
            try:
                return await ask(**arguments)
            except asyncio.CancelledError:
                await asyncio.sleep(cleaning[name])  # gives its connection back
                note("cleaned up", name)
                raise

        return tool

    async with asyncio.timeout(limit):
        return await kata.answer(question, tools_of(services, careful))


def expected_text(match, question, call):
    """What the tool says; for one that fails: what has to be in the text."""
    wanted = FAILS.get(question, {}).get(call["id"], "a result")
    if wanted in (None, "a result"):
        said = match.reply(call["name"], *call["arguments"].values())
        return said.partition(": ")[2] if wanted is None else said
    return wanted


class Talk:
    """What the model is told in the course of an answer, and how long everything takes."""

    def __init__(self, match, question):
        self.seconds, self.messages = 0.0, [{"role": "user", "text": question}]
        whole = {call["id"] for calls in PLANS[question] for call in calls}
        for call in match.calls("ask_model"):
            if call.args["messages"][:1] == self.messages:
                strange = {message["id"] for message in call.args["messages"] if message["role"] == "tool"} - whole
                match.expect(
                    not strange,
                    f"Asked about {question!r}, the model was told about {', '.join(sorted(strange))}: that belongs to "
                    "another question.",
                    mistake="shared-state",
                    function="answer",
                )
        asked = [call for call in match.calls("ask_model") if call.args["messages"][:1] == self.messages]
        plan = PLANS[question]
        for number in range(len(plan) + 1):
            if number < len(asked):
                self.compare(match, question, asked[number], plan[number - 1] if number else [])
            self.seconds += match.latency("ask_model", self.messages)
            if number < len(plan):
                self.messages = [*self.messages, match.reply("ask_model", self.messages)]
                self.seconds += max(self.seconds_of(match, question, call) for call in plan[number])
                for call in plan[number]:
                    self.messages.append(self.tool_message(match, question, call))
        self.asked = number + 1
        self.text = match.reply("ask_model", self.messages)["text"]

    def seconds_of(self, match, question, call):
        if call["id"] in FAILS.get(question, {}) and call["id"] in NEVER_BEGUN:
            return 0.0
        return min(match.latency(call["name"], *call["arguments"].values()), TOOL_SECONDS)

    def tool_message(self, match, question, call):
        return {"role": "tool", "id": call["id"], "text": expected_text(match, question, call)}

    def compare(self, match, question, asked, plan):
        """Compare what the model was told with what it should have been told, and take over the texts of failures."""
        seen = asked.args["messages"]
        for call in plan:
            said = [message for message in seen if message.get("id") == call["id"]]
            match.expect(
                len(said) == 1,
                f"The model was told {len(said)} times what {call['name']} (id {call['id']}) says.",
                mistake="error-swallowed" if not said else "called-too-often",
                at=asked.at,
            )
            text = said[0].get("text")
            wanted = expected_text(match, question, call)
            ran = [one for one in match.calls(call["name"]) if one.args == call["arguments"]]
            where = {"at": ran[0].at} if ran else {"function": "run"}
            if call["id"] not in FAILS.get(question, {}):
                match.expect(
                    not (str(text).startswith("error") and any(one.outcome == "answered" for one in ran)),
                    f"{call['name']} had found something in time, and the model was told {text!r}.",
                    mistake="gave-up-too-soon",
                    function="answer",
                    near="timeout|wait_for",
                )
                continue
            match.expect(
                isinstance(text, str) and text.lower().startswith("error"),
                f"The model was told {text!r} by {call['name']}, and cannot see that it has failed: "
                "the text of a failure begins with `error:`.",
                mistake="error-as-answer",
                **where,
            )
            match.expect(
                wanted in text,
                f"The model was told {text!r} by {call['name']}. It cannot see what went wrong: {wanted!r}.",
                mistake="unhelpful-error",
                **where,
            )
            for message in self.messages:
                if message.get("id") == call["id"]:
                    message["text"] = text
        order = [message.get("id") for message in seen if message.get("role") == "tool"][-len(plan) or None :]
        match.expect(
            not plan or order == [call["id"] for call in plan],
            f"The model was told about {', '.join(map(str, order))}: it had asked in another order.",
            mistake="wrong-order",
            function="answer",
        )
        match.expect(
            seen == self.messages,
            f"The model was told {seen!r}. It should have been told {self.messages!r}.",
            mistake="wrong-answer",
            at=asked.at,
        )


def one_deadline_each(match):
    """None of these tools was cut off while it could still answer, and none waited much longer."""
    for call in match.calls():
        if call.name in ("weather", "trains", "hotels"):
            end = match.seconds if call.end is None else call.end
            late = end - call.start - TOOL_SECONDS
            match.expect(
                late <= match.tolerance,
                f"{call.name} was waited for {end - call.start:.4g} s (simulated); it has {TOOL_SECONDS:g} s.",
                mistake="no-deadline" if call.outcome == "answered" else "not-cancelled",
                at=call.at,
            )
            match.expect(
                call.outcome != "cancelled" or abs(late) <= match.tolerance,
                f"{call.name} was cancelled after {end - call.start:.4g} s, although it had {TOOL_SECONDS:g} s.",
                mistake="cancelled-too-much",
                at=call.at,
            )


async def answered(play, question):
    match = await play(one_answer, question=question)
    match.expect_calls("ask_model", at_least=1)
    talk = Talk(match, question)
    match.expect_calls("ask_model", exactly=talk.asked)
    match.expect_result(talk.text)
    match.expect_seconds(talk.seconds)
    match.expect_clean()


# ---- 1: together ---------------------------------------------------------------------------------


@check(part=1, title="three tools of one reply are waited for together")
async def test_together(play):
    await answered(play, "como")


@check(part=1, title="a second reply asks for tools again")
async def test_two_rounds(play):
    await answered(play, "como, then turin")


@check(part=1, title="one tool is asked for twice in one reply")
async def test_one_tool_twice(play):
    await answered(play, "two cities")


@check(part=1, title="a reply without tool calls is the answer")
async def test_no_tools(play):
    await answered(play, "hello")


@check(part=1, title="two people ask at the same time")
async def test_two_people(play):
    questions = ["como", "two cities"]
    match = await play(two_answers, questions=questions)
    talks = [Talk(match, question) for question in questions]
    match.expect_result([talk.text for talk in talks])
    match.expect_seconds(max(talk.seconds for talk in talks))
    match.expect_clean()


# ---- 2: what goes wrong --------------------------------------------------------------------------


@check(part=2, title="a tool fails, and the model hears of it beside what the others found")
async def test_fails(play):
    await answered(play, "fails")


@check(part=2, title="a tool raises something that is not its own kind of error")
async def test_breaks(play):
    await answered(play, "breaks")


@check(part=2, title="the model asks for a tool that does not exist")
async def test_unknown(play):
    await answered(play, "unknown")


@check(part=2, title="the model gives a tool arguments that it does not take")
async def test_misused(play):
    await answered(play, "misused")


# ---- 3: deadlines --------------------------------------------------------------------------------


async def answered_in_time(play, question):
    match = await play(one_answer, question=question)
    if match.error is None:
        match.expect_nothing_left()
        one_deadline_each(match)
    elif match.error.type == "TimeoutError":
        match.expect_error("TimeoutError")
        match.expect(
            False,
            "A TimeoutError ended the whole answer. A tool that is late is a message, and what the others found is "
            "still good.",
            mistake="gave-up-too-soon",
            at=match.error.place,
        )
    talk = Talk(match, question)
    match.expect_result(talk.text)
    match.expect_seconds(talk.seconds)
    match.expect_clean()


@check(part=3, title="a tool is silent; the model hears that, and what the other one found")
async def test_silent(play):
    await answered_in_time(play, "silent")


@check(part=3, title="two silent tools cost one deadline, not two")
async def test_all_silent(play):
    await answered_in_time(play, "all silent")


# ---- 4: rounds -----------------------------------------------------------------------------------


@check(part=4, title="an answer to the last question that is allowed is an answer")
async def test_just_enough(play):
    await answered(play, "three rounds")


@check(part=4, title="a model that asks for tools without end is stopped")
async def test_restless(play):
    match = await play(one_answer, question="restless")
    asked = match.calls("ask_model")
    if match.error is None:
        match.expect(
            len(asked) <= ROUNDS,
            f"The model was asked {len(asked)} times for one answer; {ROUNDS} times are allowed.",
            mistake="called-too-often",
            at=asked[-1].at if asked else None,
        )
    match.expect_error("TooManyRounds")
    match.expect_calls("ask_model", exactly=ROUNDS)
    ran = match.calls("weather")
    match.expect(
        len(ran) < ROUNDS,
        f"The model was asked {ROUNDS} times, and the tools of its last reply were run too. Nothing reads what they say.",
        mistake="called-too-often",
        function="answer",
        near=r"create_task|gather|run\(",
    )
    match.expect_calls("weather", exactly=ROUNDS - 1)
    match.expect_clean()


# ---- 5: giving up --------------------------------------------------------------------------------


@check(part=5, title="the caller's deadline ends the tools, clean-up included")
async def test_gives_up(play):
    match = await play(caller_gives_up, question="como", limit=1.3137, cleaning=CLEANING_UP)
    match.expect_error("TimeoutError")
    match.expect_cancelled_tasks_ended()
    flying = [call for call in match.calls() if call.name != "ask_model" and call.outcome != "answered"]
    if any(call.outcome != "cancelled" for call in flying):
        match.expect_nothing_left()
    for call in flying:
        match.expect(
            call.outcome == "cancelled" and call.end <= 1.3137 + match.tolerance,
            f"{call.name} went on after the caller had given up.",
            mistake="not-cancelled",
            function="answer",
        )
    cleaned = sorted(name for when, name in match.notes("cleaned up") if when <= match.seconds)
    match.expect(
        cleaned == sorted(call.name for call in flying),
        f"Cleaned up when the caller went on: {', '.join(cleaned) or 'none'}; "
        f"begun: {', '.join(call.name for call in flying)}.",
        mistake="cancel-not-awaited",
        function="answer",
        near=r"gather\(|create_task\(|\bwait\(|\.cancel\(",
    )
    match.expect_seconds(1.3137 + max(CLEANING_UP[call.name] for call in flying))
    match.expect_calls("ask_model", exactly=1)
    for name in ("weather", "trains", "hotels"):
        match.expect_calls(name, exactly=1)
    match.expect_clean()
