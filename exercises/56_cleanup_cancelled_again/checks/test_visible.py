"""Visible checks: read them, and `nox -s grade -- 56` plays them."""

import asyncio

from grader.judge import check, scenario, service

DURING_THE_PAYMENT = 0.5
SOON_AFTER = 0.2  # while the seat is being released


@service(latency=0.2137)
def hold_seat(call, seat):
    return None


@service(latency=(1.5, 2.0))
def take_payment(call, seat, buyer):
    if buyer == "no card":
        raise call.error("Declined", call.word)
    return f"{seat}, {call.word}"


@service(latency=(0.6, 0.8))
def release_seat(call, seat):
    if seat == "box 0":
        raise call.error("SystemDown", f"box 0 is {call.word}")


@scenario
async def sell(kata, seat, buyer):
    new_office = kata.BoxOffice
    return await new_office().sell(seat, buyer)


@scenario
async def sell_and_cancel_twice(kata, note, seat, first, second, close):
    new_office = kata.BoxOffice
    office = new_office()
    sale = asyncio.create_task(office.sell(seat, "a buyer"))
    await asyncio.sleep(first)
    sale.cancel()
    await asyncio.sleep(second)
    sale.cancel()
    await asyncio.wait([sale])
    note("the sale", "cancelled" if sale.cancelled() else "not cancelled")
    del sale
    if close:
        await office.close()
    else:
        await asyncio.sleep(2)  # the office stays open
    return office.problems


@check(part=1, title="a seat that is paid for is not released")
async def test_paid(play):
    match = await play(sell, seat="box 4", buyer="Noor")
    match.expect_result(match.reply("take_payment", "box 4", "Noor"))
    match.expect_calls("release_seat", exactly=0)
    match.expect_clean()


@check(part=1, title="the bank declines: the seat is free when the error is raised")
async def test_declined(play):
    match = await play(sell, seat="box 4", buyer="no card")
    match.expect_error("Declined")
    match.expect_cleanup("release_seat", exactly=1)
    match.expect_clean()


@check(part=1, title="a sale is cancelled twice: its seat is released once, and in full")
async def test_cancelled_twice(play):
    match = await play(sell_and_cancel_twice, seat="box 4", first=DURING_THE_PAYMENT, second=SOON_AFTER, close=False)
    match.expect_cleanup("release_seat", exactly=1)
    match.expect_notes("the sale", ["cancelled"])
    match.expect_clean()


@check(part=2, title="close returns when the seat is free")
async def test_close(play):
    match = await play(sell_and_cancel_twice, seat="box 4", first=DURING_THE_PAYMENT, second=SOON_AFTER, close=True)
    match.expect_cleanup("release_seat", exactly=1)
    match.expect_seconds(DURING_THE_PAYMENT + match.latency("release_seat", "box 4"), in_turn=True)
    match.expect_clean()


@check(part=3, title="a release fails: its error stands in problems")
async def test_release_fails(play):
    match = await play(sell_and_cancel_twice, seat="box 0", first=DURING_THE_PAYMENT, second=SOON_AFTER, close=True)
    match.expect_notes("the sale", ["cancelled"])
    match.expect_result([match.reply("release_seat", "box 0").removeprefix("SystemDown: ")])
    match.expect_clean()
