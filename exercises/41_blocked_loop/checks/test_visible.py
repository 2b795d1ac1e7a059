"""A visible check: read it, and `nox -s grade -- 41` plays it."""

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


@check(part=1, title="the loop is free while a report is made")
async def test_the_loop_is_free(play):
    match = await play(a_report, name="summer")
    match.expect_calls("render_pdf", exactly=1)
    match.expect_clean()
