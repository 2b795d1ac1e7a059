"""Hidden checks of chat_endpoint: real uvicorn, real connections, and an agent whose services the judge plays."""

from grader.judge import About, service
from grader.live.stage import UVICORN, check

LIBRARIES = (
    "fastapi",
    "fastapi.telemetry._runtime",
    "langchain_core.messages.ai",
    "langchain_core.messages.human",
    *UVICORN,
)
VISITORS = 36  # more than asyncio's own pool has threads on any machine, less than FastAPI's


@service(latency=0.0)
def retrieve(call, question):
    return f"note {call.word}"


@service(latency=0.0)
def aretrieve(call, question):
    return f"note {call.word}"


@service(latency=0.0)
def draft(call, question, notes):
    if "overload" in question:
        raise call.error("ModelOverloaded", "the model is overloaded, try again later")
    return f"{call.word}, from {notes}"


@service(latency=0.0)
def adraft(call, question, notes):
    if "overload" in question:
        raise call.error("ModelOverloaded", "the model is overloaded, try again later")
    return f"{call.word}, from {notes}"


@service(latency=0.0)
def asummarize(call, text):
    return f"in short: {call.word}"


def answer(stage, question):
    """What the agent writes, by the door that was used."""
    door = "" if stage.calls("retrieve") else "a"
    return {"answer": stage.reply(f"{door}draft", question, stage.reply(f"{door}retrieve", question))}


def summary(stage, question):
    return {"summary": stage.reply("asummarize", question)}


async def ask(stage, server, path, question):
    return await stage.request(server, "POST", path, json_body={"question": question})


async def all_answered(stage, replies, questions, expected=answer):
    """Every reply is there, has status 200 and the answer to its own question."""
    await stage.ended(*replies)
    for reply in replies:
        if reply.status == 422 and "query" in reply.text:
            stage.expect(
                False,
                "The JSON body was not accepted: FastAPI looked for `question` in the address.",
                mistake="wrong-body",
                returned=f"status 422 {reply.text[:200]}",
                expected="status 200",
            )
        stage.expect_status(reply)
    for reply, question in zip(replies, questions, strict=True):
        stage.expect_equal(reply.json, expected(stage, question), f"{reply.sent} was answered with something else.")


async def one_first(stage, server, path="/chat", expected=answer):
    """A single visitor is served: what is wrong here is no question of overlap."""
    reply = await ask(stage, server, path, "a first question")
    await all_answered(stage, [reply], ["a first question"], expected)


# --- part 1 -------------------------------------------------------------------------------------------


@check(part=1, title="36 visitors wait together, and each gets the answer to their own question")
async def test_chat_overlaps(stage):
    server = await stage.serve("chat_endpoint:app")
    await one_first(stage, server)
    doors = [stage.hold("draft"), stage.hold("adraft")]
    questions = [f"question {number}" for number in range(VISITORS)]
    replies = await stage.together(*(ask(stage, server, "/chat", question) for question in questions))
    together = await stage.until(lambda: sum(door.in_flight for door in doors) == VISITORS)
    seen = sum(door.in_flight for door in doors)
    ping = await stage.request(server, "GET", "/ping")
    pong = await stage.until(lambda: ping.ended)
    for door in doors:
        door.release()
    stage.called_text = f"POST /chat, {VISITORS} visitors at once"
    if not together or not pong:
        stage.expect_loop_free()
    stage.expect(
        together,
        f"{VISITORS} visitors asked at once, and no more than {seen} of them were served by the model: "
        "the others stood in line.",
        mistake="limit-too-low" if seen > 1 and not stage.evidence.extra_loops else "",
        about=About.PEAK_TOO_LOW,
    )
    stage.expect(pong, f"While {seen} visitors waited for the model, GET /ping was not answered.")
    await all_answered(stage, replies, questions)


# --- part 2 -------------------------------------------------------------------------------------------


