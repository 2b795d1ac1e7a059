"""Visible checks: read them, and `nox -s grade -- 21` plays them."""

from grader.judge import check, scenario, service

PAUSE = 0.5  # as in the stub


@service(latency=(0.6, 1.8))
def download(call, name):
    return f"{name}: {call.word}"


@service(latency=(0.6, 1.8))
def adownload(call, name):
    return f"{name}: {call.word}"


def client(match):
    """Either client is fair: the blocking one too, in a thread."""
    return "adownload" if match.calls("adownload") else "download"


@scenario
async def a_report(kata, name):
    return await kata.fetch_report(name)


@scenario
async def two_reports(kata, names):
    return await kata.fetch_reports(names)


@check(part=1, title="a report can be awaited, and blocks nothing")
async def test_a_report(play):
    match = await play(a_report, name="letters")
    match.expect_result(match.reply(client(match), "letters"))
    match.expect_seconds(PAUSE + match.latency(client(match), "letters"))
    match.expect_clean()


@check(part=2, title="two reports take no longer than the slower one")
async def test_two_reports(play):
    match = await play(two_reports, names=["letters", "parcels"])
    match.expect_seconds(PAUSE + max(match.latency(client(match), name) for name in ("letters", "parcels")))
    match.expect_clean()
