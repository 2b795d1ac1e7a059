"""Hidden checks of agent_to_ui. What a page shows, and when, is witnessed: `paint` is a service.

Sources are told apart by three orders that differ: line_test, contract, outages as they are declared, contract,
line_test, outages by name, and outages, contract, line_test as they answer. Pages: a desktop shows an event at
once, a phone needs longer than the model does for a token; one that "leaves" is closed from then on.
"""

import asyncio

from grader.judge import check, scenario, service

SOURCES = ["line_test", "contract", "outages"]
BUDGET, AHEAD, TOKENS, LEAVES_AT = 4.0, 4, 14, 3


@service(latency=lambda question: (20.0, 30.0) if "dead" in question else (2.0, 3.0))
def line_test(call, question):
    return f"line {call.word}"


@service(latency=(1.2, 1.8))
def contract(call, question):
    if "nobody" in question:
        raise call.error("SourceDown", f"no contract under {call.word}")
    return f"tariff {call.word}"


@service(latency=(0.4, 0.8))
def outages(call, question):
    if "storm" in question:
        raise call.error("SourceDown", f"the map is down {call.word}")
    return f"street {call.word}"


@service(latency=(0.2, 0.4))
def next_token(call, question, notes, position):
    if "overload" in question and position == 7:
        raise call.error("ModelDown", f"too many questions {call.word}")
    return None if position >= TOKENS else f"{call.word}{position} "


@service(latency=(0.5, 0.9))
def hang_up(call, question):
    return None


@service(latency=lambda page, kind, data: (0.6, 1.2) if "phone" in page else 0.0)
def paint(call, page, kind, data):
    left = "leaves soon" in page or ("leaves later" in page and kind == "token" and f"{LEAVES_AT} " in data)
    if left:
        raise call.error("PageClosed", f"{page} is closed")


class Told:
    """All that is to be told about a question, and when, if no page is in the way of the agent."""

    def __init__(self, match, question):
        self.notes, sources = [], []
        for name in SOURCES:
            late = name == "line_test" and "dead" in question
            answer = None if late else match.reply(name, question)
            if late:
                sources.append((BUDGET, "error", {name: "too late"}))
            elif answer.startswith("SourceDown: "):
                text = answer.removeprefix("SourceDown: ")
                sources.append((match.latency(name, question), "error", {name: text}))
            else:
                self.notes.append(answer)
                sources.append((match.latency(name, question), "update", {name: answer}))
        sources.sort(key=lambda event: event[0])
        self.asked = now = sources[-1][0]  # when the model is asked
        tokens, end, text = [], ("done", None), ""
        for position in range(TOKENS + 1):
            now += match.latency("next_token", question, self.notes, position)
            text = match.reply("next_token", question, self.notes, position)
            if text is None or text.startswith("ModelDown: "):
                break
            tokens.append((now, "token", text))
        if text is not None:
            end = "error", {"model": text.removeprefix("ModelDown: ")}
        now += match.latency("hang_up", question)
        self.events = [*sources, *tokens, (now, *end)]
        self.sources, self.tokens = sources, tokens


def shown(event):
    kind, data = event
    return f"{kind} {data!r}" if data is not None else kind


def asked_for_all(match, told, question):
    """The sources together, and the model with the right notes."""
    match.expect_loop_free()
    calls = [call for name in SOURCES for call in match.calls(name) if call.args["question"] == question]
    names = [call.name for call in calls]
    for name in SOURCES:
        match.expect(
            names.count(name) == 1,
            f"{name} was asked {names.count(name)} times about {question!r}; expected: once.",
            mistake="called-too-often" if name in names else "answer-not-asked",
            function="serve",
        )
    lost = [call for call in calls if call.outcome == "cancelled" and call.end < BUDGET - match.tolerance]
    match.expect(
        not lost,
        f"{lost[0].name if lost else ''} was cancelled after {lost[0].end if lost else 0:.4g} s (simulated), but it "
        "would have answered in time.",
        mistake="cancelled-too-much",
        at=lost[0].at if lost else None,
    )
    late = [call for call in calls if call.start > match.tolerance]
    ended = {call.end for call in calls}
    match.expect(
        not late,
        f"{late[0].name if late else ''} was asked about {question!r} only after {late[0].start if late else 0:.4g} s "
        "(simulated). All three sources can wait together, and no customer waits for another one.",
        mistake="sequential-awaits" if late and late[0].start in ended else "",
        at=late[0].at if late else None,
        late=(late[0], late[0].start) if late else None,
    )
    given = [call for call in match.calls("next_token") if call.args["question"] == question]
    match.expect(
        given, "The model was never asked.", mistake="call-missing" if match.calls("paint") else "", function="serve"
    )
    notes = given[0].args["notes"]
    same_notes = isinstance(notes, list) and sorted(notes, key=str) == sorted(told.notes)
    match.expect(
        notes == told.notes,
        f"The model was given the notes {notes!r}; expected: {told.notes!r}, in the order of SOURCES.",
        mistake="wrong-order" if same_notes else "",
    )


