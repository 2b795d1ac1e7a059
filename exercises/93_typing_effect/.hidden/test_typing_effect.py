"""Hidden checks of typing_effect: a real server, a reader that sees each chunk, tokens that the judge holds back."""

import ast
import json

from grader.judge import About, service
from grader.live.stage import UVICORN, check

LIBRARIES = (
    "fastapi",
    "fastapi.sse",
    "fastapi.telemetry._runtime",
    "langchain_core.messages.human",
    *UVICORN,
)
LONG = 200  # tokens of a long report, 16 KiB each


def made_up_tokens(call, question):
    """Some words; a blank line, quotes and letters of two and more bytes are in them, as in any real answer."""
    if "long" in question:
        for _ in range(LONG):
            yield call.word[:8].ljust(8, ".") * 2048
        return
    yield f"{call.word} "
    yield "is “naïve”:\n\n"
    if "overload" in question:
        raise call.error("ModelOverloaded", "the model is overloaded, try again later")
    yield f"data: {call.word[::-1]} ✓"
    yield "\n"


@service(latency=0.0)
def tokens(call, question):
    yield from made_up_tokens(call, question)


@service(latency=0.0)
def atokens(call, question):
    yield from made_up_tokens(call, question)


class Doors:
    """Both services that give tokens, held back."""

    def __init__(self, stage):
        self.holds = [stage.hold("tokens"), stage.hold("atokens")]

    @property
    def in_flight(self):
        return sum(hold.in_flight for hold in self.holds)

    @property
    def waiting(self):
        return sum(hold.waiting for hold in self.holds)

    def release(self, *count):
        for hold in self.holds:
            hold.release(*count)

    def release_one(self):
        for hold in self.holds:
            hold.release(min(1, hold.waiting))


def events(response):
    """The server-sent events that are complete so far: (name, data). Comments are skipped, as browsers do."""
    text = response.text.replace("\r\n", "\n").replace("\r", "\n")
    found = []
    for block in text.split("\n\n")[:-1]:
        name, data = "message", []
        for line in block.split("\n"):
            field, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if field == "event":
                name = value
            elif field == "data":
                data.append(value)
        if data:
            found.append((name, "\n".join(data)))
    return found


def data_of(stage, name, text):
    try:
        return json.loads(text)
    except ValueError:
        stage.expect(
            False,
            "The data of an event is not JSON. A token may contain line breaks, and these end an event. Encoded as "
            "JSON it contains none.",
            mistake="wrong-frames",
            function="chat",
            near=r"data: |yield ",
            returned=f"an event {name!r} with the data {text[:100]!r}",
            expected='data like "Tides "',
        )


def messages(stage, response):
    return [data_of(stage, name, text) for name, text in events(response) if name == "message"]


def given(stage, question):
    door = "tokens" if stage.calls("tokens") else "atokens"
    return stage.replies(door, question)


async def ask(stage, server, question, **more):
    return await stage.request(server, "POST", "/chat", json_body={"question": question}, **more)


def returns_the_marker(stage):
    """Whether the source hands an EventSourceResponse back by itself: `return EventSourceResponse(…)`."""
    source = (stage.folder / "typing_effect.py").read_text()
    for node in ast.walk(ast.parse(source)):
        called = node.value.func if isinstance(node, ast.Return) and isinstance(node.value, ast.Call) else None
        if called is not None and ast.unparse(called).endswith("EventSourceResponse"):
            return "fastapi.sse" in source
    return False


