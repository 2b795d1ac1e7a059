"""Visible checks: read them, and `nox -s grade -- 75` plays them."""

import asyncio

from grader.judge import check, helper, scenario, service


@service(latency=(1.5, 2.5))
def photos(call, state):
    return {"found": [call.word]}


@service(latency=(0.4, 0.8))
def police(call, state):
    if state["claim"] == "a stolen van":
        raise call.error("RegisterDown", f"{call.word} is being repaired")
    return {"found": [call.word]}


@helper
def graph_of(kata, nodes):
    """A runner for these. An answer that brings a StateGraph of its own says there which runner that makes."""
    graph = kata.StateGraph()
    for name, node in nodes.items():
        graph.add_node(name, node)
    given = any(base.__module__ == "graph" for base in kata.StateGraph.__mro__)
    return graph.compile(kata.CompiledGraph) if given else graph.compile()


@scenario
async def photos_and_police(kata, note, services, claim, limit):
    async def photos(state):
        try:
            return await services.photos(state)
        finally:
            await asyncio.sleep(0.1)  # gives its connection back
            note("ended", "photos")

    graph = graph_of(kata, {"photos": photos, "police": services.police})
    async with asyncio.timeout(limit):
        return await graph.ainvoke({"claim": claim})


@scenario
async def police_twice(kata, services, claim):
    nodes = {"photos": services.photos, "police": services.police, "police_abroad": services.police}
    return await graph_of(kata, nodes).ainvoke({"claim": claim})


@scenario
async def two_claims(kata, services, claims):
    graph = graph_of(kata, {"photos": services.photos, "police": services.police})
    states = await asyncio.gather(*[graph.ainvoke({"claim": claim}) for claim in claims], return_exceptions=True)
    return [state["found"] if isinstance(state, dict) else type(state).__name__ for state in states]


def photos_ended(match):
    """photos was cancelled, and its clean-up was over when the caller heard of it."""
    match.expect_cancelled("photos", exactly=1)
    match.expect(
        [name for when, name in match.notes("ended") if when <= match.seconds] == ["photos"],
        "photos was still cleaning up when the error came out. cancel() only asks: await the task as well.",
        basis="reported",
        mistake="task-leaked",
        function="CompiledGraph._run_step",
    )


@check(part=1, title="police fails: photos is cancelled and has ended, and then the error comes out")
async def test_failure(play):
    match = await play(photos_and_police, claim="a stolen van", limit=None)
    match.expect_error("RegisterDown")
    photos_ended(match)
    match.expect_seconds(match.latency("police", {"claim": "a stolen van"}) + 0.1, in_turn=True)
    match.expect_clean()


@check(part=2, title="two nodes fail at the same instant: one error comes out, and photos is cancelled")
async def test_two_failures(play):
    match = await play(police_twice, claim="a stolen van")
    match.expect_error("RegisterDown")
    match.expect_cancelled("photos", exactly=1)
    match.expect_clean()


@check(part=3, title="the caller's deadline ends photos too")
async def test_deadline(play):
    match = await play(photos_and_police, claim="a burst pipe", limit=1.0137)
    match.expect_error("TimeoutError")
    photos_ended(match)
    match.expect_clean()


@check(part=3, title="one of two claims fails, and the other one is finished")
async def test_two_claims(play):
    match = await play(two_claims, claims=["a stolen van", "a burst pipe"])
    found = [match.reply(name, {"claim": "a burst pipe"})["found"][0] for name in ("photos", "police")]
    match.expect_result(["RegisterDown", found])
    match.expect_cancelled("photos", exactly=1)
    match.expect_clean()
