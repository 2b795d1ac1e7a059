"""Visible checks: read them, and `nox -s grade -- 78` plays them."""

from grader.judge import About, check, scenario, service

SOURCES = ("line_test", "contract", "outages")
BUDGET, AHEAD, TOKENS = 4.0, 4, 9  # the first two are those of the stub


@service(latency=lambda question: 30.0 if question == "who am I?" else (1.6, 2.0))
def line_test(call, question):
    return f"{call.word} dB"


@service(latency=(0.9, 1.3))
def contract(call, question):
    if question == "who am I?":
        raise call.error("SourceDown", f"{call.word} has no contract")
    return f"{call.word} plan"


@service(latency=(0.3, 0.6))
def outages(call, question):
    return f"{call.word} street"


@service(latency=(0.11, 0.19))
def next_token(call, question, notes, position):
    return None if position == TOKENS else f"{call.word}-{position} "


@service(latency=(0.3, 0.4))
def hang_up(call, question):
    return None


@service(latency=lambda page, kind, data: 0.0 if page == "screen" else 0.5079)
def paint(call, page, kind, data):
    if page == "closing" and kind == "token" and data.endswith("-2 "):
        raise call.error("PageClosed", "the page is closed")


@scenario
async def serve(kata, page, question):
    return await kata.serve(page, question)


def all_events(match, question):
    """What has to be painted, and when it happens if nothing waits for the page: (seconds, kind, data)."""
    sources, notes = [], []
    for name in SOURCES:
        reply = match.reply(name, question)
        if match.latency(name, question) > BUDGET:
            sources.append((BUDGET, "error", {name: "too late"}))
        elif reply.startswith("SourceDown: "):
            sources.append((match.latency(name, question), "error", {name: reply.removeprefix("SourceDown: ")}))
        else:
            sources.append((match.latency(name, question), "update", {name: reply}))
            notes.append(reply)
    events = sorted(sources, key=lambda event: event[0])
    now = events[-1][0]
    for position in range(TOKENS + 1):
        now += match.latency("next_token", question, notes, position)
        token = match.reply("next_token", question, notes, position)
        events += [(now, "token", token)] if token else []
    return [*events, (now + match.latency("hang_up", question), "done", None)]


def painted(match):
    return [(call.args["kind"], call.args["data"]) for call in match.calls("paint")]


def painted_when_it_happens(match, question):
    for name in SOURCES:
        match.expect_calls(name, exactly=1)
        began = match.calls(name)[0].start
        words = f"{name} was asked after {began:.4g} s (simulated). No source has to wait for another one."
        match.expect(began <= match.tolerance, words, about=About.PEAK_TOO_LOW)
    events = all_events(match, question)
    for number, (call, (when, *event)) in enumerate(zip(match.calls("paint"), events, strict=False), start=1):
        right = event == [call.args["kind"], call.args["data"]]
        words = f"Event {number} was {call.args['kind']} {call.args['data']!r}, and should be {event[0]} {event[1]!r}."
        match.expect(right, words, function="serve")
        words = f"Event {number}, {event[0]} {event[1]!r}, was painted after {call.start:.4g} s; it happens after {when:.4g} s."
        match.expect(call.start <= when + match.tolerance, words, mistake="buffered-stream", at=call.at)
    match.expect_calls("paint", exactly=len(events))
    match.expect_seconds(events[-1][0])
    match.expect_clean()


@check(part=1, title="every update and every token is painted when it happens")
async def test_on_time(play):
    painted_when_it_happens(await play(serve, page="screen", question="why?"), "why?")


@check(part=2, title="a page needs half a second for an event: the agent is at most AHEAD events ahead")
async def test_slow_page(play):
    match = await play(serve, page="tablet", question="why?")
    words = "An event was sent to the page while another was still being painted."
    match.expect(match.peak("paint") == 1, words, mistake="no-backpressure", function="serve")
    match.expect_errors_read()
    events = [event[1:] for event in all_events(match, "why?")]
    lost = [event for event in events if event not in painted(match)]
    words = f"{lost[0][0]} {lost[0][1]!r} was never painted." if lost else ""
    match.expect(not lost, words, mistake="call-missing", function="serve")
    there = [call.end for name in (*SOURCES, "next_token") for call in match.calls(name)][: len(SOURCES) + TOKENS]
    begun = [call.start for call in match.calls("paint")]
    ahead = max(sum(end <= moment for end in there) - sum(start <= moment for start in begun) for moment in there)
    words = f"At most {AHEAD} events may wait for the page, and one more in the hands of the agent. {ahead} waited."
    match.expect(ahead <= AHEAD + 1, words, mistake="no-backpressure", function="serve")
    words = f"There is room for {AHEAD} events, and never more than {ahead} waited: the agent stood still for the page."
    match.expect(ahead >= AHEAD - 1, words, mistake="limit-too-low", function="serve")
    match.expect(painted(match) == events, f"These events were painted: {painted(match)!r}.", mistake="wrong-order")
    match.expect_clean()


@check(part=3, title="one source fails and another is too late: both are events, and the model has the third")
async def test_sources_that_fail(play):
    match = await play(serve, page="screen", question="who am I?")
    painted_when_it_happens(match, "who am I?")
    match.expect_cancelled("line_test", exactly=1)


@check(part=4, title="a slow page is closed at the third token: serve hangs up and returns")
async def test_closed(play):
    match = await play(serve, page="closing", question="why?")
    match.expect_result(None)
    hung_up = any(call.outcome == "answered" for call in match.calls("hang_up"))
    words = "The page was closed, and the line to the model was still open when serve ended."
    match.expect(hung_up, words, mistake="stream-not-closed", function="serve")
    tokens = sum(kind == "token" for kind, _ in painted(match))
    words = f"The page was closed at the third token, and {tokens} were sent to it."
    match.expect(tokens == 3, words, mistake="not-cancelled", function="serve")
    match.expect_clean()