@check(part=2, title="the summaries wait together, in the server's own loop")
async def test_one_loop(stage):
    server = await stage.serve("chat_endpoint:app")
    await one_first(stage, server, "/summary", summary)
    model = stage.hold("asummarize")
    texts = [f"text {number}" for number in range(VISITORS)]
    replies = await stage.together(*(ask(stage, server, "/summary", text) for text in texts))
    together = await stage.until(lambda: model.in_flight == VISITORS)
    seen = model.in_flight
    model.release()
    stage.called_text = f"POST /summary, {VISITORS} visitors at once"
    await stage.ended(*replies)
    stage.expect_no_extra_loop()
    loops = {stage.reported(call)["loop"] for call in stage.calls("asummarize")}
    stage.expect(
        len(loops) == 1 and all(stage.reported(call)["main_thread"] for call in stage.calls("asummarize")),
        f"The model was called in {len(loops)} event loops, not all of them the server's.",
        mistake="extra-loop",
    )
    stage.expect(
        together,
        f"{VISITORS} visitors asked at once, and no more than {seen} of them were served by the model.",
        about=About.PEAK_TOO_LOW,
    )
    await all_answered(stage, replies, texts, summary)


# --- part 3 -------------------------------------------------------------------------------------------


@check(part=3, title="an overloaded model is status 503, and the next visitor is served")
async def test_overloaded(stage):
    server = await stage.serve("chat_endpoint:app")
    reply = await ask(stage, server, "/chat", "please overload")
    await stage.ended(reply)
    if reply.status == 200:
        stage.expect(
            False,
            "The model refused, but the visitor's program was told that all is well.",
            mistake="error-as-success",
            function="chat",
            near=r"except ",
            returned=f"status 200 {reply.text[:200]}",
            expected="status 503",
        )
    stage.expect_status(reply, 503)
    detail = reply.json.get("detail") if isinstance(reply.json, dict) else None
    stage.expect_equal(detail, "the model is overloaded, try again later", 'The "detail" should be the model\'s words.',
                       mistake="unhelpful-error", function="chat", near=r"HTTPException\(|JSONResponse\(")  # fmt: skip
    await one_first(stage, server)


@check(part=3, title="a body without a question is refused, and no service is asked")
async def test_refused(stage):
    server = await stage.serve("chat_endpoint:app")
    for path in ("/chat", "/summary"):
        for body in ({}, {"question": ""}, {"question": ["a", "list"]}):
            reply = await stage.request(server, "POST", path, json_body=body)
            await stage.ended(reply)
            stage.expect_status(reply, 422, near=r"question: ")
    stage.expect(not stage.calls(), "A service was asked although there was no question.")
    reply = await ask(stage, server, "/chat", "please overload")  # and the other half of this part stays true
    await stage.ended(reply)
    stage.expect_status(reply, 503, mistake="error-as-success" if reply.status == 200 else "")


# --- part 4 -------------------------------------------------------------------------------------------


@check(part=4, title="a visitor hangs up: the agent's work is cancelled, the others' goes on")
async def test_abandoned(stage):
    server = await stage.serve("chat_endpoint:app")
    doors = [stage.hold("draft"), stage.hold("adraft")]
    gone = await ask(stage, server, "/chat", "never mind")
    patient = await ask(stage, server, "/chat", "I can wait")

    def in_flight():
        return sum(door.in_flight for door in doors)

    begun = await stage.until(lambda: in_flight() == 2)
    if not begun:
        for reply in (gone, patient):
            if reply.ended:
                stage.expect_status(reply)
        stage.expect_loop_free()
        stage.expect(begun, "Two visitors asked, but the model was not at work for both.", about=About.PEAK_TOO_LOW)
    await gone.hang_up()
    stage.called_text = "POST /chat, and the visitor hangs up while the model writes"
    cancelled = await stage.until(lambda: in_flight() < 2, rest=1.0)
    drafts = {call.first: call for call in stage.calls() if call.name.endswith("draft")}
    stage.expect_equal(sorted(drafts), ["I can wait", "never mind"], "The model was asked other questions than these.")
    call, other = drafts["never mind"], drafts["I can wait"]
    if not cancelled:
        stage.expect_loop_free()
    stage.expect(
        cancelled,
        "The visitor hung up, but the model went on writing.",
        mistake="not-cancelled-on-disconnect",
        at=call,
        near=r"shield\(",
    )
    stage.expect(
        call.outcome == "cancelled" and not await stage.until(lambda: other.outcome == "cancelled"),
        "The visitor hung up, and the work for another visitor was cancelled.",
        mistake="cancelled-too-much",
        at=other,
    )
    for door in doors:
        door.release()
    await all_answered(stage, [patient], ["I can wait"])
    await one_first(stage, server)
