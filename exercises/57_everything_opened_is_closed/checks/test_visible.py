"""A visible check: read it, and `nox -s grade -- 57` plays it."""

import asyncio

from grader.judge import check, scenario, service


@service(latency=(0.2, 0.7))
def open_resource(call, name):
    return f"{name} {call.word}"


@service(latency=(0.2, 0.7))
def close_resource(call, handle):
    return None


@service(latency=(0.3, 0.8), fresh=True)
def fetch_orders(call, handle):
    return call.word


@scenario
async def serve_for_two_seconds(kata, services, names):
    async with kata.lifespan(services.App(names, kata.lifespan)):
        await asyncio.sleep(2.0)


@check(part=1, title="what is opened last is closed first")
async def test_reverse_order(play):
    match = await play(serve_for_two_seconds, names=["client", "pool"])
    match.expect_order("open_resource", ["client", "pool"])
    match.expect_order("close_resource", [match.reply("open_resource", name) for name in ("pool", "client")])
