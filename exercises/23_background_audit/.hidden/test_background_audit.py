"""Hidden checks: background work that is owned, drained when the desk closes, and whose errors are reported once."""

import asyncio
import contextlib
import gc

from grader.judge import check, scenario, service

ORDERS = ["a lamp", "a rug", "a chair", "a cup"]


@service(latency=(0.2, 0.6))
def decide(call, order):
    return f"{call.word} for {order}"


@service(latency=(1.0, 3.0), kept=False)
def write_audit(call, order, reply):
    if "torn" in order:
        raise call.error("AuditError", f"{call.word}: no number on {order}")
    return f"{order} is written"


@service(latency=(0.7, 1.2), kept=False)
def send_alert(call, order, reason):
    return f"{order} is reported"


def reply(match, order):
    return match.reply("decide", order)


def decided(match, order):
    """How long a customer has to wait."""
    return match.latency("decide", order)


def audited(match, order):
    """When the audit of an order is over, whichever way, if its customer came at the start."""
    return decided(match, order) + match.latency("write_audit", order, reply(match, order))


def every_audit_was_made(match, orders):
    """One audit for each order, begun with the reply and neither forgotten nor broken off."""
    for order in orders:
        calls = [call for call in match.calls("write_audit") if call.args["order"] == order]
        match.expect(
            calls,
            f"Nothing about {order!r} was written into the ledger.",
            mistake="call-missing",
            function="RefundDesk.handle",
        )
        match.expect(
            len(calls) == 1,
            f"The audit of {order!r} was made {len(calls)} times.",
            mistake="called-too-often",
            at=calls[-1].at,
        )
        match.expect(
            calls[0].outcome != "cancelled",
            f"The audit of {order!r} was cancelled after {calls[0].end or 0:g} s (simulated).",
            mistake="cancelled-too-much",
            at=calls[0].at,
        )
        match.expect(
            abs(calls[0].start - decided(match, order)) <= match.tolerance,
            f"The decision on {order!r} was made after {decided(match, order):g} s (simulated), "
            f"but its audit began after {calls[0].start:g} s.",
            mistake="needless-wait",
            at=calls[0].at,
        )


def nobody_waited_for_the_ledger(match, orders):
    moments = match.notes("replied")
    for (when, _), order in zip(moments, sorted(orders, key=lambda order: decided(match, order)), strict=False):
        match.expect(
            when <= decided(match, order) + match.tolerance,
            f"The decision on {order!r} was made after {decided(match, order):g} s (simulated), "
            f"but the customer got the reply after {when:g} s.",
            mistake="needless-wait",
            function="RefundDesk.handle",
        )


# ---- 1: the reply does not wait for the audit ------------------------------------------------------


@scenario
async def one_customer(kata, note, order):
    desk = kata.RefundDesk()
    reply = await desk.handle(order)
    note("replied", reply)
    await asyncio.sleep(10)  # the desk stays open; meanwhile the garbage collector comes by
    with contextlib.suppress(Exception):  # how it closes is for part 2
        await desk.close()
    return reply


@check(part=1, title="the customer gets the reply, and the audit is written afterwards")
async def test_one_customer(play):
    match = await play(one_customer, order="a lamp")
    match.expect_result(reply(match, "a lamp"))
    nobody_waited_for_the_ledger(match, ["a lamp"])
    match.expect_clean()
    every_audit_was_made(match, ["a lamp"])


@scenario
async def several_customers(kata, note, orders):
    desk = kata.RefundDesk()

    async def customer(order):
        reply = await desk.handle(order)
        note("replied", reply)
        return reply

    replies = await asyncio.gather(*[customer(order) for order in orders])
    await asyncio.sleep(10)
    with contextlib.suppress(Exception):
        await desk.close()
    return replies


@check(part=1, title="four customers at once, and four audits side by side")
async def test_several_customers(play):
    match = await play(several_customers, orders=ORDERS)
    match.expect_result([reply(match, order) for order in ORDERS])
    nobody_waited_for_the_ledger(match, ORDERS)
    match.expect_clean()
    every_audit_was_made(match, ORDERS)


# ---- 2: closing waits, and nothing piles up --------------------------------------------------------


@scenario
async def customers_and_close(kata, orders):
    desk = kata.RefundDesk()
    replies = await asyncio.gather(*[desk.handle(order) for order in orders])
    await desk.close()
    return replies


@check(part=2, title="close returns when the last audit is done")
async def test_close_waits(play):
    match = await play(customers_and_close, orders=ORDERS)
    match.expect_result([reply(match, order) for order in ORDERS])
    match.expect_clean()
    every_audit_was_made(match, ORDERS)
    match.expect_seconds(max(audited(match, order) for order in ORDERS), in_turn=True)


