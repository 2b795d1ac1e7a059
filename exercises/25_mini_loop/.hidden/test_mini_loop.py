"""Hidden checks: coroutines driven without asyncio. What is shown, and when, is witnessed."""

from grader.judge import About, check, scenario, service


@service(latency=0)
def show(call, sign, text):
    return None


def shown(match):
    return [f"{call.args['sign']}: {call.args['text']}" for call in match.calls("show")]


def shown_in_turn(match, lines):
    """These lines, in this order. The order is the whole point, so it is told in words."""
    seen = shown(match)
    match.expect(
        sorted(seen) == sorted(lines),
        f"The signs should have shown {lines!r}; they showed {seen!r}.",
    )
    for place, (got, wanted) in enumerate(zip(seen, lines, strict=True), start=1):
        match.expect(
            got == wanted,
            f"Line {place} on the signs should have been {wanted!r}; it was {got!r}. In all: {seen!r}.",
            mistake="wrong-order",
            function="run_all",
        )


def in_plain_python(match):
    for loop in match.loops:
        match.expect(
            False,
            "The loop that ran here was asyncio's. In this exercise you write one yourself.",
            mistake="extra-loop",
            at=loop.at,
        )
    match.expect_clean()


# ---- 1: one coroutine ------------------------------------------------------------------------------


@scenario
def one_sign(kata, services, lines):
    async def line(number):
        services.show("hall", f"line {number}")
        await services.give_way()
        return number

    async def sign():
        return sum([await line(number) for number in range(lines)])

    return kata.run(sign())


@scenario
def one_sign_without_a_pause(kata, services, line):
    async def sign():
        services.show("hall", line)
        return [line]

    return kata.run(sign())


@scenario
def one_sign_that_naps(kata, services, naps):
    async def sign():
        for seconds in naps:
            services.show("hall", f"naps {seconds}")
            await services.nap(seconds)
            await services.give_way()
        return f"{len(naps)} naps"

    return kata.run(sign())


@check(part=1, title="a coroutine with five pauses is driven to its end")
async def test_one_coroutine(play):
    match = await play(one_sign, lines=5)
    shown_in_turn(match, [f"hall: line {number}" for number in range(5)])
    match.expect_result(10)
    in_plain_python(match)


@check(part=1, title="a coroutine that never pauses has a result too")
async def test_no_pause(play):
    match = await play(one_sign_without_a_pause, line="closed")
    shown_in_turn(match, ["hall: closed"])
    match.expect_result(["closed"])
    in_plain_python(match)


@check(part=1, title="whatever a pause yields, the coroutine goes on")
async def test_any_pause(play):
    match = await play(one_sign_that_naps, naps=[0.25, 0.5])
    shown_in_turn(match, ["hall: naps 0.25", "hall: naps 0.5"])
    match.expect_result("2 naps")
    in_plain_python(match)


# ---- 2: taking turns -------------------------------------------------------------------------------


@scenario
def signs_in_turn(kata, services, signs):
    async def sign(name, lines):
        for number in range(lines):
            services.show(name, f"line {number}")
            await services.give_way()
        return f"{name} is over"

    return kata.run_all([sign(name, lines) for name, lines in signs])


def by_rounds(signs):
    rounds = max((lines for _, lines in signs), default=0)
    return [f"{name}: line {number}" for number in range(rounds) for name, lines in signs if number < lines]


@check(part=2, title="three signs take turns, a line each")
async def test_three_in_turn(play):
    signs = [("hall", 3), ("stairs", 3), ("café", 3)]
    match = await play(signs_in_turn, signs=signs)
    shown_in_turn(match, by_rounds(signs))
    match.expect_result(["hall is over", "stairs is over", "café is over"])
    in_plain_python(match)


@check(part=2, title="a coroutine that has finished drops out, and the others go on in turn")
async def test_who_is_over_leaves(play):
    signs = [("hall", 4), ("stairs", 1), ("shop", 0), ("café", 2), ("lift", 3)]
    match = await play(signs_in_turn, signs=signs)
    shown_in_turn(match, by_rounds(signs))
    match.expect_result([f"{name} is over" for name, _ in signs])
    in_plain_python(match)


