"""Hidden checks: a stop that waits, that stops waiting, that sees every job out, and that can be hurried itself."""

import asyncio

from grader.judge import check, scenario, service

SHORT, LONG = ["mug", "card", "frame"], ["poster", "banner"]
PATIENCE = 2.0
BEFORE = 0.1  # seconds of work before the stop begins


@service(latency=(0.6, 1.5))
def print_photos(call, order):
    return None


@service(latency=(0.1, 0.4))
def free_tray(call, order):
    return None


def ready(match, order):
    """When a job has ended, its tray freed, if it is not cut off."""
    return match.latency("print_photos", order) + match.latency("free_tray", order)


@scenario
async def stop_the_lab(kata, note, orders, patience, before):
    new_lab = kata.Lab
    lab = new_lab()
    for order in orders:
        lab.submit(order)
    await asyncio.sleep(before)
    cut_off = await lab.stop(patience)
    for order in sorted(lab.printed):
        note("printed", order)
    return cut_off


@scenario
async def orders_while_the_lab_stops(kata, note, orders, patience, before):
    new_lab = kata.Lab
    lab = new_lab()
    for order in orders:
        lab.submit(order)
    await asyncio.sleep(before)
    stopping = asyncio.create_task(lab.stop(patience))
    for name in ("first", "second"):
        await asyncio.sleep(0.05)
        try:
            lab.submit(name)
        except kata.Closed:
            note("an order that came too late", "refused")
        else:
            note("an order that came too late", "taken")
    return await stopping


@scenario
async def stop_an_idle_lab(kata, note, patience, before):
    new_lab = kata.Lab
    lab = new_lab()
    await asyncio.sleep(before)
    cut_off = await lab.stop(patience)
    try:
        lab.submit("one more")
    except kata.Closed:
        note("one more", "refused")
    else:
        note("one more", "taken")
    return cut_off


@scenario
async def stop_the_lab_twice(kata, orders, patience, before):
    new_lab = kata.Lab
    lab = new_lab()
    for order in orders:
        lab.submit(order)
    await asyncio.sleep(before)
    return [await lab.stop(patience), await lab.stop(patience)]


@scenario
async def stop_the_lab_within(kata, orders, patience, before, limit):
    new_lab = kata.Lab
    lab = new_lab()
    for order in orders:
        lab.submit(order)
    await asyncio.sleep(before)
    async with asyncio.timeout(limit):
        await lab.stop(patience)


@check(part=1, title="five short orders are printed, and the stop takes no longer than they do")
async def test_drained(play):
    orders = [*SHORT, "stamp", "badge"]
    match = await play(
        stop_the_lab, orders=orders, patience=PATIENCE, before=BEFORE, latency={"free_tray": (0.01, 0.03)}
    )
    match.expect_cancelled("print_photos", exactly=0)
    match.expect_cleanup("free_tray", exactly=5)
    match.expect_notes("printed", sorted(orders))
    match.expect_result([])
    match.expect_seconds(max(ready(match, order) for order in orders), in_turn=True)
    match.expect_clean()


@check(part=1, title="a lab with nothing to do stops at once, and takes no more orders either")
async def test_idle(play):
    match = await play(stop_an_idle_lab, patience=PATIENCE, before=BEFORE)
    match.expect(
        [value for _, value in match.notes("one more")] == ["refused"],
        "The lab had nothing to do and was stopped, and then it took an order. submit must raise Closed.",
        basis="reported",
        mistake="wrong-answer",
        function="Lab.stop",
        near=r"\bclosed\b|\breturn\b",
    )
    match.expect_result([])
    match.expect_seconds(BEFORE, in_turn=True)
    match.expect_clean()


@check(part=1, title="no order is taken while the lab stops")
async def test_no_new_orders(play):
    match = await play(orders_while_the_lab_stops, orders=SHORT, patience=PATIENCE, before=BEFORE)
    late = [value for _, value in match.notes("an order that came too late")]
    match.expect(
        late == ["refused", "refused"],
        f"Two orders came while the lab was stopping: the first was {late[0]}, the second {late[1]}. "
        "submit must raise Closed from the first moment of stop on.",
        basis="reported",
        mistake="wrong-answer",
        function="Lab.stop",
        near=r"\bclosed\b",
    )
    match.expect_calls("print_photos", exactly=3)
    match.expect_result([])
    match.expect_seconds(max(ready(match, order) for order in SHORT), in_turn=True)
    match.expect_clean()


@check(part=2, title="two orders take too long: they are cut off when patience runs out, and their trays are free")
async def test_cut_off(play):
    match = await play(stop_the_lab, orders=LONG, patience=0.5, before=BEFORE, latency={"print_photos": (2.0, 3.0)})
    end = BEFORE + 0.5
    match.expect_cancelled("print_photos", exactly=2)
    match.expect_cleanup("free_tray", exactly=2)
    match.expect_seconds(end + max(match.latency("free_tray", order) for order in LONG), in_turn=True)
    match.expect_result(sorted(LONG))
    match.expect_notes("printed", [])
    match.expect_clean()


@check(part=2, title="a second stop has nothing left to cut off")
async def test_stopped_twice(play):
    match = await play(
        stop_the_lab_twice, orders=LONG, patience=0.5, before=BEFORE, latency={"print_photos": (2.0, 3.0)}
    )
    match.expect_result([sorted(LONG), []])
    match.expect_cleanup("free_tray", exactly=2)
    match.expect_clean()


@check(part=2, title="some orders are printed in time and some are not")
async def test_some_of_both(play):
    first = await play(stop_the_lab, orders=[], patience=PATIENCE, before=BEFORE)
    names = [f"order {number}" for number in range(10, 70)]
    end = 1.2  # and no job is at a tray then: such a job would be cut off in its clean-up
    in_time = [order for order in names if ready(first, order) < end][:2]
    too_long = [order for order in names if first.latency("print_photos", order) > end][:3]
    match = await play(stop_the_lab, orders=[*too_long, *in_time], patience=end - BEFORE, before=BEFORE)
    match.expect_cancelled("print_photos", exactly=3)
    match.expect_cleanup("free_tray", exactly=5)
    match.expect_notes("printed", in_time)
    match.expect_result(too_long)
    match.expect_seconds(end + max(match.latency("free_tray", order) for order in too_long), in_turn=True)
    match.expect_clean()


@check(part=3, title="a deadline passes before patience runs out: all jobs are cut off, and all trays are free")
async def test_hurried(play):
    match = await play(stop_the_lab_within, orders=[*SHORT, *LONG], patience=PATIENCE, before=BEFORE, limit=0.3)
    match.expect_error("TimeoutError")
    match.expect_cancelled("print_photos", exactly=5)
    match.expect_cleanup("free_tray", exactly=5)
    match.expect_seconds(
        BEFORE + 0.3 + max(match.latency("free_tray", order) for order in [*SHORT, *LONG]), in_turn=True
    )
    match.expect_clean()