@scenario
async def nothing_to_wait_for(kata, note, order):
    desk = kata.RefundDesk()
    await desk.close()
    note("closed")
    reply = await desk.handle(order)
    await asyncio.sleep(10)
    await desk.close()
    note("closed")
    return reply


@check(part=2, title="close returns at once when nothing is on its way")
async def test_close_without_audits(play):
    match = await play(nothing_to_wait_for, order="a rug")
    match.expect_result(reply(match, "a rug"))
    match.expect_clean()
    every_audit_was_made(match, ["a rug"])
    for (closed, _), asked in zip(match.notes("closed"), (0.0, decided(match, "a rug") + 10), strict=True):
        match.expect(
            closed <= asked + match.tolerance,
            f"Nothing was on its way, but close, called after {asked:g} s (simulated), returned after {closed:g} s.",
            mistake="too-slow",
            function="RefundDesk.close",
        )


@scenario
async def a_long_day(kata, note, orders):
    desk = kata.RefundDesk()
    await asyncio.gather(*[desk.handle(order) for order in orders])
    await asyncio.sleep(10)
    gc.collect()
    note("kept", sum(isinstance(thing, asyncio.Task) and thing.done() for thing in gc.get_objects()))
    await desk.close()


@check(part=2, title="audits that are done are not kept")
async def test_nothing_piles_up(play):
    orders = [f"order {number}" for number in range(1, 13)]
    match = await play(a_long_day, orders=orders)
    match.expect_clean()
    every_audit_was_made(match, orders)
    for _, kept in match.notes("kept"):
        match.expect(
            kept == 0,
            f"{len(orders)} audits are done, and {kept} of their tasks are still kept.",
            mistake="never-discarded",
            function="RefundDesk.handle",
            basis="reported",
        )


# ---- 3: an error is reported once ------------------------------------------------------------------


@scenario
async def one_audit_fails(kata, orders):
    desk = kata.RefundDesk()
    replies = await asyncio.gather(*[desk.handle(order) for order in orders])
    await asyncio.sleep(10)
    await desk.close()
    return replies


def reported_once(match, order):
    failed = next(call for call in match.calls("write_audit") if call.args["order"] == order)
    alerts = [call for call in match.calls("send_alert") if call.args["order"] == order]
    match.expect(
        alerts,
        f"The audit of {order!r} failed, and the people on duty were not told.",
        mistake="call-missing",
        at=failed.at,
    )
    match.expect(
        len(alerts) == 1,
        f"The failed audit of {order!r} was reported {len(alerts)} times.",
        mistake="called-too-often",
        at=alerts[-1].at,
    )
    match.expect(
        alerts[0].start <= (failed.end or 0) + match.tolerance,
        f"The audit of {order!r} failed after {failed.end:g} s (simulated), "
        f"but the people on duty were told after {alerts[0].start:g} s.",
        mistake="needless-wait",
        at=alerts[0].at,
    )
    reason = match.reply("write_audit", order, reply(match, order)).partition(": ")[2]
    match.expect(
        alerts[0].args["reason"] == reason,
        f"The alert about {order!r} must carry the text of the error, {reason!r}; "
        f"it said {alerts[0].args['reason']!r}.",
    )


@check(part=3, title="one of three audits fails, and only that one is reported")
async def test_an_error_is_reported(play):
    orders = ["a lamp", "a torn coat", "a rug"]
    match = await play(one_audit_fails, orders=orders)
    match.expect_result([reply(match, order) for order in orders])
    match.expect_clean()
    every_audit_was_made(match, orders)
    reported_once(match, "a torn coat")
    match.expect_calls("send_alert", exactly=1)


@check(part=3, title="close waits for an audit that fails, and for its alert")
async def test_close_waits_for_an_alert(play):
    match = await play(customers_and_close, orders=["a torn coat"])
    match.expect_result([reply(match, "a torn coat")])
    match.expect_clean()
    every_audit_was_made(match, ["a torn coat"])
    reported_once(match, "a torn coat")
    reason = match.calls("send_alert")[0].args["reason"]
    alerted = match.latency("send_alert", "a torn coat", reason)
    match.expect_seconds(audited(match, "a torn coat") + alerted, in_turn=True)


@scenario
async def the_server_stops(kata, order):
    desk = kata.RefundDesk()
    await desk.handle(order)
    await asyncio.sleep(0.1)
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


@check(part=3, title="an audit that ends because the server stops is no error to report")
async def test_the_server_stops(play):
    match = await play(the_server_stops, order="a lamp")
    match.expect_calls("write_audit", exactly=1)
    match.expect_calls("send_alert", exactly=0)
    match.expect_clean()
