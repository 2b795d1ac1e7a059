"""Visible checks: read them, and `nox -s grade -- 67` plays them."""

import asyncio

from grader.judge import check, helper, scenario, service


@service(latency=(0.4, 2.3))
def ask_model(call, prompt, tokens):
    return f"{prompt} is {call.word}"


@helper
async def visit(desk, moment, prompt, tokens):
    await asyncio.sleep(moment)
    return await desk.ask(prompt, tokens)


@scenario
async def visitors(kata, requests, tokens, visits):
    desk = kata.Desk(requests, tokens)
    return await asyncio.gather(*[visit(desk, *each) for each in visits])


@scenario
async def one_gives_up(kata, requests, tokens, visits, gone, moment):
    desk = kata.Desk(requests, tokens)
    tasks = [asyncio.create_task(visit(desk, *each)) for each in visits]
    await asyncio.sleep(moment)
    tasks[gone].cancel()
    await asyncio.wait(tasks)


@scenario
async def one_asks_for_too_much(kata, note, requests, tokens, visits, prompt):
    desk = kata.Desk(requests, tokens)
    others = [asyncio.create_task(visit(desk, *each)) for each in visits]
    await asyncio.sleep(1)
    try:
        await desk.ask(prompt, tokens + 1)
    except ValueError:
        note("too much", prompt)
    return await asyncio.gather(*others)


def begin_at(match, requests, tokens, moments):
    """The contract is kept, and no call begins later than it has to: after so many seconds."""
    match.expect_budget("ask_model", requests, 60.0)
    match.expect_budget("ask_model", tokens, 60.0, cost="tokens")
    match.expect_calls("ask_model", exactly=len(moments))
    for call, moment in zip(match.calls("ask_model"), moments, strict=True):
        late = call.start - moment
        match.expect(late <= match.tolerance, f"{call.first!r} came {late:.2f} s late.", late=(call, late))
    match.expect_clean()


@check(part=1, title="four requests a minute: one, three at the end of the minute, and four in the next one")
async def test_requests(play):
    visits = [
        (0, "page 1", 1),
        *((55, f"page {n}", 1) for n in (2, 3, 4)),
        *((61, f"page {n}", 1) for n in (5, 6, 7, 8)),
    ]
    match = await play(visitors, requests=4, tokens=9_000, visits=visits)
    begin_at(match, 4, 9_000, [0, 55, 55, 55, 61, 70, 85, 100])
    match.expect_result([match.reply("ask_model", prompt, tokens) for _, prompt, tokens in visits])


@check(part=2, title="nine hundred tokens a minute, and requests enough")
async def test_tokens(play):
    visits = [(0, "page 1", 500), (0, "page 2", 625), (0, "page 3", 300)]
    match = await play(visitors, requests=99, tokens=900, visits=visits)
    begin_at(match, 99, 900, [0, 15, 35])


@check(part=3, title="a short page does not overtake a long one")
async def test_order(play):
    match = await play(visitors, requests=99, tokens=300, visits=[(0, "book", 300), (1, "long", 250), (2, "short", 5)])
    match.expect_order("ask_model", ["book", "long", "short"])
    begin_at(match, 99, 300, [0, 50, 51])


@check(part=4, title="a caller gives up in the line, and the next one moves up")
async def test_gives_up(play):
    visits = [(0, "book", 300), (1, "long", 250), (2, "short", 50)]
    match = await play(one_gives_up, requests=99, tokens=300, visits=visits, gone=1, moment=20)
    begin_at(match, 99, 300, [0, 20])


@check(part=4, title="what needs more tokens than a full bucket has is refused at once")
async def test_too_much(play):
    visits = [(0, "book", 300), (0, "long", 250)]
    match = await play(one_asks_for_too_much, requests=99, tokens=300, visits=visits, prompt="library")
    match.expect_notes("too much", ["library"])
    when = match.notes("too much")[0][0]
    match.expect(
        when <= 1 + match.tolerance, f"It was refused only after {when:.2f} s (simulated).", mistake="needless-wait"
    )
    begin_at(match, 99, 300, [0, 50])
