"""Visible checks: read them, and `nox -s grade -- 76` plays them."""

import asyncio

from grader.judge import check, scenario, service

PAUSE = 1.3  # seconds that a slow reader takes for an update
START = {"question": "eels"}


@service(latency=(0.3, 0.7))
def planner(call, state):
    return {"plan": call.word}


@service(latency=(1.8, 2.6))
def memory(call, state):
    return {"found": [call.word]}


@service(latency=(0.8, 1.2))
def web_search(call, state):
    if state["question"] == "no network":
        raise call.error("SearchDown", call.word)
    return {"found": [call.word]}


@service(latency=(0.5, 0.9))
def llm(call, state):
    return {"answer": f"{call.word} after {len(state['found'])} sources"}


@scenario
async def read_planner_and_memory(kata, note, services, question, pause):
    nodes = {"planner": services.planner, "memory": services.memory}
    graph = kata.StateGraph(nodes, [("planner", "memory")]).compile(kata.CompiledGraph)
    async for update in graph.astream({"question": question}):
        note("update", update)
        await asyncio.sleep(pause)


@scenario
async def two_readers(kata, services, questions):
    nodes = {"planner": services.planner, "memory": services.memory}
    graph = kata.StateGraph(nodes, [("planner", "memory")]).compile(kata.CompiledGraph)

    async def read(question):
        return [update async for update in graph.astream({"question": question})]

    return await asyncio.gather(*[read(question) for question in questions])


@scenario
async def read_two_sources_and_llm(kata, note, services, question, close):
    nodes = {"memory": services.memory, "web_search": services.web_search, "llm": services.llm}  # the slower one first
    graph = kata.StateGraph(nodes, [("memory", "llm"), ("web_search", "llm")]).compile(kata.CompiledGraph)
    stream = graph.astream({"question": question})
    async for update in stream:
        note("update", update)
        if close:
            break
    await stream.aclose()


def updates(match, question):
    """What planner and memory give, one after the other."""
    plan = match.reply("planner", {"question": question})
    return [{"planner": plan}, {"memory": match.reply("memory", {"question": question, **plan})}]


@check(part=1, title="each update comes when its node has ended")
async def test_when_it_ends(play):
    match = await play(read_planner_and_memory, question="eels", pause=0)
    came = match.latency("planner", START)
    match.expect_notes("update", updates(match, "eels"))
    memory = match.latency("memory", {**START, **match.reply("planner", START)})
    match.expect_note_times("update", [came, came + memory])
    match.expect_clean()


@check(part=2, title="memory starts when its update is asked for")
async def test_slow_reader(play):
    match = await play(read_planner_and_memory, question="eels", pause=PAUSE)
    match.expect_notes("update", updates(match, "eels"))
    asked = match.notes("update")[0][0] + PAUSE
    for call in match.calls("memory"):
        match.expect(
            call.start >= asked - match.tolerance,
            f"memory was started after {call.start:.4g} s (simulated), and the reader asked for its update after "
            f"{asked:.4g} s.",
            mistake="ran-ahead",
            at=call.at,
        )
    match.expect_clean()


@check(part=2, title="two readers of one graph, each with their own updates")
async def test_two_readers(play):
    match = await play(two_readers, questions=["eels", "crabs"])
    match.expect_result([updates(match, question) for question in ("eels", "crabs")])
    match.expect_clean()


@check(part=3, title="the faster source comes first, and llm gets both in the order of add_node")
async def test_together(play):
    match = await play(read_two_sources_and_llm, question="eels", close=False)
    updates = {"memory": match.reply("memory", START), "web_search": match.reply("web_search", START)}
    match.expect_peak(exactly=2)
    match.expect_calls("llm", exactly=1)
    found = match.calls("llm")[0].args["state"]["found"]
    right = updates["memory"]["found"] + updates["web_search"]["found"]
    match.expect(
        found == right,
        f"llm was given {found!r}, and in the order of add_node it is {right!r}.",
        mistake="wrong-order" if sorted(found) == sorted(right) else "",
        function="CompiledGraph.astream",
    )
    came = [match.latency("web_search", START), match.latency("memory", START)]
    came.append(came[1] + match.latency("llm", {**START, "found": right}))
    match.expect_note_times("update", came)
    match.expect_clean()


@check(part=4, title="web_search fails: its error comes out, and memory has ended")
async def test_failure(play):
    match = await play(read_two_sources_and_llm, question="no network", close=False)
    match.expect_error("SearchDown")
    match.expect_cancelled("memory", exactly=1)
    match.expect_calls("llm", exactly=0)
    match.expect_clean()


@check(part=4, title="the stream is closed after an update: memory is cancelled, and has ended")
async def test_closed(play):
    match = await play(read_two_sources_and_llm, question="eels", close=True)
    match.expect_cancelled("memory", exactly=1)
    match.expect_seconds(match.latency("web_search", START))
    match.expect_clean()
