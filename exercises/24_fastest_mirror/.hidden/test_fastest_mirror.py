"""Hidden checks: the first success wins, and nothing that was started outlives the function."""

import asyncio

from grader.judge import check, scenario, service

NAME = "addresses.csv"
GOOD = ["porto", "riga", "sofia", "turin", "vaduz"]
GIVES_UP = 0.25  # before any mirror has answered
TWINS = 0.7131  # the mirrors of this name answer at one instant
CLOSED_TWINS = ["closed-twin-1", "closed-twin-2", "closed-twin-3"]


def how_long(mirror, name):
    """A closed mirror fails before any other has the file; the far ones are still at work when the near one has it."""
    if "twin" in mirror:
        return TWINS
    ranges = {"closed": (0.3, 0.5), "near": (0.6, 0.9), "far": (2.0, 2.6)}
    return ranges.get(mirror.partition("-")[0], (0.6, 2.6))


@service(latency=how_long)
def fetch(call, mirror, name):
    if mirror.startswith("closed"):
        raise call.error("MirrorError", f"{mirror} is {call.word}")
    return f"{name} from {mirror}, {call.word}"


@service(latency=(0.05, 0.2))
def hang_up(call, mirror):
    return f"{mirror} is free"


def seconds(match, mirror):
    return match.latency("fetch", mirror, NAME)


def ranking(match, mirrors):
    """The mirrors that have the file, fastest first."""
    good = [mirror for mirror in mirrors if not mirror.startswith("closed")]
    return sorted(good, key=lambda mirror: seconds(match, mirror))


def winner(match, mirrors):
    return ranking(match, mirrors)[0]


def losers(match, mirrors):
    """Those that were still at work when the winner had the file."""
    first = seconds(match, winner(match, mirrors))
    return [mirror for mirror in mirrors if seconds(match, mirror) > first]


def each_asked_once(match, mirrors):
    for mirror in mirrors:
        count = sum(call.args["mirror"] == mirror for call in match.calls("fetch"))
        match.expect(count > 0, f"The mirror {mirror!r} was not asked.", mistake="call-missing", function="fastest")
        match.expect(
            count == 1,
            f"The mirror {mirror!r} was asked {count} times.",
            mistake="called-too-often",
            function="fastest",
        )


def asked_at_once(match):
    for call in match.calls("fetch"):
        match.expect(
            call.start <= match.tolerance,
            f"The mirror {call.first!r} was asked only after {call.start:g} s (simulated).",
            mistake="sequential-awaits",
            at=call.at,
            late=(call, call.start),
        )


def lines_closed(match, mirrors, since):
    """Each of these transfers was broken off at this moment, and its mirror told before the end."""
    for mirror in mirrors:
        transfer = next(call for call in match.calls("fetch") if call.args["mirror"] == mirror)
        match.expect(
            transfer.outcome == "cancelled"
            and transfer.end is not None
            and transfer.end <= match.seconds + match.tolerance,
            f"The transfer from {mirror!r} was not cancelled.",
            mistake="not-cancelled",
            function="fastest",
        )
        told = [call for call in match.calls("hang_up") if call.args["mirror"] == mirror]
        match.expect(
            told
            and told[0].end is not None
            and told[0].end <= match.seconds + match.tolerance
            and told[0].outcome == "answered",
            f"The line to {mirror!r} was still open when fastest returned.",
            mistake="cancel-not-awaited",
            function="fastest",
        )
        told = [call for call in match.calls("hang_up") if call.end is not None]
        behind = any(abs(call.end - transfer.end) <= match.tolerance for call in told)
        match.expect(
            transfer.end <= since + match.tolerance,
            f"The transfer from {mirror!r} was cancelled after {transfer.end:g} s (simulated), "
            f"but it was not needed any more from {since:g} s on.",
            mistake="sequential-awaits" if behind else "too-slow",
            function="fastest",
            near=r"\.cancel\(",
        )


def no_error_of_one_ends_it(match):
    if match.error is not None and match.error.type == "MirrorError":
        match.expect_error("MirrorError")
        match.expect(
            False,
            f"One mirror failed ({match.error.text}), and the search ended, although other mirrors have the file.",
            mistake="gave-up-too-soon",
            function="fastest",
        )


# ---- 1: the first good file wins -------------------------------------------------------------------


@scenario
async def one_file(kata, mirrors, name):
    return await kata.fastest(mirrors, name)


def took_no_longer_than_the_winner(match, mirrors):
    """Between the winner's time and that with all lines closed one by one: how they are closed is for part 2."""
    first = seconds(match, winner(match, mirrors))
    match.expect_seconds(at_least=first)
    match.expect_seconds(at_most=first + sum(match.latency("hang_up", mirror) for mirror in mirrors))


