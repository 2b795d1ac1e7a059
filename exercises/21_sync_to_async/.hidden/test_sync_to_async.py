"""Hidden checks: reports that wait together, and block nothing."""

import asyncio
import inspect

from grader.judge import check, helper, scenario, service

PAUSE = 0.5  # as in the stub
THREE = ["sales", "stock", "staff"]
# So many that neither the order of arrival nor that of a set can be the order of request by chance.
TWELVE = [f"branch {number}" for number in range(12)]
TICKS = [0.2, 0.4, 0.6, 0.8, 1.0]  # all of them fall before the earliest end: PAUSE + 0.6


@service(latency=(0.6, 1.8))
def download(call, name):
    return f"{name}: {call.word}"


@service(latency=(0.6, 1.8))
def adownload(call, name):
    return f"{name}: {call.word}"


def client_for(match, name):
    """The client that was asked for this report. Either is fair: the blocking one too, in a thread."""
    for client in ("adownload", "download"):
        if any(call.args["name"] == name for call in match.calls(client)):
            return client
    return "adownload"


def answers(match, names):
    return [match.reply(client_for(match, name), name) for name in names]


def seconds(match, names):
    return [PAUSE + match.latency(client_for(match, name), name) for name in names]


def pauses_before_each_download(match):
    for call in match.calls("adownload") + match.calls("download"):
        match.expect(
            call.start >= PAUSE - match.tolerance,
            f"The download of {call.args['name']!r} began {call.start:g} s (simulated) after the start, "
            f"but the archive needs a pause of {PAUSE:g} s before each download.",
        )


@scenario
async def one_report(kata, note, name):
    report = kata.fetch_report(name)
    note("awaitable", inspect.isawaitable(report))
    return await report if inspect.isawaitable(report) else report


@helper
async def tick(note):
    for number in range(1, 6):
        await asyncio.sleep(0.2)
        note("a tick of another task", number)


@scenario
async def one_report_beside_a_clock(kata, note, name):
    clock = asyncio.create_task(tick(note))
    await asyncio.sleep(0)
    try:
        report = kata.fetch_report(name)
        return await report if inspect.isawaitable(report) else report
    finally:
        clock.cancel()


@scenario
async def all_reports(kata, note, names):
    reports = kata.fetch_reports(names)
    note("awaitable", inspect.isawaitable(reports))
    return await reports if inspect.isawaitable(reports) else reports


@scenario
async def all_reports_beside_a_clock(kata, note, names):
    clock = asyncio.create_task(tick(note))
    await asyncio.sleep(0)
    try:
        reports = kata.fetch_reports(names)
        return await reports if inspect.isawaitable(reports) else reports
    finally:
        clock.cancel()


def can_be_awaited(match, what):
    """Only what was seen is judged: after an error there is no note, and the error itself is the news."""
    match.expect(
        [value for _, value in match.notes("awaitable")] != [False],
        f"{what} gave its result like an ordinary function. Its caller must be able to write "
        f"`await {what}`: make it a coroutine function, with `async def`.",
    )


@check(part=1, title="one report can be awaited")
async def test_one_report(play):
    match = await play(one_report, name="sales")
    can_be_awaited(match, "fetch_report('sales')")
    match.expect_result(*answers(match, ["sales"]))
    match.expect_seconds(*seconds(match, ["sales"]))
    pauses_before_each_download(match)
    match.expect_peak(exactly=1)
    match.expect_clean()


@check(part=1, title="other tasks run while a report is being fetched")
async def test_other_tasks_run_meanwhile(play):
    match = await play(one_report_beside_a_clock, name="stock")
    match.expect_result(*answers(match, ["stock"]))
    match.expect_note_times("a tick of another task", TICKS)
    match.expect_clean()


@check(part=2, title="three reports wait together, and come in the order asked for")
async def test_three_reports(play):
    match = await play(all_reports, names=THREE)
    can_be_awaited(match, f"fetch_reports({THREE})")
    match.expect_result(answers(match, THREE))
    match.expect_seconds(max(seconds(match, THREE)))
    pauses_before_each_download(match)
    match.expect_peak(exactly=3)
    match.expect_clean()


@check(part=2, title="twelve reports wait together, and come in the order asked for")
async def test_twelve_reports(play):
    match = await play(all_reports, names=TWELVE, cpus=64)  # room for twelve in the default pool of threads
    match.expect_result(answers(match, TWELVE))
    match.expect_seconds(max(seconds(match, TWELVE)))
    match.expect_peak(exactly=12)
    match.expect_clean()


@check(part=2, title="other tasks run while all reports are being fetched")
async def test_other_tasks_run_beside_all(play):
    match = await play(all_reports_beside_a_clock, names=THREE)
    match.expect_result(answers(match, THREE))
    match.expect_note_times("a tick of another task", TICKS)
    match.expect_clean()