def painted(match, page, told, upto=None):
    """Exactly these events on the page, in this order, one after the other. Gives the calls."""
    match.expect_loop_free()
    calls = [call for call in match.calls("paint") if call.args["page"] == page]
    seen = [(call.args["kind"], call.args["data"]) for call in calls]
    expected = [event[1:] for event in told.events][:upto]
    for call, following in zip(calls, calls[1:], strict=False):
        match.expect(
            call.end is not None and call.end <= following.start + match.tolerance,
            f"{shown(seen[calls.index(following)])} was sent to the page while {shown(seen[calls.index(call)])} was "
            "still being painted. A page takes one event after the other.",
            mistake="no-backpressure",
            at=following.at,
        )
    if seen != expected and sorted(map(str, seen)) == sorted(map(str, expected)):
        number = next(number for number, (one, other) in enumerate(zip(seen, expected, strict=True)) if one != other)
        match.expect(
            False,
            f"Event {number + 1} on the page {page!r} was {shown(seen[number])}; expected: {shown(expected[number])}.",
            mistake="wrong-order",
            function="serve",
        )
    missing = [event for event in expected if event not in seen]
    match.expect(
        not missing or seen != [event for event in expected if event in seen],
        f"paint was never called for {shown(missing[0]) if missing else ''} (page {page!r}).",
        mistake="call-missing" if seen else "",
        function="serve",
        near=f'"{missing[0][0]}"' if missing else "",
    )
    for number, (one, other) in enumerate(zip(seen, expected, strict=False)):
        match.expect(
            one == other,
            f"Event {number + 1} on the page {page!r} was {shown(one)}; expected: {shown(other)}.",
            near=f'"{one[0]}"',
        )
    match.expect(
        len(seen) <= len(expected),
        f"After {shown(expected[-1])} one more event was painted: {shown(seen[len(expected) % len(seen)])}.",
        near=f'"{seen[len(expected) % len(seen)][0]}"',
    )
    return calls


def painted_on_time(match, page, told, question):
    """On a page that needs no time, each event is painted when it happens."""
    asked_for_all(match, told, question)
    for call, (when, *event) in zip(painted(match, page, told), told.events, strict=True):
        early_or_late = "only after" if call.start > when else "already after"
        match.expect(
            abs(call.start - when) <= match.tolerance,
            f"{shown(event)} happens after {when:.4g} s, and the page was sent it {early_or_late} {call.start:.4g} s "
            "(simulated).",
            mistake="buffered-stream" if call.start > when else "",
            at=call.at,
            late=(call, call.start - when) if call.start > when else None,
        )


def waiting(match, page, told):
    """For each token, when it was there: (how many events waited for the page, when). One being painted does not wait."""
    starts = [call.start for call in match.calls("paint") if call.args["page"] == page]
    there = [event[0] for event in told.sources]
    found = []
    for call in match.calls("next_token"):
        if call.end is not None and call.args["position"] < TOKENS:
            there.append(call.end)
            moments = [sum(moment <= call.end + match.tolerance for moment in times) for times in (there, starts)]
            found.append((moments[0] - moments[1], call.end))
    return found


# ---- 1: when it happens ----------------------------------------------------------------------------


@scenario
async def one_page(kata, page, question):
    return await kata.serve(page, question)


@scenario
async def two_pages(kata, pages, questions):
    await asyncio.gather(*[kata.serve(page, question) for page, question in zip(pages, questions, strict=True)])


@check(part=1, title="each update and each token is painted when it happens")
async def test_on_time(play):
    match = await play(one_page, page="desktop", question="slow")
    told = Told(match, "slow")
    painted_on_time(match, "desktop", told, "slow")
    match.expect_seconds(told.events[-1][0])
    match.expect_clean()


