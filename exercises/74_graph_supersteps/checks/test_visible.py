"""Visible checks: read them, and `nox -s grade -- 74` plays them."""

from grader.judge import About, check, scenario, service


@service(latency=(1.5, 2.5))
def web(call, state):
    return {"found": [f"{call.word}.example"]}


@service(latency=(0.5, 1.0))
def guidebook(call, state):
    return {"found": [f"page {call.word}"]}


@service(latency=(0.8, 1.2))
def llm(call, state):
    return {"answer": call.word}


@scenario
async def ainvoke(kata, services, edges, question):
    graph = kata.StateGraph({name: getattr(services, name) for name in ("web", "guidebook", "llm")}, edges)
    return await graph.compile(kata.CompiledGraph).ainvoke({"question": question})


@scenario
def predict(kata, steps, seconds):
    return kata.predict_seconds(steps, seconds)


BOTH = [["web", "llm"], ["guidebook", "llm"]]  # llm needs both
START = {"question": "Oslo"}


def found(match):
    """What llm is given: the update of `web` first, because that was added first."""
    updates = [match.reply(name, START)["found"] for name in ("web", "guidebook")]
    return {**START, "found": updates[0] + updates[1]}


@check(part=1, title="two sources take as long as the slower one")
async def test_two_sources(play):
    match = await play(ainvoke, edges=BOTH, question="Oslo")
    slower = max(match.latency("web", START), match.latency("guidebook", START))
    asked = match.calls("llm")
    match.expect_calls("llm", exactly=1)
    match.expect(
        asked[0].start >= slower - match.tolerance,
        f"llm started after {asked[0].start:.4g} s (simulated). What it needs was there after {slower:.4g} s.",
        mistake="wait-skipped",
        function="CompiledGraph.ainvoke",
    )
    match.expect(
        asked[0].start <= slower + match.tolerance,
        f"The two sources had all that they need at the start. They took {asked[0].start:.4g} s (simulated), and the "
        f"slower one alone takes {slower:.4g} s.",
        about=About.PEAK_TOO_LOW,
    )
    match.expect_clean()


@check(part=2, title="llm is given what both sources found, in the order of add_node")
async def test_order(play):
    match = await play(ainvoke, edges=BOTH, question="Oslo")
    match.expect_calls("llm", exactly=1)
    given = match.calls("llm")[0].args["state"]
    match.expect(
        given == found(match),
        f"llm was given {given!r}, and it should be {found(match)!r}.",
        mistake="wrong-order" if sorted(given.get("found", [])) == sorted(found(match)["found"]) else "",
        function="CompiledGraph.ainvoke",
    )
    for name in ("web", "guidebook"):
        given = match.calls(name)[0].args["state"]
        match.expect(given == START, f"{name} was given {given!r}, and its step begins with {START!r}.")
    match.expect_clean()


@check(part=3, title="llm waits for both sources, although it needs only one")
async def test_barrier(play):
    match = await play(ainvoke, edges=[["guidebook", "llm"]], question="Oslo")
    match.expect_calls("llm", exactly=1)
    slower = match.latency("web", START)
    match.expect(
        match.calls("llm")[0].start >= slower - match.tolerance,
        f"llm started while web was still running, which ends after {slower:.4g} s (simulated).",
        mistake="wait-skipped",
        function="CompiledGraph.ainvoke",
    )
    match.expect_seconds(slower + match.latency("llm", found(match)))
    match.expect_clean()


@check(part=4, title="two sources, then the LLM: how long?")
async def test_prediction(play):
    match = await play(
        predict, steps=[["web", "guidebook"], ["llm"]], seconds={"web": 4.0, "guidebook": 1.5, "llm": 3.0}
    )
    match.expect_prediction("predict_seconds", 7.0)
