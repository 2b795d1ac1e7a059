"""Hidden checks: no call before the buckets allow it, and none later than that; in one line; who leaves takes nothing."""

import asyncio

from grader.judge import check, helper, scenario, service

PLENTY = 1_000_000  # tokens that never run out


@service(latency=(0.4, 2.3))
def ask_model(call, prompt, tokens):
    return f"{prompt} is {call.word}"


@helper
async def visit(desk, moment, prompt, tokens):
    if moment:
        await asyncio.sleep(moment)
    return await desk.ask(prompt, tokens)


@scenario
async def visitors(kata, requests, tokens, seconds, visits):
    desk = kata.Desk(requests, tokens, seconds)
    return await asyncio.gather(*[visit(desk, *each) for each in visits])


def moments(visits, requests, tokens, seconds):
    """When the call of each visit may begin, in simulated seconds, if one is served after the other."""
    left, filled, now = [float(requests), float(tokens)], [requests / seconds, tokens / seconds], 0.0
    for moment, _, amount in visits:
        for needed in ((0, 0), (1, amount)):  # until the visitor is there, then until there is enough
            missing = max((need - have) / rate for need, have, rate in zip(needed, left, filled, strict=True))
            later = max(moment, now) if needed == (0, 0) else now + max(0.0, missing)
            left = [min(size, have + (later - now) * rate)
                    for size, have, rate in zip((requests, tokens), left, filled, strict=True)]  # fmt: skip
            now = later
        left = [left[0] - 1, left[1] - amount]
        yield now


FILLS_OVER = r"^(?!.*\bmin\().*\+.*\*"  # what drips into a bucket, and no size that limits it


def kept_to_the_contract(match, requests, tokens, seconds):
    match.expect_budget("ask_model", requests, seconds, near=FILLS_OVER)
    match.expect_budget("ask_model", tokens, seconds, cost="tokens", near=FILLS_OVER)


def none_came_late(match, visits, requests, tokens, seconds):
    """No call began later than the buckets allow: the first one, the second one, and so on."""
    calls = sorted(match.calls("ask_model"), key=lambda call: call.start)
    for number, (moment, call) in enumerate(zip(moments(visits, requests, tokens, seconds), calls, strict=True), 1):
        late = call.start - moment
        before = next((one for one in calls if abs(call.start - one.end) <= match.tolerance), None)
        match.expect(
            before is None or late <= match.tolerance,
            f"Call {number} was allowed after {moment:.2f} s (simulated). It began after {call.start:.2f} s, when "
            "another one had its answer.",
            mistake="held-while-waiting",
            at=before.at if before else None,
        )
        match.expect(
            late <= match.tolerance,
            f"Call {number} was allowed after {moment:.2f} s (simulated). It began only after {call.start:.2f} s.",
            late=(call, late),
        )


def answered(match, visits):
    match.expect_result([match.reply("ask_model", prompt, amount) for _, prompt, amount in visits])
    for _, prompt, _ in visits:
        count = sum(call.first == prompt for call in match.calls("ask_model"))
        match.expect(count == 1, f"The model was asked {count} times for {prompt!r}.", mistake="called-too-often")


async def a_day(play, visits, requests, tokens=PLENTY, seconds=60.0):
    match = await play(visitors, requests=requests, tokens=tokens, seconds=seconds, visits=visits)
    kept_to_the_contract(match, requests, tokens, seconds)
    answered(match, visits)
    match.expect_clean()
    none_came_late(match, visits, requests, tokens, seconds)
    return match


def in_the_order_of(match, visits):
    match.expect_order("ask_model", [prompt for _, prompt, _ in visits])


# ---- 1: so many requests ---------------------------------------------------------------------------


@check(part=1, title="a letter, a quiet time, and then eleven letters around the end of a minute")
async def test_around_the_end_of_a_minute(play):
    visits = [(0.0, "first", 1), *((57.3 + number / 2, f"letter {number}", 1) for number in range(11))]
    await a_day(play, visits, requests=7)


@check(part=1, title="eleven letters at one moment, seven requests a minute")
async def test_all_at_one_moment(play):
    await a_day(play, [(0.0, f"letter {number}", 1) for number in range(11)], requests=7)


@check(part=1, title="a long quiet time gives no more than a full bucket, and another contract has other numbers")
async def test_no_more_than_full(play):
    visits = [(0.0, "first", 1), *((300.2 + number / 10, f"letter {number}", 1) for number in range(9))]
    await a_day(play, visits, requests=4)
    await a_day(play, [(0.0, f"letter {number}", 1) for number in range(5)], requests=2, seconds=30.0)


# ---- 2: so many tokens -----------------------------------------------------------------------------


@check(part=2, title="six letters with many tokens each, and requests enough")
async def test_tokens(play):
    visits = [(0.0, f"letter {number}", amount) for number, amount in enumerate((400, 300, 350, 350, 500, 600))]
    await a_day(play, visits, requests=50, tokens=600)


@check(part=2, title="tokens and requests are scarce in turn")
async def test_both(play):
    visits = [(0.0, "long 1", 1200), (0.0, "long 2", 600)]
    visits += [(31.1 + number / 10, f"short {number}", 1) for number in range(9)] + [(81.7, "long 3", 1150)]
    await a_day(play, visits, requests=6, tokens=1200)