async def well_framed(stage, response, expected):
    """The response is complete, and it is the expected tokens as events with a done behind them."""
    await stage.ended(response)
    stage.expect_status(response)
    error = stage.evidence.error
    stage.expect(response.whole, f"The response was cut off. What was raised: {error}.", about=About.UNEXPECTED_ERROR)
    body, first = response.text, expected[0].strip()
    if first in body and not events(response):
        returned = returns_the_marker(stage)
        stage.expect(
            False,
            "The tokens were sent, but not as events: a browser finds none in them.",
            mistake="response-returned" if returned else "wrong-frames",
            function="chat",
            near=r"return EventSourceResponse\(" if returned else r"return \w*Response\(",
            returned=repr(body[:120]),
            expected="data: …, and an empty line, for each token",
        )
    stage.expect(
        response.headers.get("content-type", "").startswith("text/event-stream"),
        "The content type must say that these are events, or nothing on the way treats them as such.",
        mistake="wrong-frames",
        function="chat",
        near=r"Response\(",
        returned=f"content-type: {response.headers.get('content-type')}",
        expected="content-type: text/event-stream",
    )
    seen = messages(stage, response)
    if "".join(map(str, seen)) == "".join(expected) and len(seen) < len(expected):
        stage.expect(
            False,
            f"Tokens that the model gave: {len(expected)}; events that brought them: {len(seen)}.",
            mistake="buffered-stream",
        )
    if len(seen) < len(expected) and first in body:
        stage.expect(
            False,
            "An event ends with an empty line. Some do not, so several tokens came as one event.",
            mistake="wrong-frames",
            function="chat",
            near=(r"data:.*[^n]\\n[\"']", r"data: "),
            returned=repr(body[:160]),
        )
    stage.expect_equal(seen, expected, "The tokens that arrived are not the tokens that the model gave.")
    names = [name for name, _ in events(response)]
    stage.expect_equal(names[-1:], ["done"], 'The last event is not named "done".')


# --- part 1 -------------------------------------------------------------------------------------------


@check(part=1, title="the answer arrives whole, as events")
async def test_framing(stage):
    server = await stage.serve("typing_effect:app")
    response = await ask(stage, server, "why tides?")
    await stage.ended(response)
    await well_framed(stage, response, given(stage, "why tides?"))


@check(part=1, title="each token reaches the reader before the next one is asked for")
async def test_as_they_come(stage):
    server = await stage.serve("typing_effect:app")
    doors = Doors(stage)
    response = await ask(stage, server, "why tides?")
    await stage.until(lambda: doors.waiting or response.ended)
    if not doors.waiting:
        await stage.ended(response)
        stage.expect_status(response)
        stage.expect(False, "The model was not asked for tokens.", mistake="answer-not-asked",
                     function="chat", near=r"\bfor .* in ")  # fmt: skip
    expected = given(stage, "why tides?")
    for number in range(1, len(expected) + 1):
        await stage.until(lambda: doors.waiting)
        doors.release_one()
        arrived = await stage.until(lambda number=number: len(events(response)) >= number)
        if not arrived:
            stage.expect_loop_free()
            stage.expect(
                False,
                f"The model has given {number} of its tokens and waits to be asked for the next. "
                f"The reader has {len(events(response)) or 'none'}.",
                mistake="buffered-stream",
                at=stage.calls()[0],
            )
    doors.release()
    await well_framed(stage, response, expected)


@check(part=1, title="two readers at once, and the server still answers others")
async def test_two_readers(stage):
    server = await stage.serve("typing_effect:app")
    doors = Doors(stage)
    responses = [await ask(stage, server, question) for question in ("why tides?", "why wind?")]
    both = await stage.until(lambda: doors.in_flight == 2)
    ping = await stage.request(server, "GET", "/ping")
    pong = await stage.until(lambda: ping.ended)
    doors.release()
    stage.called_text = "POST /chat, two readers at once"
    if not both or not pong:
        stage.expect_loop_free()
    stage.expect(both, "The second reader had to wait until the first was served.", about=About.PEAK_TOO_LOW)
    stage.expect(pong, "While two answers were streamed, GET /ping was not answered.")
    for response, question in zip(responses, ("why tides?", "why wind?"), strict=True):
        await well_framed(stage, response, given(stage, question))


# --- part 2 -------------------------------------------------------------------------------------------


