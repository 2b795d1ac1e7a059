"""Visible checks: read them, and `nox -s grade -- 57` plays them."""

import asyncio

from grader.judge import check, scenario, service


@service(latency=(0.2, 0.7))
def open_resource(call, name):
    if name == "broken mailer":
        raise call.error("OpenError", f"{call.word} did not open")
    return f"{name} {call.word}"


@service(latency=(0.2, 0.7))
def close_resource(call, handle):
    if "jammed" in handle:
        raise call.error("CloseError", f"{call.word} did not close")


@service(latency=(0.3, 0.8), fresh=True)
def fetch_orders(call, handle):
    return call.word


@service(latency=(0.3, 0.8))
def hand_back(call, handle):
    return


@scenario
async def serve(kata, services, names, seconds):
    async with kata.lifespan(services.App(names, kata.lifespan)):
        await asyncio.sleep(seconds)


def closed(match, names):
    """These were closed, in this order, and each of them once."""
    handles = [match.reply("open_resource", name) for name in names]
    asked = [call.first for call in match.calls("close_resource")]
    left = [handle for handle in handles if handle not in asked]
    match.expect(
        not left, f"Opened and never closed: {', '.join(left)}.", mistake="cleanup-skipped", function="lifespan"
    )
    match.expect(asked == handles, f"Closed were {asked}, in this order.", mistake="wrong-order", function="lifespan")


@check(part=1, title="what is opened last is closed first")
async def test_reverse_order(play):
    match = await play(serve, names=["disk", "index"], seconds=2.0)
    match.expect_order("open_resource", ["disk", "index"])
    closed(match, ["index", "disk"])


@check(part=2, title="the third one does not open: the first two are closed, and the error comes out")
async def test_one_does_not_open(play):
    match = await play(serve, names=["disk", "index", "broken mailer"], seconds=2.0)
    match.expect_error("OpenError")
    closed(match, ["index", "disk"])
    match.expect_clean()


@check(part=3, title="a closing fails: the others are closed all the same, and the error comes out")
async def test_one_does_not_close(play):
    match = await play(serve, names=["disk", "jammed index", "mailer"], seconds=2.0)
    match.expect_error("CloseError")
    closed(match, ["mailer", "jammed index", "disk"])


@check(part=4, title="the worker works with what was opened first, and has ended before anything is closed")
async def test_worker(play):
    match = await play(serve, names=["disk", "index"], seconds=3.0)
    match.expect_calls("fetch_orders", at_least=2)
    for call in match.calls("fetch_orders"):
        match.expect(
            call.first == match.reply("open_resource", "disk"), f"The worker asked {call.first!r}.", at=call.at
        )
    match.expect_clean()
    match.expect_cleanup("hand_back", exactly=1)
    (back,) = match.calls("hand_back")
    first = min(call.start for call in match.calls("close_resource"))
    match.expect(
        back.start < first + match.tolerance,
        "The worker was still asking for orders when the closing began.",
        mistake="wrong-order",
        function="lifespan",
    )
    match.expect(
        back.end <= first + match.tolerance,
        "The worker was still handing back its orders when the closing began.",
        mistake="cancel-not-awaited",
        function="lifespan",
    )
