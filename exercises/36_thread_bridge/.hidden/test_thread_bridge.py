"""Two bridges between a thread and a loop: readings come in at once, receipts go back, and nothing stays behind."""

import asyncio
from contextlib import aclosing

from grader.judge import check, scenario, service


@service(latency=(0.4, 1.4))
def measure(call, number):
    return call.number(-250, -90) * 10 + number


@service(latency=(0.3, 1.1))
def send_report(call, reading):
    if reading >= 0:
        raise call.error("LineBusy", "the line to the control room is busy")
    return f"receipt {call.word}"


def readings(match, count):
    return [match.reply("measure", number) for number in range(count)]


def moments(match, count):
    """When each reading is there: the thermometer measures one after the other."""
    made, found = 0.0, []
    for number in range(count):
        made += match.latency("measure", number)
        found.append(round(made, 6))
    return found


# ---- 1: into the loop -----------------------------------------------------------------------------


@scenario
async def a_watcher(kata, note, services, measurements, pause):
    async for reading in kata.watch(services.Thermometer(measurements)):
        note("reading", reading)
        if pause:
            await asyncio.sleep(pause)
    return "no more readings"


@check(part=1, title="each reading is seen the moment it is made")
async def test_readings_are_seen_at_once(play):
    match = await play(a_watcher, measurements=4, pause=0)
    match.expect_notes("reading", readings(match, 4))
    match.expect_note_times("reading", moments(match, 4))
    match.expect_result("no more readings")
    match.expect_seconds(moments(match, 4)[-1])
    match.expect_calls("measure", exactly=4)
    match.expect_clean()


@check(part=1, title="while the watcher is busy, no reading is lost")
async def test_no_reading_is_lost(play):
    pause = 2.00005  # longer than any measurement, and never on the instant of one
    match = await play(a_watcher, measurements=4, pause=pause)
    match.expect_notes("reading", readings(match, 4))
    seen, free = [], 0.0
    for made in moments(match, 4):
        seen.append(round(max(made, free), 6))
        free = seen[-1] + pause
    match.expect_note_times("reading", seen)
    match.expect_result("no more readings")
    match.expect_clean()


# ---- 2: and back ----------------------------------------------------------------------------------


@scenario
async def threads_that_report(kata, services, shifts):
    room, loop = services.ControlRoom(), asyncio.get_running_loop()

    def work(shift):
        return [kata.report(room, loop, reading) for reading in shift]

    return await asyncio.gather(*[asyncio.to_thread(work, shift) for shift in shifts])


def receipts(match, shift):
    return [match.reply("send_report", reading) for reading in shift]


def seconds(match, shift):
    return sum(match.latency("send_report", reading) for reading in shift)


@check(part=2, title="a thread gets one receipt after another")
async def test_a_thread_waits_for_its_receipts(play):
    shift = [-152, -149, -151]
    match = await play(threads_that_report, shifts=[shift])
    match.expect_result([receipts(match, shift)])
    match.expect_seconds(seconds(match, shift))
    match.expect_calls("send_report", exactly=3)
    match.expect_clean()
    match.expect_loops(0)


@check(part=2, title="two threads report at the same time, through one loop")
async def test_two_threads_report(play):
    shifts = [[-152, -149], [-201, -198]]
    match = await play(threads_that_report, shifts=shifts)
    match.expect_result([receipts(match, shift) for shift in shifts])
    match.expect_seconds(max(seconds(match, shift) for shift in shifts))
    match.expect_peak("send_report", 2)
    match.expect_clean()
    match.expect_loops(0)


@check(part=2, title="an error of the control room is raised in the thread")
async def test_an_error_is_raised_in_the_thread(play):
    match = await play(threads_that_report, shifts=[[-152, 3]])
    match.expect_error("LineBusy", saying="the line to the control room is busy")
    match.expect_calls("send_report", exactly=2)
    match.expect_clean()


# ---- 3: taken down --------------------------------------------------------------------------------


@scenario
async def leaves_early(kata, note, services, measurements, wanted):
    seen = []
    async with aclosing(kata.watch(services.Thermometer(measurements))) as stream:
        async for reading in stream:
            seen.append(reading)
            if len(seen) == wanted:
                break
    note("left", None)
    await asyncio.sleep(30.00005)
    return seen


@scenario
async def is_cancelled(kata, note, services, measurements, after):
    async def watch():
        async for reading in kata.watch(services.Thermometer(measurements)):
            note("reading", reading)

    watching = asyncio.create_task(watch())
    await asyncio.sleep(after)
    watching.cancel()
    await asyncio.wait([watching])
    note("left", None)
    await asyncio.sleep(30.00005)
    return "cancelled" if watching.cancelled() else "not cancelled"


def the_thermometer_was_stopped(match, measurements):
    made = len(match.calls("measure"))
    match.expect(
        made <= measurements,
        f"The watcher has left, and the thermometer goes on: it measured {made} times; "
        f"{measurements} had begun when the watcher left.",
        mistake="not-closed",
        function="watch",
    )


@check(part=3, title="a watcher that has seen enough leaves, and the thermometer stops")
async def test_stops_when_the_watcher_leaves(play):
    match = await play(leaves_early, measurements=9, wanted=2)
    match.expect_result(readings(match, 2))
    match.expect_note_times("left", [moments(match, 2)[-1]])
    the_thermometer_was_stopped(match, 3)
    match.expect_clean()


@check(part=3, title="a watcher that is cancelled while it waits leaves nothing behind")
async def test_stops_when_the_watcher_is_cancelled(play):
    match = await play(is_cancelled, measurements=9, after=1.5, latency={"measure": 1.00007})
    match.expect_notes("reading", readings(match, 1))
    match.expect_result("cancelled")
    match.expect_note_times("left", [1.5])
    the_thermometer_was_stopped(match, 2)
    match.expect_clean()
