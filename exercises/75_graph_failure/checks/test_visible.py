"""Visible checks: read them, and `nox -s grade -- 75` plays them."""

import asyncio

from grader.judge import check, scenario, service


@service(latency=(1.5, 2.5))
def photos(call, state):
    return {"found": [call.word]}


@service(latency=(0.4, 0.8))
def police(call, state):
    if state["claim"] == "a stolen van":
        raise call.error("RegisterDown", f"{call.word} is being repaired")
    return {"found": [call.word]}


@service(latency=(0.5, 1.0))
def assess(call, state):
    return {"drafts": [call.word]}


@service(latency=(0.2, 0.4))
def review(call, state):
    return {"remarks": call.word}


@scenario
async def photos_and_police(kata, note, services, claim):
    async def photos(state):
        try:
            return await services.photos(state)
        finally:
            await asyncio.sleep(0.1)  # gives its connection back
            note("ended", "photos")

    graph = kata.StateGraph()
    graph.add_node("photos", photos)
    graph.add_node("police", services.police)
    return await graph.compile().ainvoke({"claim": claim})


@scenario
def two_days(kata, services, days, max_concurrency):
    new_graph = kata.StateGraph
    graph = new_graph()
    for name in ("photos", "police"):
        graph.add_node(name, getattr(services, name))
    compiled = graph.compile(max_concurrency)

    async def day(claims):
        states = await asyncio.gather(*[compiled.ainvoke({"claim": claim}) for claim in claims])
        return [state["found"] for state in states]

    return [asyncio.run(day(claims)) for claims in days]


@scenario
async def ainvoke_with_a_step_limit(kata, services, wanted, step_limit):
    new_graph = kata.StateGraph
    graph = new_graph()
    graph.add_node("assess", services.assess)
    graph.add_node("review", services.review)
    graph.add_edge("assess", "review")
    graph.add_conditional_edges("review", lambda state: "__end__" if len(state["drafts"]) == wanted else "assess")
    state = await graph.compile().ainvoke({"claim": "hail"}, step_limit=step_limit)
    return len(state["drafts"])


@check(part=1, title="police fails: photos is cancelled and has ended, and then the error comes out")
async def test_failure(play):
    match = await play(photos_and_police, claim="a stolen van")
    match.expect_error("RegisterDown")
    match.expect_cancelled("photos", exactly=1)
    match.expect(
        [name for when, name in match.notes("ended") if when <= match.seconds] == ["photos"],
        "photos was still cleaning up when the error came out. cancel() only asks: await the task as well.",
        basis="reported",
        mistake="task-leaked",
        function="CompiledGraph._run_step",
    )
    match.expect_seconds(match.latency("police", {"claim": "a stolen van"}) + 0.1, in_turn=True)
    match.expect_clean()


@check(part=2, title="two drafts and two reviews are four steps")
async def test_step_limit(play):
    match = await play(ainvoke_with_a_step_limit, wanted=2, step_limit=4)
    match.expect_result(2)
    match.expect_clean()
    match = await play(ainvoke_with_a_step_limit, wanted=2, step_limit=3)
    match.expect_error("StepLimitReached", saying="3")
    match.expect_calls("review", exactly=1)
    match.expect_clean()


@check(part=3, title="three claims at once, two nodes at a time, on each of two days")
async def test_one_limit(play):
    days = [["hail", "flood", "storm"], ["frost", "mice", "moths"]]
    match = await play(two_days, days=days, max_concurrency=2)
    match.expect_peak(exactly=2)
    nodes = ("photos", "police")
    found = [[[match.reply(name, {"claim": claim})["found"][0] for name in nodes] for claim in day] for day in days]
    match.expect_result(found)
    match.expect_clean()