@check(part=2, title="the model fails after some tokens: they arrive, then an event named error")
async def test_error_event(stage):
    server = await stage.serve("typing_effect:app")
    question = "overload, please"
    response = await ask(stage, server, question)
    await stage.ended(response)
    stage.expect_status(response)
    found = events(response)
    names = [name for name, _ in found]
    if not response.whole or not {"error", "done"} & set(names):
        await stage.settle()
        error = stage.evidence.error
        too_late = error is not None and error.type == "HTTPException"
        stage.expect(
            error is None,
            f"The response just ended, after so many events: {len(found)}. What was raised: {error}.",
            about=About.CONDITION if too_late else About.UNEXPECTED_ERROR,
            mistake="status-too-late" if too_late else "",
            at=error.place if error else None,
        )
    stage.expect(
        "done" not in names,
        "The model failed, but the reader was told that the answer is complete.",
        mistake="error-as-success",
        function="chat",
        near="done",
    )
    before = given(stage, question)
    stage.expect_equal(messages(stage, response), before, "The tokens before the failure did not arrive.")
    stage.expect_equal(
        names, ["message"] * len(before) + ["error"], 'After the tokens, one event named "error" should come.'
    )
    words = data_of(stage, *found[-1])
    stage.expect(
        "the model is overloaded" in str(words),
        "The error event does not say what the model said.",
        function="chat",
        near="error",
        returned=repr(words),
        expected=repr("the model is overloaded, try again later"),
    )


# --- part 3 -------------------------------------------------------------------------------------------


@check(part=3, title="the reader hangs up: the model's stream is closed, the other reader's goes on")
async def test_disconnect(stage):
    server = await stage.serve("typing_effect:app")
    doors = Doors(stage)
    gone = await ask(stage, server, "never mind")
    patient = await ask(stage, server, "I can wait")
    both = await stage.until(lambda: doors.waiting == 2)
    doors.release(2)
    begun = both and await stage.until(lambda: events(gone) and doors.waiting == 2)
    if not begun:
        stage.expect_loop_free()
        stage.expect(False, "The reader could not hang up in the middle: the tokens did not come one by one.",
                     mistake="buffered-stream", at=next(iter(stage.calls()), None))  # fmt: skip
    calls = {call.first: call for call in stage.calls()}
    await gone.hang_up()
    stage.called_text = "POST /chat, and the reader hangs up after a token"
    ended = await stage.until(lambda: calls["never mind"].ended is not None, rest=1.0)
    stage.expect(
        ended,
        "The reader hung up, but the model went on writing.",
        mistake="not-cancelled-on-disconnect",
        at=calls["never mind"],
        near=(r"shield\(", r"create_task\(|ensure_future\("),
    )
    spared = not await stage.until(lambda: calls["I can wait"].outcome == "closed")
    stage.expect(
        spared, "The reader hung up, and the answer to another reader was cut off.", mistake="cancelled-too-much"
    )
    doors.release()
    await well_framed(stage, patient, given(stage, "I can wait"))


# --- part 4 -------------------------------------------------------------------------------------------


@check(part=4, title="a reader that does not read: after some tokens the model is not asked for more")
async def test_slow_reader(stage):
    server = await stage.serve("typing_effect:app")
    response = await ask(stage, server, "a long report", reading=False)
    asked = await stage.until(stage.calls)
    if asked:
        await stage.until(lambda: stage.calls()[0].ended is not None)
    pulled = len(stage.calls()[0].items) if stage.calls() else 0
    stage.expect_loop_free()
    stage.expect(
        0 < pulled <= LONG // 2,
        f"The reader had read nothing, and {pulled} of {LONG} tokens were taken from the model, "
        f"{pulled * 16} KiB: they wait in the server's memory.",
        mistake="no-backpressure" if pulled else "",
        near=(r"Queue\(", r"create_task\("),
        at=next(iter(stage.calls()), None),
    )
    response.read_on()
    await stage.until(lambda: response.ended)
    await well_framed(stage, response, given(stage, "a long report"))
