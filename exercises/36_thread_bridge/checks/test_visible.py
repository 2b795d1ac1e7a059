"""Visible checks: read them, and `nox -s grade -- 36` plays them."""

import asyncio
from contextlib import aclosing

from grader.judge import check, scenario, service


@service(latency=(0.5, 0.9))
def measure(call, number):
    return call.number(-300, -100) * 10 + number


@service(latency=(0.4, 0.8))
def send_report(call, reading):
    if reading >= 0:
        raise call.error("LineBusy", "please call again")
    return f"noted: {call.word}"


@scenario
async def a_watcher(kata, note, services, measurements):
    async for reading in kata.watch(services.Thermometer(measurements)):
        note("reading", reading)


@scenario
async def a_thread_reports(kata, services, readings):
    room, loop = services.ControlRoom(), asyncio.get_running_loop()

    def work():
        return [kata.report(room, loop, reading) for reading in readings]

    return await asyncio.to_thread(work)


@scenario
async def a_watcher_leaves(kata, services, measurements):
    async with aclosing(kata.watch(services.Thermometer(measurements))) as stream:
        async for _ in stream:
            break
    await asyncio.sleep(20)


@check(part=1, title="two readings are seen, each as soon as it is made")
async def test_a_watcher(play):
    match = await play(a_watcher, measurements=2)
    first, second = match.reply("measure", 0), match.reply("measure", 1)
    made = match.latency("measure", 0)
    match.expect_thread_safe()
    match.expect_notes("reading", [first, second])
    match.expect_note_times("reading", [made, made + match.latency("measure", 1)])
    match.expect_clean()


@check(part=2, title="a thread reports twice, and waits for each receipt")
async def test_a_thread_reports(play):
    match = await play(a_thread_reports, readings=[-174, -171])
    match.expect_result([match.reply("send_report", -174), match.reply("send_report", -171)])
    match.expect_clean()
    match.expect_loops(0)


@check(part=2, title="the line is busy, and the thread gets the error")
async def test_a_busy_line(play):
    match = await play(a_thread_reports, readings=[12])
    match.expect_error("LineBusy", saying="please call again")
    match.expect_clean()


@check(part=3, title="a watcher has seen one reading and leaves, and the thermometer stops")
async def test_a_watcher_leaves(play):
    match = await play(a_watcher_leaves, measurements=9)
    count = len(match.calls("measure"))
    match.expect(
        count <= 2,
        f"The watcher left after one reading. The thermometer may finish the second; it measured {count} times.",
        mistake="not-closed",
        function="watch",
    )
    match.expect_clean()
