"""Visible checks: read them, and `nox -s grade -- 79` plays them. They ask for less than the hidden ones do."""

from operator import add
from typing import Annotated, TypedDict

from grader.judge import check, helper, scenario, service


def reply(call, topic):
    if call.attempt == 9:
        raise call.error("RuntimeError", f"{topic} has run nine times already: which edge fires again and again?")
    return call.word


@service(latency=(0.4, 0.9))
def search(call, topic):
    return reply(call, topic)


@service(latency=(0.4, 0.9))
def asearch(call, topic):
    return reply(call, topic)


@helper
class Notes(TypedDict, total=False):
    topics: list
    title: str
    found: Annotated[list, add]


@helper
def node_of(services, name):
    """Asks the search; the names of nodes that await it begin with "a", and "title" writes a key without a reducer."""

    async def awaits(state):
        reply = await services.asearch(state.get("topic", name))
        return {"title": reply} if "title" in name else {"found": [reply]}

    def plain(state):
        return {"found": [services.search(name)]}

    return awaits if name.startswith("a") else plain


@helper
def graph_of(kata, services, names, edges, routes=()):
    """Routes are pairs of a node and what comes after it as long as less than four things have been found."""
    graph = kata.StateGraph(Notes)
    for name in names:
        graph.add_node(name, node_of(services, name))
    for start, end in edges:
        graph.add_edge(start, end)
    for name, goal in routes:
        graph.add_conditional_edges(name, lambda state, goal=goal: goal if len(state["found"]) < 4 else kata.END)
    return graph.compile()


@helper
async def last_state(graph, state, **options):
    """As `astream` tells it: that door is right from the start, so each part can be solved on its own."""
    async for _, values in graph.astream(state, ["values"], **options):
        last = values
    return last


@scenario
async def last_values_of_astream(kata, services, names, edges, routes=(), options=None):
    return await last_state(graph_of(kata, services, names, edges, routes), {"found": []}, **(options or {}))


@scenario
async def ainvoke(kata, services, names, edges):
    return await graph_of(kata, services, names, edges).ainvoke({"found": []})


@scenario
async def one_search_for_each_topic(kata, services, topics):
    async def count(state):
        return {"found": [f"{len(state['found'])} pages"]}

    graph = kata.StateGraph(Notes)
    graph.add_node("a_search", node_of(services, "a_search"))
    graph.add_node("count", count)
    graph.add_conditional_edges(
        kata.START, lambda state: [kata.Send("a_search", {"topic": topic}) for topic in state["topics"]]
    )
    graph.add_edge("a_search", "count")
    return await last_state(graph.compile(), {"topics": topics})


@scenario
def read_stream_and_invoke(kata, note, services, names, edges):
    graph = graph_of(kata, services, names, edges)
    for mode, data in graph.stream({"found": []}, ["updates", "values"]):
        note(mode, data)
    return graph.invoke({"found": []})


def found(match, *names):
    return [match.reply("asearch" if name.startswith("a") else "search", name) for name in names]


@check(part=1, title="an edge from two nodes fires once both have ended, and a route leads back once")
async def test_join_and_loop(play):
    edges = [("__start__", "a1"), ("__start__", "a2"), (["a1", "a2"], "a3")]
    match = await play(last_values_of_astream, names=["a3", "a2", "a1"], edges=edges, routes=[("a3", "a2")])
    match.expect_calls("asearch", exactly=4)
    match.expect_result({"found": found(match, "a1", "a2", "a3", "a2")})
    match.expect_clean()


@check(part=2, title="two nodes of a step write one title")
async def test_two_titles(play):
    edges = [("__start__", "a_title"), ("__start__", "another_title")]
    match = await play(last_values_of_astream, names=["a_title", "another_title"], edges=edges)
    match.expect_error("InvalidUpdateError", saying="title")
    match.expect_clean()


@check(part=3, title="a search for each topic, and then one node that counts")
async def test_map_and_reduce(play):
    topics = ["tides", "ferries", "fares"]
    match = await play(one_search_for_each_topic, topics=topics)
    match.expect_result({"topics": topics, "found": [*found_for(match, topics), "3 pages"]})
    match.expect_seconds(max(match.latency("asearch", topic) for topic in topics))
    match.expect_clean()


def found_for(match, topics):
    return [match.reply("asearch", topic) for topic in topics]


@check(part=4, title="stream hands out an update when its node ends, and invoke gives the final state")
async def test_plain_doors(play):
    match = await play(read_stream_and_invoke, names=["p", "q"], edges=[("__start__", "p"), ("p", "q")])
    match.expect_loops(0)
    first, second = found(match, "p", "q")
    match.expect_notes("updates", [{"p": {"found": [first]}}, {"q": {"found": [second]}}])
    took = [match.latency("search", name) for name in "pq"]
    match.expect_note_times("updates", [took[0], sum(took)])
    match.expect_notes("values", [{"found": []}, {"found": [first]}, {"found": [first, second]}])
    match.expect_result({"found": [first, second]})
    match.expect_clean()


@check(part=5, title="a plain node and one that is awaited, in one step")
async def test_both_kinds(play):
    match = await play(ainvoke, names=["plain", "a"], edges=[("__start__", "plain"), ("__start__", "a")])
    match.expect_result({"found": found(match, "a", "plain")})
    match.expect_seconds(max(match.latency("asearch", "a"), match.latency("search", "plain")))
    match.expect_clean()


@check(part=6, title="two steps are enough for two nodes, and one is not")
async def test_limit(play):
    graph = {"names": ["a1", "a2"], "edges": [("__start__", "a1"), ("a1", "a2")]}
    match = await play(last_values_of_astream, **graph, options={"limit": 2})
    match.expect_result({"found": found(match, "a1", "a2")})
    match.expect_clean()
    match = await play(last_values_of_astream, **graph, options={"limit": 1})
    match.expect_error("GraphRecursionError")
    match.expect_calls("asearch", exactly=1)
    match.expect_clean()


@check(part=6, title="one node at a time")
async def test_one_at_a_time(play):
    edges = [("__start__", "a1"), ("__start__", "a2")]
    match = await play(last_values_of_astream, names=["a1", "a2"], edges=edges, options={"max_concurrency": 1})
    match.expect_peak("asearch", exactly=1)
    match.expect_clean()
