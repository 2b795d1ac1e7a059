"""Hidden checks of close_the_stream. Hanging up takes time, so who did not wait for it is too early.

The scenarios do nothing between the end of the learner's code and their own: a generator that the loop finds and
closes one turn later has not hung up by then.
"""

from grader.judge import check, scenario, service

# Words of 10 letters, "/" ends a line. "flood" has a first line above 60 characters; "strike" breaks off.
DRAFTS = {"harbour": "www/ww/wwww", "fog": "wwww", "flood": "wwwwwww/ww", "strike": "ww/www"}
LIMIT = 60


@service(latency=(0.2, 0.6))
def next_token(call, topic, position):
    if position < len(DRAFTS[topic]):
        return "\n" if DRAFTS[topic][position] == "/" else f"{call.word} "
    if topic == "strike":
        raise call.error("ModelDown", "the model stopped")
    return None


@service(latency=(0.7, 1.4))
def hang_up(call, topic):
    return None


class Draft:
    """What the model writes and when each of its lines is complete, if it is not stopped."""

    def __init__(self, match, topic):
        self.lines, self.complete = [], []
        line, now = [], 0.0
        for position, kind in enumerate(DRAFTS[topic]):
            now += match.latency("next_token", topic, position)
            if kind == "/":
                self.lines.append(" ".join(line))
                self.complete.append(now)
                line = []
            else:
                line.append(match.reply("next_token", topic, position).strip())
        self.seconds = now + match.latency("next_token", topic, len(DRAFTS[topic]))
        self.hanging_up = match.latency("hang_up", topic)
        if topic != "strike":  # whose last line is never complete
            self.lines.append(" ".join(line))
            self.complete.append(self.seconds + self.hanging_up)  # it is known only when the draft has ended

    def numbered(self):
        return [f"{number}. {line}" for number, line in enumerate(self.lines, start=1)]


def hung_up(match, function, since, when):
    """The line was hung up from `since` on, and that was over when the scenario ended."""
    calls = [call for call in match.calls("hang_up") if call.start <= match.seconds + match.tolerance]
    match.expect(
        any(call.outcome == "answered" and call.end <= match.seconds + match.tolerance for call in calls),
        f"The line to the model was {'not yet hung up' if calls else 'still open'} {when}. "
        "Close the stream that you stopped reading, and await that, before you go on.",
        mistake="stream-not-closed",
        function=function,
    )
    match.expect(
        calls[0].start <= since + match.tolerance,
        f"Hanging up began after {calls[0].start:.4g} s; the draft was not needed any more after {since:.4g} s "
        "(simulated).",
        mistake="stream-not-closed",
        function=function,
        late=(calls[0], calls[0].start - since),
    )
    match.expect(
        len(calls) == 1,
        f"hang_up was called {len(calls)} times. Closing the stream hangs up, once: leave it to the stream.",
        mistake="called-too-often",
        at=next((call.at for call in reversed(calls) if call.at), None),
    )


def read_no_further(match, topic, tokens):
    read = len(match.calls("next_token"))
    match.expect(
        read <= tokens,
        f"The model wrote {read} tokens of the draft, but {tokens} were enough.",
        mistake="called-too-often",
    )


# ---- 1: the headline -----------------------------------------------------------------------------


@scenario
async def one_headline(kata, topic):
    return await kata.headline(topic)


@check(part=1, title="the line is hung up as soon as the headline is complete")
async def test_headline(play):
    match = await play(one_headline, topic="harbour")
    draft = Draft(match, "harbour")
    match.expect_result(draft.lines[0])
    read_no_further(match, "harbour", 4)
    hung_up(match, "headline", draft.complete[0], "when headline returned")
    match.expect_seconds(draft.complete[0] + draft.hanging_up)
    match.expect_clean()


@check(part=1, title="the line is hung up when the headline is too long")
async def test_too_long(play):
    match = await play(one_headline, topic="flood")
    match.expect_error("TooLong", saying="flood")
    words = [len(match.reply("next_token", "flood", position)) for position in range(7)]
    needed = next(count for count in range(1, 8) if sum(words[:count]) > LIMIT)
    since = sum(match.latency("next_token", "flood", position) for position in range(needed))
    read_no_further(match, "flood", needed)
    hung_up(match, "headline", since, "when TooLong reached the caller")
    match.expect_seconds(since + match.latency("hang_up", "flood"))
    match.expect_clean()