@check(part=1, title="two customers at the same time")
async def test_two_customers(play):
    match = await play(two_pages, pages=["desktop 1", "desktop 2"], questions=["slow", "no mail"])
    told = [Told(match, "slow"), Told(match, "no mail")]
    painted_on_time(match, "desktop 1", told[0], "slow")
    painted_on_time(match, "desktop 2", told[1], "no mail")
    match.expect_seconds(max(each.events[-1][0] for each in told))
    match.expect_clean()


@check(part=1, title="two sources answer at the same instant")
async def test_two_sources_at_one_instant(play):
    match = await play(one_page, page="desktop", question="slow", latency={"contract": 1.5137, "outages": 1.5137})
    told = Told(match, "slow")
    seen = [(call.args["kind"], call.args["data"]) for call in match.calls("paint")]
    for _, *event in told.sources:
        match.expect(
            tuple(event) in seen,
            f"Two sources answered after 1.5137 s (simulated). paint was never called for {shown(event)}.",
            mistake="call-missing",
            function="serve",
            near=(r"=\s*done\.pop\(", r"\bdone\b"),
        )
    asked_for_all(match, told, "slow")
    match.expect_calls("paint", exactly=len(told.events))
    match.expect_seconds(told.events[-1][0])
    match.expect_clean()


# ---- 2: a slow page --------------------------------------------------------------------------------


@check(part=2, title="the agent goes on while the page paints, and is never more than AHEAD events ahead")
async def test_slow_page(play):
    match = await play(one_page, page="phone", question="slow")
    told = Told(match, "slow")
    asked_for_all(match, told, "slow")
    calls = painted(match, "phone", told)
    ahead = waiting(match, "phone", told)
    most, when = max(ahead)
    match.expect(
        most <= AHEAD + 1,
        f"After {when:.4g} s (simulated) {most} events waited for the page. At most {AHEAD} may, and one more in the "
        "hands of the sender.",
        mistake="no-backpressure",
        function="serve",
    )
    match.expect(
        match.calls("next_token")[0].start <= told.asked + match.tolerance,
        f"The sources had ended after {told.asked:.4g} s, and the model was asked only after "
        f"{match.calls('next_token')[0].start:.4g} s (simulated): it waited for the page.",
        mistake="needless-wait",
        at=match.calls("next_token")[0].at,
        late=(match.calls("next_token")[0], match.calls("next_token")[0].start - told.asked),
    )
    match.expect(
        most >= AHEAD - 1,
        f"There is room for {AHEAD} events, and never more than {most} waited: the agent stood still while the page "
        "painted.",
        mistake="limit-too-low",
        function="serve",
    )
    happened = [call.end or 0.0 for call in match.calls()]
    asleep = [
        call for call in match.calls("next_token") if all(abs(call.start - end) > match.tolerance for end in happened)
    ]
    match.expect(
        not asleep,
        f"The model was asked for a token after {asleep[0].start if asleep else 0:.5g} s (simulated), when nothing "
        "had just happened. Code that waits for room is told as soon as there is some.",
        mistake="polling",
        at=asleep[0].at if asleep else None,
    )
    now = 0.0
    for call, (when, *_) in zip(calls, told.events, strict=True):
        # from the first token on there is always something to paint
        now = max(now, when if when <= told.tokens[0][0] else 0.0) + call.end - call.start
    match.expect_seconds(now, in_turn=True)
    match.expect_clean()


@check(part=2, title="a slow page holds up no other page")
async def test_slow_and_fast_page(play):
    match = await play(two_pages, pages=["phone", "desktop"], questions=["slow", "no mail"])
    painted_on_time(match, "desktop", Told(match, "no mail"), "no mail")
    painted(match, "phone", Told(match, "slow"))
    match.expect_clean()


# ---- 3: errors -------------------------------------------------------------------------------------


@check(part=3, title="a source that fails is an error event, and the others go on")
async def test_source_down(play):
    match = await play(one_page, page="desktop", question="storm")
    told = Told(match, "storm")
    painted_on_time(match, "desktop", told, "storm")
    match.expect_seconds(told.events[-1][0])
    match.expect_clean()


@check(part=3, title="a source that is late is cancelled, and the others count")
async def test_source_late(play):
    match = await play(one_page, page="desktop", question="dead")
    told = Told(match, "dead")
    begun = match.calls("next_token")
    match.expect(
        begun and begun[0].start <= BUDGET + match.tolerance,
        f"The sources have {BUDGET:g} s together, and the model was asked only after "
        f"{begun[0].start if begun else 0:.4g} s (simulated).",
        mistake="deadline-missed" if begun else "",
        function="serve",
        near="BUDGET",
    )
    call = match.calls("line_test")[0]
    match.expect(
        call.outcome == "cancelled",
        "line_test was too late and its answer is not needed any more, but it was not cancelled.",
        mistake="not-cancelled",
        at=call.at,
    )
    painted_on_time(match, "desktop", told, "dead")
    match.expect_seconds(told.events[-1][0])
    match.expect_clean()