@check(part=2, title="no coroutines, no results")
async def test_none_at_all(play):
    match = await play(signs_in_turn, signs=[])
    match.expect(
        match.result == [],
        f"There was nothing to run, so run_all([]) should return []; it returned {match.result!r}.",
        mistake="wrong-answer",
        function="run_all",
        basis="reported",
    )
    in_plain_python(match)


# ---- 3: naps ---------------------------------------------------------------------------------------


@scenario
def signs_with_naps(kata, services, signs):
    async def sign(name, naps):
        for seconds in naps:
            services.show(name, f"naps {seconds}")
            await services.nap(seconds)
        services.show(name, "ends")
        return name

    return kata.run_all([sign(name, naps) for name, naps in signs])


def naps_kept(match, signs):
    """Every line at its time: no sign woke early, none overslept because of another one."""
    for name, naps in signs:
        calls = [call for call in match.calls("show") if call.args["sign"] == name]
        match.expect(
            len(calls) == len(naps) + 1, f"The sign {name!r} should show {len(naps) + 1} lines; it showed {len(calls)}."
        )
        for call, seconds in zip(calls[1:], naps, strict=True):
            due = round(calls[calls.index(call) - 1].start + seconds, 6)
            match.expect(
                call.start >= due - match.tolerance,
                f"{name!r} napped until {due:g} s (simulated), but was woken after {call.start:g} s.",
                mistake="wait-skipped",
                function="run_all",
            )


def nobody_overslept(match, signs):
    for name, naps in signs:
        calls = [call for call in match.calls("show") if call.args["sign"] == name]
        for before, call, seconds in zip(calls, calls[1:], naps, strict=False):
            due = round(before.start + seconds, 6)
            match.expect(
                call.start <= due + match.tolerance,
                f"{name!r} napped until {due:g} s (simulated), but was woken only after {call.start:g} s.",
                about=About.CAME_LATE,
            )


@check(part=3, title="three signs nap at the same time, and each wakes when it is due")
async def test_naps_overlap(play):
    signs = [("slow", [0.517, 0.613]), ("fast", [0.131, 0.233, 0.171]), ("once", [0.307])]
    match = await play(signs_with_naps, signs=signs)
    match.expect_result(["slow", "fast", "once"])
    naps_kept(match, signs)
    in_plain_python(match)
    longest = max(sum(naps) for _, naps in signs)
    match.expect_seconds(longest, in_turn=True)
    nobody_overslept(match, signs)


@check(part=3, title="signs that are due at the same time all wake")
async def test_equal_naps(play):
    signs = [("left", [0.25, 0.25]), ("right", [0.25, 0.25]), ("middle", [0.5])]
    match = await play(signs_with_naps, signs=signs)
    match.expect_result(["left", "right", "middle"])
    naps_kept(match, signs)
    in_plain_python(match)
    match.expect_seconds(0.5, in_turn=True)
    nobody_overslept(match, signs)


@scenario
def a_nap_beside_turns(kata, services, turns, seconds):
    async def busy():
        for number in range(turns):
            services.show("busy", f"line {number}")
            await services.give_way()
        return "busy"

    async def sleeper():
        await services.nap(seconds)
        services.show("sleeper", "awake")
        return "sleeper"

    return kata.run_all([sleeper(), busy()])


@check(part=3, title="a sign that naps does not hold up one that is awake")
async def test_a_nap_beside_turns(play):
    match = await play(a_nap_beside_turns, turns=4, seconds=0.4)
    match.expect_result(["sleeper", "busy"])
    late = [call.start for call in match.calls("show") if call.args["sign"] == "busy" and call.start > match.tolerance]
    match.expect(
        not late,
        "One sign naps while the other has four lines to show, but one of these had to wait "
        f"until {max(late, default=0):g} s (simulated).",
        mistake="too-slow",
        function="run_all",
    )
    match.expect_seconds(0.4, in_turn=True)
    in_plain_python(match)
