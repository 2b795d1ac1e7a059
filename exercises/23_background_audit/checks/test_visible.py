"""Visible checks: read them, and `nox -s grade -- 23` plays them."""

import asyncio
import contextlib

from grader.judge import check, scenario, service


@service(latency=(0.3, 0.7))
def decide(call, order):
    return f"{order}: {call.word}"


@service(latency=(1.5, 1.7), kept=False)  # the ledger does not keep what waits for it
def write_audit(call, order, reply):
    if "lost" in order:
        raise call.error("AuditError", f"nothing known of {order}")
    return f"{order} is in"


@service(latency=(0.4, 0.8), kept=False)
def send_alert(call, order, reason):
    return "they know"


@scenario
async def a_customer(kata, note, order):
    desk = kata.RefundDesk()
    note("reply", await desk.handle(order))
    await asyncio.sleep(6)  # time enough for the audit
    with contextlib.suppress(Exception):  # closing is part 2
        await desk.close()


@scenario
async def two_customers_before_closing(kata, orders):
    desk = kata.RefundDesk()
    replies = [await desk.handle(order) for order in orders]
    await desk.close()
    await kata.RefundDesk().close()  # another desk, where nothing is on its way
    return replies


def the_audit(match, order, decided):
    """The audit of an order, which was begun as soon as it was decided."""
    audits = [call for call in match.calls("write_audit") if call.args["order"] == order]
    match.expect(
        len(audits) == 1,
        f"The audit of {order!r} should be written once. It was begun {len(audits)} times.",
        mistake="called-too-often" if audits else "call-missing",
        function="RefundDesk.handle",
    )
    match.expect(
        audits[0].start <= decided + match.tolerance,
        f"{order!r} was decided after {decided:g} s (simulated), but its audit began after {audits[0].start:g} s.",
        mistake="needless-wait",
        at=audits[0].at,
    )
    return audits[0]


@check(part=1, title="the customer is told what was decided, and the audit is written meanwhile")
async def test_a_customer(play):
    match = await play(a_customer, order="a scarf")
    match.expect_notes("reply", [match.reply("decide", "a scarf")])
    [(told, _)], decided = match.notes("reply"), match.latency("decide", "a scarf")
    match.expect(
        told <= decided + match.tolerance,
        f"It was decided after {decided:g} s (simulated), but the customer waited for {told:g} s.",
        mistake="needless-wait",
        function="RefundDesk.handle",
    )
    match.expect_clean()
    the_audit(match, "a scarf", decided)


@check(part=2, title="the desk closes when both audits are written")
async def test_closing(play):
    orders = ["a scarf", "a belt"]
    match = await play(two_customers_before_closing, orders=orders)
    match.expect_cancelled("write_audit", exactly=0)
    match.expect_clean()
    replies = [match.reply("decide", order) for order in orders]
    decided, ends = 0.0, []
    for order, reply in zip(orders, replies, strict=True):
        decided += match.latency("decide", order)
        the_audit(match, order, decided)
        ends.append(decided + match.latency("write_audit", order, reply))
    match.expect_seconds(max(ends), in_turn=True)
    match.expect_result(replies)


@check(part=3, title="an audit fails: the customer gets the reply, and the people on duty are told once")
async def test_an_audit_fails(play):
    match = await play(two_customers_before_closing, orders=["a lost hat", "a scarf"])
    match.expect_clean()
    audit = the_audit(match, "a lost hat", match.latency("decide", "a lost hat"))
    alerts = match.calls("send_alert")
    match.expect(
        len(alerts) == 1,
        f"One audit failed. The people on duty have to be told once; they were told {len(alerts)} times.",
        mistake="called-too-often" if alerts else "call-missing",
        at=audit.at,
    )
    match.expect(
        alerts[0].start <= audit.end + match.tolerance,
        f"The audit failed after {audit.end:g} s (simulated). The people on duty were told after {alerts[0].start:g} s.",
        mistake="needless-wait",
        at=alerts[0].at,
    )
    told = [alerts[0].args["order"], alerts[0].args["reason"]]
    match.expect(
        told == ["a lost hat", "nothing known of a lost hat"],
        f"The audit of 'a lost hat' failed with 'nothing known of a lost hat'. The people on duty were told {told}.",
        at=alerts[0].at,
    )
