"""Visible checks: read them, and `nox -s grade -- 68` plays them."""

import asyncio

from grader.judge import check, scenario, service


@service(latency=(0.1, 0.3), fresh=True)
def open_session(call):
    return call.attempt + 1


@service(latency=(0.7, 1.4))
def run(call, session, statement):
    return f"rows of {statement}: {call.word}"


@service(latency=(0.1, 0.3))
def close_session(call, session):
    return None


@service(latency=(1.5, 3.5))
def ask_model(call, orders):
    return f"advice {call.word}"


@scenario
async def three_panels(kata, services, panels):
    return await kata.dashboard(services.Pool(3), panels)


@scenario
async def advise(kata, services, customer):
    return await kata.advise(services.Pool(2), customer)


@scenario
async def deliver(kata, services, boxes, source, target):
    await kata.deliver(services.Pool(2), boxes, source, target)


@scenario
async def deliver_and_cancel(kata, services, boxes, source, target, after):
    task = asyncio.create_task(kata.deliver(services.Pool(2), boxes, source, target))
    await asyncio.sleep(after)
    task.cancel()
    await asyncio.wait([task])
    return task.cancelled()


@check(part=1, title="three panels are read at the same time, each in a session of its own")
async def test_three_panels(play):
    match = await play(three_panels, panels=["sales", "staff", "heating"])
    match.expect_apart("run", by="session")
    match.expect_peak("run", 3)
    match.expect_cleanup("close_session", exactly=3)
    match.expect_clean()


@check(part=2, title="no session is open while the model thinks")
async def test_advise(play):
    match = await play(advise, customer="mia")
    match.expect_clean()
    (thinking,) = match.calls("ask_model")
    for opened, closed in zip(match.calls("open_session"), match.calls("close_session"), strict=True):
        match.expect(
            closed.start <= thinking.start + match.tolerance or opened.start >= thinking.end - match.tolerance,
            f"Session {closed.first} was open while the model was thinking.",
            mistake="held-while-waiting",
            at=thinking.at,
        )
    match.expect_calls("run", exactly=2)


@check(part=3, title="a delivery and its line in the log are one transaction, in one session")
async def test_deliver(play):
    match = await play(deliver, boxes=2, source="cellar", target="shop")
    first = match.calls("run")[0].first
    for call in match.calls("run"):
        match.expect(
            call.first == first,
            f"{call.args['statement']!r} ran in session {call.first}, and the transaction is in session {first}.",
            mistake="half-written",
            at=call.at,
        )
    seen = [call.args["statement"] for call in match.calls("run")]
    changes = ["update cellar by -2", "update shop by 2", "insert log: 2 from cellar to shop"]
    match.expect(
        seen == ["begin", *changes, "commit"],
        f"The statements were {seen}.",
        mistake="half-written" if seen.count("commit") > 1 else "",
        function="deliver",
    )
    match.expect_cleanup("close_session", exactly=1)
    match.expect_clean()


@check(part=4, title="a delivery is cancelled in the middle: it is rolled back, and the cancellation goes on")
async def test_cancelled(play):
    match = await play(
        deliver_and_cancel,
        boxes=2,
        source="cellar",
        target="shop",
        after=1.8,
        latency={"run": 0.75, "open_session": 0.2},
    )
    seen = [call.args["statement"] for call in match.calls("run") if call.first == 1]
    match.expect(
        seen[-1:] == ["rollback"],
        f"The session ran {seen}, and was given back in the middle of a transaction.",
        mistake="cleanup-skipped",
        function="deliver",
        near=r"except\b|begin",
    )
    match.expect_cleanup("close_session", exactly=len(match.calls("open_session")))
    match.expect_result(True)
    match.expect_clean()
