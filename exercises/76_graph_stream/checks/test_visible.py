"""Visible checks: read them, and `nox -s grade -- 76` plays them."""

import asyncio
import time

from grader.judge import check, scenario, service

PAUSE = 1.3  # seconds that the reader takes for an update
START = {"question": "eels"}


@service(latency=(0.3, 0.7))
def planner(call, state):
    return {"plan": call.word}


@service(latency=(0.3, 0.7))
def aplanner(call, state):
    return {"plan": call.word}


@service(latency=(0.8, 1.2))
def memory(call, state):
    return {"found": [call.word]}


@service(latency=(1.8, 2.6))
def amemory(call, state):
    return {"found": [call.word]}


@service(latency=(0.8, 1.2))
def aweb_search(call, state):
    if state["question"] == "no network":
        raise call.error("SearchDown", call.word)
    return {"found": [call.word]}


@service(latency=(0.5, 0.9))
def allm(call, state):
    return {"answer": f"{call.word} after {len(state['found'])} sources"}


@scenario
def read_stream(kata, note, services, question, pause):
    new_graph = kata.StateGraph
    graph = new_graph()
    graph.add_node("planner", services.planner)
    graph.add_node("memory", services.memory)
    for update in graph.compile().stream({"question": question}):
        note("update", update)
        time.sleep(pause)


@scenario
async def read_astream(kata, note, services, question, pause):
    new_graph = kata.StateGraph
    graph = new_graph()
    graph.add_node("planner", services.aplanner)
    graph.add_node("memory", services.amemory)
    graph.add_edge("planner", "memory")
    async for update in graph.compile().astream({"question": question}):
        note("update", update)
        await asyncio.sleep(pause)


@scenario
async def read_two_sources_and_llm(kata, note, services, question, close):
    new_graph = kata.StateGraph
    graph = new_graph()
    graph.add_node("memory", services.amemory)  # the slower one is added first
    graph.add_node("web_search", services.aweb_search)
    graph.add_node("llm", services.allm)
    graph.add_edge("memory", "llm")
    graph.add_edge("web_search", "llm")
    stream = graph.compile().astream({"question": question})
    async for update in stream:
        note("update", update)
        if close:
            break
    await stream.aclose()


def each_in_its_turn(match, first, second, *, same_step):
    """One update after the other, and the second node starts when the reader is ready for it."""
    plan = match.reply(first, START)
    state = START if same_step else {**START, **plan}
    came = match.latency(first, START)
    at_once = any(abs(when - came) < match.tolerance for when, _ in match.notes("update"))
    for call in match.calls(second):
        match.expect(
            not at_once or call.start >= came + PAUSE - match.tolerance,
            f"{second} was started after {call.start:.4g} s (simulated), and the reader asked for its update after "
            f"{came + PAUSE:.4g} s.",
            mistake="ran-ahead",
            at=call.at,
        )
    match.expect_notes("update", [{"planner": plan}, {"memory": match.reply(second, state)}])
    match.expect_note_times("update", [came, came + PAUSE + match.latency(second, state)])
    match.expect_clean()


@check(part=1, title="stream gives an update when its node has ended, and then waits for its reader")
async def test_stream(play):
    match = await play(read_stream, question="eels", pause=PAUSE)
    each_in_its_turn(match, "planner", "memory", same_step=True)


@check(part=2, title="astream gives an update when its node has ended, and then waits for its reader")
async def test_astream(play):
    match = await play(read_astream, question="eels", pause=PAUSE)
    each_in_its_turn(match, "aplanner", "amemory", same_step=False)


@check(part=3, title="the faster source comes first, and llm gets both in the order of add_node")
async def test_together(play):
    match = await play(read_two_sources_and_llm, question="eels", close=False)
    updates = {"memory": match.reply("amemory", START), "web_search": match.reply("aweb_search", START)}
    match.expect_peak(exactly=2)
    match.expect_calls("allm", exactly=1)
    found = match.calls("allm")[0].args["state"]["found"]
    right = updates["memory"]["found"] + updates["web_search"]["found"]
    match.expect(
        found == right,
        f"llm was given {found!r}, and in the order of add_node it is {right!r}.",
        mistake="wrong-order" if sorted(found) == sorted(right) else "",
        function="CompiledGraph.astream",
    )
    came = [match.latency("aweb_search", START), match.latency("amemory", START)]
    came.append(came[1] + match.latency("allm", {**START, "found": right}))
    match.expect_note_times("update", came)
    match.expect_clean()


@check(part=4, title="web_search fails: its error comes out, and memory has ended")
async def test_failure(play):
    match = await play(read_two_sources_and_llm, question="no network", close=False)
    match.expect_error("SearchDown")
    match.expect_cancelled("amemory", exactly=1)
    match.expect_calls("allm", exactly=0)
    match.expect_clean()


@check(part=4, title="the stream is closed after an update: memory is cancelled, and has ended")
async def test_closed(play):
    match = await play(read_two_sources_and_llm, question="eels", close=True)
    match.expect_cancelled("amemory", exactly=1)
    match.expect_seconds(match.latency("aweb_search", START))
    match.expect_clean()