# ---- 3: first come, first served -------------------------------------------------------------------


@check(part=3, title="short letters come after a long one, and do not overtake it")
async def test_first_come_first_served(play):
    visits = [(0.0, "empties it", 600), (1.1, "long", 500)]
    visits += [(5.3 + number / 4, f"short {number}", 5) for number in range(4)]
    match = await play(visitors, requests=30, tokens=600, seconds=60.0, visits=visits)
    in_the_order_of(match, visits)
    await a_day(play, visits, requests=30, tokens=600)


@check(part=3, title="callers come one by one while others wait")
async def test_a_long_line(play):
    visits = [(number * 2.6, f"letter {number}", 10 * (number % 4) + 5) for number in range(20)]
    match = await play(visitors, requests=10, tokens=200, seconds=60.0, visits=visits)
    in_the_order_of(match, visits)
    await a_day(play, visits, requests=10, tokens=200)


# ---- 4: who gives up, and what can never be -----------------------------------------------------------


@scenario
async def some_give_up(kata, note, requests, tokens, visits, leaves):
    desk = kata.Desk(requests, tokens)
    tasks = [asyncio.create_task(visit(desk, *each)) for each in visits]
    for name, moment in leaves:
        asyncio.get_running_loop().call_later(moment, tasks[name].cancel)
    await asyncio.wait(tasks)
    for task in tasks:
        note("ended", "cancelled" if task.cancelled() else type(task.exception()).__name__)


async def without_those(play, visits, leaves, stay, **contract):
    """Callers give up; the others are served as if these had never been in the line."""
    match = await play(some_give_up, visits=visits, leaves=leaves, **contract)
    kept_to_the_contract(match, contract["requests"], contract["tokens"], 60.0)
    gone = {number for number, _ in leaves}
    wanted = ["cancelled" if number in gone else "NoneType" for number in range(len(visits))]
    match.expect_notes("ended", wanted)
    for number in gone:
        count = sum(call.first == visits[number][1] for call in match.calls("ask_model"))
        match.expect(count == 0, f"The model was asked for {visits[number][1]!r}, and its caller had given up.",
                     mistake="cancellation-swallowed", function="Desk.ask")  # fmt: skip
    match.expect_clean()
    none_came_late(match, stay, contract["requests"], contract["tokens"], 60.0)


@check(part=4, title="two of five callers give up in the line, and the others move up")
async def test_move_up(play):
    visits = [(0.0, f"letter {number}", 1) for number in range(7)]
    stay = [visits[number] for number in (0, 1, 3, 4, 6)]
    await without_those(play, visits, [(2, 10.3), (5, 11.4)], stay, requests=2, tokens=PLENTY)


@check(part=4, title="a caller with a long letter gives up, and those behind it are served at once")
async def test_the_long_one_leaves(play):
    visits = [(0.0, "empties it", 600), (1.1, "long", 500), (2.2, "short 1", 50), (3.3, "short 2", 60)]
    stay = [visits[0], (20.7, "short 1", 50), (20.7, "short 2", 60)]
    await without_those(play, visits, [(1, 20.7)], stay, requests=30, tokens=600)


@scenario
async def gives_up_too_late(kata, requests, tokens, visits, moment):
    desk = kata.Desk(requests, tokens)
    task = asyncio.create_task(desk.ask("spent", 1))
    await asyncio.sleep(moment)
    task.cancel()
    await asyncio.wait([task])
    return await asyncio.gather(*[visit(desk, *each) for each in visits])


@check(part=4, title="a caller gives up when the model is already thinking: that request is spent")
async def test_spent(play):
    visits = [(0.0, "next 1", 1), (0.0, "next 2", 1)]
    match = await play(gives_up_too_late, requests=2, tokens=PLENTY, visits=visits, moment=0.2)
    kept_to_the_contract(match, 2, PLENTY, 60.0)
    match.expect_cancelled("ask_model", exactly=1)
    answered(match, visits)
    match.expect_clean()
    none_came_late(match, [(0.0, "spent", 1), (0.2, "next 1", 1), (0.2, "next 2", 1)], 2, PLENTY, 60.0)


@scenario
async def asks_for_too_much(kata, note, requests, tokens, visits, too_much):
    desk = kata.Desk(requests, tokens)
    others = [asyncio.create_task(visit(desk, *each)) for each in visits]
    await asyncio.sleep(0)
    try:
        await desk.ask("novel", too_much)
    except ValueError:
        note("a novel", "ValueError")
    return await asyncio.gather(*others)


@check(part=4, title="a letter needs more tokens than a full bucket has: ValueError, at once")
async def test_never(play):
    visits = [(0.0, "letter 1", 600), (0.0, "letter 2", 300)]
    match = await play(asks_for_too_much, requests=6, tokens=600, visits=visits, too_much=601)
    match.expect_notes("a novel", ["ValueError"])
    when = match.notes("a novel")[0][0]
    match.expect(
        when <= match.tolerance,
        f"No bucket ever has 601 tokens. The caller was told only after {when:.2f} s (simulated).",
        mistake="needless-wait",
        function="Desk.ask",
    )
    kept_to_the_contract(match, 6, 600, 60.0)
    answered(match, visits)
    match.expect_clean()
    none_came_late(match, visits, 6, 600, 60.0)