@check(part=1, title="a draft of one line is hung up once")
async def test_one_line(play):
    match = await play(one_headline, topic="fog")
    draft = Draft(match, "fog")
    match.expect_result(draft.lines[0])
    hung_up(match, "headline", draft.seconds, "when headline returned")
    match.expect_seconds(draft.seconds + draft.hanging_up)
    match.expect_clean()


# ---- 2: layers -----------------------------------------------------------------------------------


@scenario
async def two_lines(kata, note, topic):
    stream = kata.lines(topic)
    left = 2
    async for line in stream:
        note("line", line)
        left -= 1
        if not left:
            break
    await stream.aclose()


@scenario
async def two_numbered_lines(kata, note, topic):
    stream = kata.numbered(topic)
    left = 2
    async for line in stream:
        note("line", line)
        left -= 1
        if not left:
            break
    await stream.aclose()


@scenario
async def all_numbered_lines(kata, note, topic):
    async for line in kata.numbered(topic):
        note("line", line)


async def two_lines_then_closed(play, scenario_, function, expected):
    match = await play(scenario_, topic="harbour")
    draft = Draft(match, "harbour")
    match.expect_notes("line", expected(draft)[:2])
    match.expect_note_times("line", draft.complete[:2])
    read_no_further(match, "harbour", 7)
    hung_up(match, function, draft.complete[1], "when `await stream.aclose()` had come back")
    match.expect_seconds(draft.complete[1] + draft.hanging_up)
    match.expect_clean()


@check(part=2, title="closing lines() hangs up")
async def test_lines_closed(play):
    await two_lines_then_closed(play, two_lines, "lines", lambda draft: draft.lines)


@check(part=2, title="closing numbered() closes lines(), and hangs up")
async def test_numbered_closed(play):
    await two_lines_then_closed(play, two_numbered_lines, "numbered", Draft.numbered)


@check(part=2, title="read to the end, each line comes when it is complete")
async def test_all_lines(play):
    match = await play(all_numbered_lines, topic="harbour")
    draft = Draft(match, "harbour")
    match.expect_notes("line", draft.numbered())
    seen = [when for when, _ in match.notes("line")]
    early = draft.seconds  # a last line may also be handed out before hanging up
    for number, (when, due) in enumerate(zip(seen, draft.complete, strict=True), start=1):
        match.expect(
            when <= due + match.tolerance,
            f"Line {number} came after {when:.4g} s; it was complete after {min(due, early):.4g} s (simulated).",
            mistake="buffered-stream",
            function="numbered",
        )
    hung_up(match, "numbered", draft.seconds, "when the last line had been read")
    match.expect_seconds(draft.seconds + draft.hanging_up)
    match.expect_clean()


# ---- 3: the end mark -----------------------------------------------------------------------------


@scenario
async def whole_page(kata, note, topic):
    async for line in kata.page(topic):
        note("line", "END" if line == kata.END else line)


@scenario
async def page_closed_after_two_lines(kata, note, topic):
    stream = kata.page(topic)
    left = 2
    async for line in stream:
        note("line", "END" if line == kata.END else line)
        left -= 1
        if not left:
            break
    await stream.aclose()


@check(part=3, title="a complete page ends with END")
async def test_page(play):
    match = await play(whole_page, topic="harbour")
    draft = Draft(match, "harbour")
    match.expect_notes("line", [*draft.numbered(), "END"])
    hung_up(match, "page", draft.seconds, "when the page had been read")
    match.expect_seconds(draft.seconds + draft.hanging_up)
    match.expect_clean()


@check(part=3, title="a page that is closed has no last word, and hangs up")
async def test_page_closed(play):
    match = await play(page_closed_after_two_lines, topic="harbour")
    draft = Draft(match, "harbour")
    match.expect_notes("line", draft.numbered()[:2])
    hung_up(match, "page", draft.complete[1], "when `await stream.aclose()` had come back")
    match.expect_seconds(draft.complete[1] + draft.hanging_up)
    match.expect_clean()


@check(part=3, title="if the model fails, the reader gets the error and no END")
async def test_page_fails(play):
    match = await play(whole_page, topic="strike")
    draft = Draft(match, "strike")
    match.expect_error("ModelDown", saying="the model stopped")
    match.expect_notes("line", draft.numbered())
    hung_up(match, "page", draft.seconds, "when the error reached the reader")
    match.expect_seconds(draft.seconds + draft.hanging_up)
    match.expect_clean()
