"""Hidden checks: a release survives every cancellation of its sale, is waited for, and its error is told."""

import asyncio

from grader.judge import check, scenario, service

NO_MONEY, NO_ROW, NO_LINE = "a buyer without money", "Z1", "Y2"
HOLD = 0.1137
DURING_THE_PAYMENT = 0.7
SOON_AFTER = 0.1  # shorter than a release


@service(latency=HOLD)
def hold_seat(call, seat):
    return None


@service(latency=(1.2, 2.4))
def take_payment(call, seat, buyer):
    if buyer == NO_MONEY:
        raise call.error("Declined", f"{call.word} does not pay")
    return f"ticket {call.word} for {seat}"


@service(latency=(0.5, 0.9))
def release_seat(call, seat):
    if seat == NO_ROW:
        raise call.error("SystemDown", f"there is no {call.word}")
    if seat == NO_LINE:  # an error that services.py does not name
        raise call.error("ConnectionResetError", f"{call.word} has cut the line")


@scenario
async def sell(kata, note, seat, buyer):
    new_office = kata.BoxOffice
    office = new_office()
    try:
        return await office.sell(seat, buyer)
    finally:
        await office.close()
        for problem in office.problems:
            note("problems", problem)


@scenario
async def sell_and_cancel(kata, note, seat, buyer, cancels, after, apart, rest):
    new_office = kata.BoxOffice
    office = new_office()
    sale = asyncio.create_task(office.sell(seat, buyer))
    await asyncio.sleep(after)
    for _ in range(cancels):
        sale.cancel()
        await asyncio.sleep(apart)
    await asyncio.wait([sale])
    if not sale.cancelled():
        sale.result()
    note("the sale", "cancelled" if sale.cancelled() else "came to an end")
    del sale  # its error would hold everything that its frames have seen
    await asyncio.sleep(rest)  # and the office stays open


@scenario
async def sell_cancel_and_close(kata, note, seats, cancels, after, apart):
    new_office = kata.BoxOffice
    office = new_office()
    sales = [asyncio.create_task(office.sell(seat, "somebody")) for seat in seats]
    await asyncio.sleep(after)
    for _ in range(cancels):
        for sale in sales:
            sale.cancel()
        await asyncio.sleep(apart)
    await asyncio.wait(sales)
    for sale in sales:
        if not sale.cancelled():
            sale.result()
        note("the sales", "cancelled" if sale.cancelled() else "came to an end")
    await office.close()
    for problem in sorted(office.problems):
        note("problems", problem)


@check(part=1, title="a seat that is paid for is not released")
async def test_paid(play):
    match = await play(sell, seat="B12", buyer="Ada")
    match.expect_result(match.reply("take_payment", "B12", "Ada"))
    match.expect_calls("release_seat", exactly=0)
    match.expect_seconds(HOLD + match.latency("take_payment", "B12", "Ada"), in_turn=True)
    match.expect_clean()


@check(part=1, title="the bank declines: the seat is released, then the error is raised")
async def test_declined(play):
    match = await play(sell, seat="B12", buyer=NO_MONEY)
    match.expect_error("Declined")
    match.expect_cleanup("release_seat", exactly=1)
    waited = HOLD + match.latency("take_payment", "B12", NO_MONEY) + match.latency("release_seat", "B12")
    match.expect_seconds(waited, in_turn=True)
    match.expect_clean()


@check(part=1, title="cancelled once: the seat is released before the sale has ended")
async def test_cancelled_once(play):
    match = await play(
        sell_and_cancel, seat="B12", buyer="Ben", cancels=1, after=DURING_THE_PAYMENT, apart=SOON_AFTER, rest=0
    )
    match.expect_cleanup("release_seat", exactly=1)
    match.expect_notes("the sale", ["cancelled"])
    match.expect_seconds(DURING_THE_PAYMENT + match.latency("release_seat", "B12"), in_turn=True)
    match.expect_clean()


@check(part=1, title="cancelled three times: a release that has begun is finished")
async def test_cancelled_again(play):
    match = await play(
        sell_and_cancel, seat="C7", buyer="Cleo", cancels=3, after=DURING_THE_PAYMENT, apart=SOON_AFTER, rest=3.0
    )
    match.expect_cleanup("release_seat", exactly=1)
    match.expect_notes("the sale", ["cancelled"])
    match.expect_clean()


@check(part=2, title="three sales are cancelled twice, and closing waits for the slowest release")
async def test_close_waits(play):
    seats = ["B12", "C7", "D3"]
    match = await play(sell_cancel_and_close, seats=seats, cancels=2, after=DURING_THE_PAYMENT, apart=SOON_AFTER)
    match.expect_cleanup("release_seat", exactly=3)
    match.expect_seconds(DURING_THE_PAYMENT + max(match.latency("release_seat", seat) for seat in seats), in_turn=True)
    match.expect_clean()


@check(part=3, title="releases fail: the problems are noted, the sales are cancelled, the others are released")
async def test_releases_fail(play):
    seats = ["B12", NO_ROW, "D3", NO_LINE]
    match = await play(sell_cancel_and_close, seats=seats, cancels=2, after=DURING_THE_PAYMENT, apart=SOON_AFTER)
    match.expect_notes("the sales", ["cancelled"] * 4)
    match.expect_cleanup("release_seat", exactly=4)
    failed = sorted((NO_ROW, NO_LINE), key=lambda seat: match.latency("release_seat", seat))
    match.expect_notes("problems", [match.reply("release_seat", seat).partition(": ")[2] for seat in failed])
    match.expect_seconds(DURING_THE_PAYMENT + max(match.latency("release_seat", seat) for seat in seats), in_turn=True)
    match.expect_clean()


@check(part=3, title="the bank declines and the release fails: the caller gets the bank's error")
async def test_both_fail(play):
    match = await play(sell, seat=NO_ROW, buyer=NO_MONEY)
    match.expect_error("Declined")
    match.expect_notes("problems", [match.reply("release_seat", NO_ROW).partition(": ")[2]])
    match.expect_clean()


@scenario
async def the_server_stops(kata, seat, after):
    new_office = kata.BoxOffice
    office = new_office()
    sale = asyncio.create_task(office.sell(seat, "Dora"))
    await asyncio.sleep(after)
    sale.cancel()
    await asyncio.sleep(0.1)
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    return list(office.problems)


@check(part=3, title="a release that ends because the server stops is no problem")
async def test_the_server_stops(play):
    match = await play(the_server_stops, seat="B12", after=DURING_THE_PAYMENT)
    match.expect_calls("release_seat", exactly=1)
    match.expect_nothing_left()
    match.expect_result([])
