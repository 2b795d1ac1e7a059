"""A blocking library and a heartbeat. The beats are a service, so a loop that stands still is witnessed."""

import asyncio
import contextlib
from itertools import pairwise

from grader.judge import check, helper, scenario, service

PAUSE = 0.25  # between two beats of the given heartbeat


@service(latency=0.013717)  # so that no beat falls on the instant of a report
def send_beat(call):
    return None


@service(latency=(1.1, 2.9))
def render_pdf(call, name, request):
    if name == "torn":
        raise call.error("PdfError", "page 3 is torn")
    return f"{name}-{call.word}.pdf"


def id_seen(match, name):
    """The request id with which the library made this report; parts 1 and 2 do not ask which."""
    calls = match.calls("render_pdf")
    return next((call.args["request"] for call in calls if call.args["name"] == name), "no request")


def document(match, name):
    return match.reply("render_pdf", name, id_seen(match, name))


def seconds(match, name):
    return match.latency("render_pdf", name, id_seen(match, name))


def no_beat_was_late(match):
    starts = [call.start for call in match.calls("send_beat")]
    moments = [0.0, *starts, match.seconds]
    gap, since = max((after - before, before) for before, after in pairwise(moments))
    match.expect(
        gap <= PAUSE + match.latency("send_beat") + match.tolerance,
        f"No heartbeat for {gap:.2f} s (simulated), from {since:.2f} s on.",
    )


# ---- 1: the heartbeat keeps coming ----------------------------------------------------------------


@helper
@contextlib.asynccontextmanager
async def heartbeat(kata):
    beats = asyncio.create_task(kata.heartbeat())
    asyncio.get_running_loop().call_later(60, beats.cancel)  # what still waits then waits for ever
    try:
        yield
    finally:
        beats.cancel()
        await asyncio.wait([beats])


@scenario
async def one_report(kata, name):
    async with heartbeat(kata):
        return await kata.render_report(name)


@check(part=1, title="the heartbeat goes on while one report is made")
async def test_heart_beats_during_a_report(play):
    match = await play(one_report, name="north")
    match.expect_result(document(match, "north"))
    no_beat_was_late(match)
    match.expect_seconds(seconds(match, "north"))
    match.expect_calls("render_pdf", exactly=1)
    match.expect_clean()


@check(part=1, title="an error of the library reaches the caller")
async def test_error_reaches_the_caller(play):
    match = await play(one_report, name="torn")
    match.expect_error("PdfError", saying="page 3 is torn")
    match.expect_seconds(seconds(match, "torn"))
    match.expect_clean()


# ---- 2: four reports at the same time -------------------------------------------------------------


@scenario
async def several_reports(kata, names):
    async with heartbeat(kata):
        return await kata.render_all(names)


@check(part=2, title="four reports take as long as the slowest, and come in order")
async def test_four_reports_overlap(play):
    four = ["south", "east", "west", "centre"]
    for names in (four, four[::-1]):  # in one of the two orders the slowest is not the first
        match = await play(several_reports, names=names)
        match.expect_result([document(match, name) for name in names])
        match.expect_seconds(max(seconds(match, name) for name in names))
        match.expect_calls("render_pdf", exactly=4)
        match.expect_peak("render_pdf", 4)
        no_beat_was_late(match)
        match.expect_clean()


# ---- 3: every report keeps its request id ----------------------------------------------------------


@scenario
async def requests(kata, pairs):
    async with heartbeat(kata):
        return await asyncio.gather(*[kata.handle_request(request, name) for request, name in pairs])


@check(part=3, title="three requests at once, each with its own id in the library")
async def test_each_request_keeps_its_id(play):
    pairs = [["r-17", "fees"], ["r-18", "taxes"], ["r-19", "rents"]]
    match = await play(requests, pairs=pairs)
    for request, name in pairs:
        seen = id_seen(match, name)
        match.expect(
            seen == request,
            f"The report {name!r} belongs to request {request!r}, but the library read the id {seen!r}.",
            mistake="context-lost",
            function="render_report",
        )
    match.expect_result([match.reply("render_pdf", name, request) for request, name in pairs])
    match.expect_seconds(max(match.latency("render_pdf", name, request) for request, name in pairs))
    no_beat_was_late(match)
    match.expect_clean()
