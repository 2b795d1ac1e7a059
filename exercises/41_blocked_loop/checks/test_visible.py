"""Visible checks: read them, and `nox -s grade -- 41` plays them."""

import asyncio

from grader.judge import check, scenario, service


@service(latency=0.013717)
def send_beat(call):
    return None


@service(latency=(1.1, 2.9))
def render_pdf(call, name, request):
    return f"{name}-{call.word}.pdf"


@scenario
async def a_report(kata, name):
    beats = asyncio.create_task(kata.heartbeat())
    try:
        return await kata.render_report(name)
    finally:
        beats.cancel()
        await asyncio.wait([beats])


@scenario
async def two_reports(kata, names):
    return await kata.render_all(names)


@scenario
async def two_requests(kata, requests):
    return await asyncio.gather(*[kata.handle_request(request, "summer") for request in requests])


@check(part=1, title="the loop is free while a report is made")
async def test_the_loop_is_free(play):
    match = await play(a_report, name="summer")
    match.expect_calls("render_pdf", exactly=1)
    match.expect_clean()


@check(part=2, title="two reports take as long as the slower one")
async def test_two_reports(play):
    match = await play(two_reports, names=["summer", "autumn"])
    calls = match.calls("render_pdf")
    match.expect_peak("render_pdf", exactly=2)
    match.expect_seconds(max(match.latency("render_pdf", *call.args.values()) for call in calls))
    match.expect_clean()


@check(part=3, title="each of two requests has its own id in the library")
async def test_two_requests(play):
    match = await play(two_requests, requests=["r-3", "r-4"])
    ids = sorted(call.args["request"] for call in match.calls("render_pdf"))
    words = f"The requests were r-3 and r-4, and the library read these ids: {', '.join(ids)}."
    match.expect(ids == ["r-3", "r-4"], words, mistake="context-lost", function="render_report")
    match.expect_result([match.reply("render_pdf", "summer", request) for request in ("r-3", "r-4")])
    match.expect_clean()