@check(part=3, title="nothing was found: the model writes without notes")
async def test_nothing_found(play):
    question = "nobody, storm, dead"
    match = await play(one_page, page="desktop", question=question)
    painted_on_time(match, "desktop", Told(match, question), question)
    match.expect_clean()


@check(part=3, title="when the model fails, the page gets all that was written, then the error")
async def test_model_down(play):
    match = await play(two_pages, pages=["desktop", "phone"], questions=["overload", "overload again"])
    painted_on_time(match, "desktop", Told(match, "overload"), "overload")
    painted(match, "phone", Told(match, "overload again"))
    match.expect_clean()


# ---- 4: the customer leaves --------------------------------------------------------------------------


@scenario
async def a_page_whose_server_gives_up(kata, page, question, after):
    async with asyncio.timeout(after):
        return await kata.serve(page, question)


def nobody_works_on(match, since, question):
    """From then on nothing was begun, the line to the model was hung up, and `serve` waited for that."""
    later = [call for call in match.calls() if call.start > since + match.tolerance and call.name != "hang_up"]
    first = later[0] if later else None
    match.expect(
        not later,
        f"The customer had left after {since:.4g} s, and after {first.start if first else 0:.4g} s (simulated) "
        f"{first.name if first else ''} was called.",
        mistake="not-cancelled",
        at=first.at if first else None,
        near="PageClosed",
    )
    asked = match.calls("next_token")
    if asked:
        calls = [call for call in match.calls("hang_up") if call.start <= match.seconds + match.tolerance]
        if any(call.outcome == "cancelled" for call in calls):
            match.expect_cleanup("hang_up", exactly=1)
        match.expect(
            any(call.outcome == "answered" for call in calls) and calls[0].start <= since + match.tolerance,
            f"The customer had left after {since:.4g} s (simulated), and the line to the model was "
            f"{'not yet hung up' if calls else 'still open'} when serve ended. Close what `write_answer` returned, "
            "and wait for that.",
            mistake="stream-not-closed",
            function="serve",
        )
    over = since + (match.latency("hang_up", question) if asked else 0)
    match.expect(
        abs(match.seconds - over) <= match.tolerance,
        f"Everything had ended after {over:.4g} s, and serve ended after {match.seconds:.4g} s (simulated).",
        mistake="needless-wait" if match.seconds > over else "task-leaked",
        function="serve",
    )


@check(part=4, title="the customer leaves while the sources are asked")
async def test_leaves_soon(play):
    match = await play(one_page, page="desktop, leaves soon", question="slow")
    match.expect_result(None)
    for name in ("contract", "line_test"):
        match.expect_cancelled(name, exactly=1)
    nobody_works_on(match, match.latency("outages", "slow"), "slow")
    match.expect_clean()


@check(part=4, title="the customer leaves while the model waits for room")
async def test_leaves_a_slow_page(play):
    page = "phone, leaves later"
    match = await play(one_page, page=page, question="slow", latency={"next_token": (0.02, 0.06)})
    match.expect_result(None)
    calls = painted(match, page, Told(match, "slow"), upto=len(SOURCES) + LEAVES_AT + 1)
    nobody_works_on(match, calls[-1].end, "slow")
    match.expect_clean()


@check(part=4, title="the customer leaves while the model writes")
async def test_leaves_a_fast_page(play):
    page = "desktop, leaves later"
    match = await play(one_page, page=page, question="slow")
    match.expect_result(None)
    calls = painted(match, page, Told(match, "slow"), upto=len(SOURCES) + LEAVES_AT + 1)
    nobody_works_on(match, calls[-1].end, "slow")
    match.expect_clean()


@check(part=4, title="the server cancels it, at three different moments")
async def test_cancelled(play):
    for page, after in (("desktop", 1.0), ("desktop", 3.9), ("phone", 7.0)):
        match = await play(a_page_whose_server_gives_up, page=page, question="slow", after=after)
        match.expect_error("TimeoutError")
        if after == 1.0:
            for name in ("contract", "line_test"):
                match.expect_cancelled(name, exactly=1)
        nobody_works_on(match, after, "slow")
        match.expect_clean()
