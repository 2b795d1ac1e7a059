"""Hidden checks: what was opened and closed, in which order, and that the worker was gone before."""

import asyncio

from grader.judge import check, helper, scenario, service

NAMES = ["client", "pool", "cache"]


@service(latency=(0.2, 0.7))
def open_resource(call, name):
    if name.startswith("broken"):
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


def handle(match, name):
    return match.reply("open_resource", name)


def opened(match, names):
    asked = [call.first for call in match.calls("open_resource")]
    missing = [name for name in names if name not in asked]
    match.expect(not missing, f"Never opened: {', '.join(missing)}.", mistake="call-missing", function="lifespan",
                 near=r"\bnames\b")  # fmt: skip
    match.expect_order("open_resource", names)
    for before, call in zip(match.calls("open_resource"), match.calls("open_resource")[1:], strict=False):
        match.expect(before.end is not None and call.start >= before.end,
                     f"{call.first!r} was opened while {before.first!r} was not open yet.",
                     mistake="wrong-order", at=call.at)  # fmt: skip


def closed(match, names, since=0.0):
    """These were closed, each once, one after the other, the one that was opened last first."""
    calls = match.calls("close_resource")
    wanted = [handle(match, name) for name in names]
    done = [call.first for call in calls]
    failed = next((call for call in calls if call.outcome == "failed"), None)
    if failed is not None:
        match.expect(not set(wanted) - set(done), f"Closing {failed.first!r} failed, and the next one was never closed.",
                     mistake="cleanup-skipped", at=failed.at)  # fmt: skip
    for name, due in zip(names, wanted, strict=True):
        match.expect(done.count(due) > 0, f"The {name} was opened and never closed.",
                     mistake="cleanup-skipped", function="lifespan", near="await close_resource")  # fmt: skip
    for call in calls:
        match.expect(call.first in wanted, f"{call.first!r} was closed, and was never open.", at=call.at)
    match.expect_calls("close_resource", exactly=len(names))
    match.expect(all(call.start >= since - match.tolerance for call in calls),
                 f"{done[0]!r} was closed after {calls[0].start:.2f} s (simulated). The serving ended after {since:.2f} s."
                 if calls else "", mistake="wrong-order", at=calls[0].at if calls else None)  # fmt: skip
    for number, call in enumerate(calls):
        match.expect(
            call.first == wanted[-1 - number] and (number == 0 or call.start >= (calls[number - 1].end or 1e9)),
            f"The {names[-1 - number]} was opened after what stands before it, and has to be closed before that is.",
            mistake="wrong-order",
            at=call.at,
        )
    cut_off = [call for call in calls if call.outcome not in ("answered", "failed")]
    match.expect(not cut_off, "A closing was begun, and not waited for.", mistake="cleanup-cut-off",
                 at=cut_off[0].at if cut_off else None)  # fmt: skip


@scenario
async def a_good_day(kata, note, services, names, seconds):
    app = services.App(names, kata.lifespan)
    async with kata.lifespan(app):
        note("serving", dict(app.resources))
        await asyncio.sleep(seconds)
        note("stopping", None)


def served(match, names):
    match.expect_notes("serving", [{name: handle(match, name) for name in names}])
    (since, _), *_ = match.notes("stopping")
    return since


# ---- 1: in reverse order ----------------------------------------------------------------------------


async def day(play, names):
    match = await play(a_good_day, names=names, seconds=2.0)
    opened(match, names)
    closed(match, names, since=served(match, names))


@check(part=1, title="three things are opened in order, and closed in reverse order when the serving ends")
async def test_three(play):
    await day(play, NAMES)


@check(part=1, title="another server has one thing, and another one six")
async def test_another_number(play):
    await day(play, ["pool"])
    await day(play, [*NAMES, "mailer", "index", "queue"])


# ---- 2: one does not open ----------------------------------------------------------------------------


@scenario
async def never_serves(kata, note, services, names):
    async with kata.lifespan(services.App(names, kata.lifespan)):
        note("serving", None)


@scenario
async def stopped_while_starting(kata, note, services, names, after):
    async def serve():
        async with kata.lifespan(services.App(names, kata.lifespan)):
            note("serving", None)

    task = asyncio.create_task(serve())
    await asyncio.sleep(after)
    task.cancel()
    await asyncio.wait([task])
    return task.cancelled()


@check(part=2, title="the third does not open: the two others are closed, and the error reaches the server")
async def test_third_fails(play):
    names = ["client", "pool", "broken cache", "mailer"]
    match = await play(never_serves, names=names)
    match.expect_error("OpenError", saying="did not open")
    opened(match, names[:3])
    closed(match, names[:2])
    match.expect_notes("serving", [])
    match.expect_clean()


@check(part=2, title="the first does not open: there is nothing to close")
async def test_first_fails(play):
    match = await play(never_serves, names=["broken client", "pool"])
    match.expect_error("OpenError", saying="did not open")
    opened(match, ["broken client"])
    closed(match, [])
    match.expect_clean()


