"""Visible checks: read them, and `nox -s grade -- 55` plays them."""

import asyncio

from grader.judge import check, scenario, service

BEFORE = 0.05  # seconds of work before the stop begins


@service(latency=(0.5, 1.2))
def print_photos(call, order):
    return None


@service(latency=(0.1, 0.3))
def free_tray(call, order):
    return None


@scenario
async def stop(kata, note, orders, patience, before):
    new_lab = kata.Lab
    lab = new_lab()
    for order in orders:
        lab.submit(order)
    await asyncio.sleep(before)
    stopping = asyncio.create_task(lab.stop(patience))
    await asyncio.sleep(before)
    try:
        lab.submit("one more")
    except kata.Closed:
        note("one more", "refused")
    return await stopping


@scenario
async def stop_within(kata, orders, patience, before, limit):
    new_lab = kata.Lab
    lab = new_lab()
    for order in orders:
        lab.submit(order)
    await asyncio.sleep(before)
    await asyncio.wait_for(lab.stop(patience), limit)


@check(part=1, title="two orders are printed before stop returns, and no order is taken meanwhile")
async def test_two_orders(play):
    orders = ["passport", "calendar"]
    match = await play(stop, orders=orders, patience=3.0, before=BEFORE)
    match.expect(
        match.notes("one more"),
        "An order came while the lab was stopping, and it was taken. submit must raise Closed.",
        basis="reported",
        mistake="wrong-answer",
        function="Lab.stop",
        near=r"\bclosed\b",
    )
    match.expect_cancelled("print_photos", exactly=0)
    match.expect_cleanup("free_tray", exactly=2)
    match.expect_result([])
    done = [match.latency("print_photos", order) + match.latency("free_tray", order) for order in orders]
    match.expect_seconds(max(done), in_turn=True)
    match.expect_clean()


@check(part=2, title="two orders of five seconds are cut off, and their trays are free when stop returns")
async def test_cut_off(play):
    orders = ["curtain", "wallpaper"]
    match = await play(stop, orders=orders, patience=0.7, before=BEFORE, latency={"print_photos": 5.0001})
    match.expect_cancelled("print_photos", exactly=2)
    match.expect_cleanup("free_tray", exactly=2)
    trays = [match.latency("free_tray", order) for order in orders]
    match.expect_seconds(BEFORE + 0.7 + max(trays), in_turn=True)
    match.expect_result(orders)
    match.expect_clean()


@check(part=3, title="stop is cancelled while it waits: two orders are cut off, and their trays are free")
async def test_hurried(play):
    match = await play(stop_within, orders=["passport", "calendar"], patience=3.0, before=BEFORE, limit=0.2)
    match.expect_error("TimeoutError")
    match.expect_cancelled("print_photos", exactly=2)
    match.expect_cleanup("free_tray", exactly=2)
    match.expect_clean()