@check(part=1, title="mirrors that fail do not stop the others")
async def test_failures_stop_nobody(play):
    mirrors = ["closed-1", "near", "closed-2", "far-1"]
    match = await play(one_file, mirrors=mirrors, name=NAME)
    no_error_of_one_ends_it(match)
    asked_at_once(match)
    match.expect_result(match.reply("fetch", winner(match, mirrors), NAME))
    each_asked_once(match, mirrors)
    match.expect_loop_free()
    match.expect_all_awaited()
    match.expect_no_extra_loop()
    took_no_longer_than_the_winner(match, mirrors)


@check(part=1, title="five mirrors, and the file from the fastest of them")
async def test_the_fastest_wins(play):
    # The fastest is not the first of the list in all of them, and in one it is far ahead.
    for mirrors in (GOOD, GOOD[::-1], ["far-1", "near", "far-2"]):
        match = await play(one_file, mirrors=mirrors, name=NAME)
        asked_at_once(match)
        match.expect_result(match.reply("fetch", winner(match, mirrors), NAME))
        each_asked_once(match, mirrors)
        match.expect_loop_free()
        match.expect_all_awaited()
        match.expect_no_extra_loop()
        took_no_longer_than_the_winner(match, mirrors)


@check(part=1, title="a mirror has the file at the very instant at which others fail")
async def test_a_file_and_failures_at_one_instant(play):
    # The tasks of the second play lie in a set as those of the first do, so no order of it suits both.
    for mirrors in (["far-1", "twin", *CLOSED_TWINS], ["far-1", *CLOSED_TWINS, "twin"]):
        match = await play(one_file, mirrors=mirrors, name=NAME)
        no_error_of_one_ends_it(match)
        asked_at_once(match)
        match.expect(
            match.result == match.reply("fetch", "twin", NAME),
            f"After {TWINS:g} s (simulated) 'twin' had the file, and at that instant other mirrors failed. "
            "Its file was not returned.",
            mistake="wrong-answer",
            function="fastest",
            near=(r"=\s*done\.pop\(", r"\.exception\(", r"\bdone\b"),
        )
        took_no_longer_than_the_winner(match, mirrors)


# ---- 2: the others are broken off ------------------------------------------------------------------


@check(part=2, title="the losers are cancelled together, and their lines are closed")
async def test_losers_are_broken_off(play):
    mirrors = ["far-1", "far-2", "near", "far-3"]
    match = await play(one_file, mirrors=mirrors, name=NAME)
    match.expect_result(match.reply("fetch", "near", NAME))
    others = losers(match, mirrors)
    each_asked_once(match, mirrors)
    match.expect_nothing_left()
    lines_closed(match, others, seconds(match, "near"))
    match.expect_seconds(
        seconds(match, "near") + max(match.latency("hang_up", mirror) for mirror in others), in_turn=True
    )
    match.expect_calls("hang_up", exactly=len(others))
    match.expect_clean()


@check(part=2, title="with a single mirror there is nothing to cancel")
async def test_a_single_mirror(play):
    match = await play(one_file, mirrors=["porto"], name=NAME)
    match.expect_result(match.reply("fetch", "porto", NAME))
    match.expect_seconds(seconds(match, "porto"))
    match.expect_calls("hang_up", exactly=0)
    match.expect_clean()


# ---- 3: no mirror has it ---------------------------------------------------------------------------


@check(part=3, title="all mirrors fail: NoMirrorError, with every reason in it")
async def test_no_mirror_has_it(play):
    mirrors = ["closed-1", "closed-2", "closed-3", *CLOSED_TWINS]
    match = await play(one_file, mirrors=mirrors, name=NAME)
    match.expect_error("NoMirrorError")
    for mirror in mirrors:
        reason = match.reply("fetch", mirror, NAME).partition(": ")[2]
        match.expect_error("NoMirrorError", saying=reason)
    match.expect_seconds(max(seconds(match, mirror) for mirror in mirrors), in_turn=True)
    each_asked_once(match, mirrors)
    match.expect_clean()


@check(part=3, title="no mirrors at all: NoMirrorError at once")
async def test_no_mirrors_at_all(play):
    match = await play(one_file, mirrors=[], name=NAME)
    match.expect_error("NoMirrorError")
    match.expect_seconds(0)
    match.expect_clean()


# ---- 4: the caller gives up ------------------------------------------------------------------------


@scenario
async def a_caller_who_gives_up(kata, mirrors, name, after):
    async with asyncio.timeout(after):
        return await kata.fastest(mirrors, name)


@check(part=4, title="the caller's time limit cancels all transfers")
async def test_the_caller_gives_up(play):
    mirrors = ["closed-1", *GOOD]
    match = await play(a_caller_who_gives_up, mirrors=mirrors, name=NAME, after=GIVES_UP)
    match.expect_error("TimeoutError")
    each_asked_once(match, mirrors)
    match.expect_nothing_left()
    lines_closed(match, mirrors, GIVES_UP)
    match.expect_seconds(GIVES_UP + max(match.latency("hang_up", mirror) for mirror in mirrors), in_turn=True)
    match.expect_clean()