@check(part=2, title="the server is stopped while the third is being opened")
async def test_stopped_while_starting(play):
    match = await play(stopped_while_starting, names=NAMES, after=2.5, latency={"open_resource": 1.0})
    match.expect_cancelled("open_resource", exactly=1)
    closed(match, NAMES[:2])
    match.expect_result(True)
    match.expect_clean()


# ---- 3: it ends badly --------------------------------------------------------------------------------


@helper
class RequestFailed(Exception):
    """Not one of the errors of services.py."""


@scenario
async def a_bad_day(kata, services, names, seconds, error):
    app = services.App(names, kata.lifespan)
    async with kata.lifespan(app):
        await asyncio.sleep(seconds)
        raise (RequestFailed if error == "RequestFailed" else services.OpenError)("a request has failed")


@scenario
async def stopped_while_serving(kata, services, names, after):
    app = services.App(names, kata.lifespan)
    task = asyncio.create_task(app.serve(99))
    await asyncio.sleep(after)
    task.cancel()
    await asyncio.wait([task])
    return task.cancelled()


@check(part=3, title="the second does not close as it should: the others are closed, and the error reaches the server")
async def test_closing_fails(play):
    names = ["client", "jammed pool", "cache"]
    match = await play(a_good_day, names=names, seconds=2.0)
    match.expect_error("CloseError", saying="did not close")
    closed(match, names)
    match.expect_errors_read()


@check(part=3, title="the last one does not close as it should")
async def test_last_closing_fails(play):
    names = ["client", "pool", "jammed cache"]
    match = await play(a_good_day, names=names, seconds=2.0)
    match.expect_error("CloseError", saying="did not close")
    closed(match, names)
    match.expect_errors_read()


@check(part=3, title="the serving ends with an error: everything is closed, and the error goes on")
async def test_serving_fails(play):
    for error in ("OpenError", "RequestFailed"):
        match = await play(a_bad_day, names=NAMES, seconds=2.0, error=error)
        if match.error is None:
            match.expect(False, "The serving ended with an error, and the server was not told.",
                         mistake="error-swallowed", function="lifespan")  # fmt: skip
        match.expect_error(error, saying="a request has failed")
        closed(match, NAMES)


@check(part=3, title="the serving is cancelled: everything is closed, and the cancellation goes on")
async def test_serving_is_cancelled(play):
    match = await play(stopped_while_serving, names=NAMES, after=5.0)
    closed(match, NAMES, since=5.0)
    match.expect_result(True)


# ---- 4: the worker ----------------------------------------------------------------------------------


def worked_and_stopped(match, names):
    """The worker asked the first resource, and had ended before the first closing began."""
    orders = match.calls("fetch_orders")
    match.expect(
        len(orders) > 1, "The worker did not ask for orders while the server was serving.", mistake="call-missing"
    )
    match.expect(
        all(call.first == handle(match, names[0]) for call in orders),
        f"The worker asked {orders[0].first!r}. It has to ask what was opened first.",
        at=orders[0].at,
    )
    ready = max(call.end or 0 for call in match.calls("open_resource"))
    match.expect(orders[0].start >= ready - match.tolerance, "The worker began before everything was open.",
                 mistake="wrong-order", at=orders[0].at)  # fmt: skip
    match.expect_clean()
    match.expect_cancelled("fetch_orders", exactly=1)
    first = min(call.start for call in match.calls("close_resource"))
    match.expect(
        orders[-1].end <= first + match.tolerance,
        f"The worker was still asking for orders after {first:.2f} s (simulated), when the closing had begun.",
        mistake="wrong-order",
        function="lifespan",
        near=r"\.cancel\b|\bstop\w*\(",
    )
    match.expect_cleanup("hand_back", exactly=1)
    (back,) = match.calls("hand_back")
    match.expect(
        back.end <= first + match.tolerance,
        f"The worker handed back its orders until {back.end:.2f} s (simulated). The closing began after {first:.2f} s.",
        mistake="cancel-not-awaited",
        function="lifespan",
        near=r"\.cancel\b",
    )
    closing = match.calls("close_resource")[0]
    match.expect(
        closing.start <= back.end + match.tolerance,
        f"The worker had ended after {back.end:.4g} s (simulated). The closing began only after {closing.start:.4g} s.",
        late=(closing, closing.start - back.end),
    )


@check(part=4, title="the worker works while the server serves, and has ended before anything is closed")
async def test_worker(play):
    match = await play(a_good_day, names=NAMES, seconds=3.0)
    since = served(match, NAMES)
    worked_and_stopped(match, NAMES)
    closed(match, NAMES, since=since)


@check(part=4, title="the same when the serving is cancelled")
async def test_worker_of_a_cancelled_server(play):
    match = await play(stopped_while_serving, names=NAMES, after=6.0)
    worked_and_stopped(match, NAMES)
    closed(match, NAMES, since=6.0)
    match.expect_result(True)
