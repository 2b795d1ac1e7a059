"""A visible check: read it, and `nox -s grade -- 79` plays it. It asks for less than the hidden ones do."""

from operator import add
from typing import Annotated, TypedDict

from grader.judge import check, helper, scenario, service


@service(latency=(0.4, 0.9))
def asearch(call, topic):
    return call.word


@helper
class Notes(TypedDict, total=False):
    topics: list
    found: Annotated[list, add]


@scenario
async def one_answer(kata, services, topics):
    async def search(state):
        return {"found": [await services.asearch(state["topic"])]}

    async def count(state):
        return {"found": [f"{len(state['found'])} pages"]}

    graph = kata.StateGraph(Notes)
    graph.add_node("search", search)
    graph.add_node("count", count)
    graph.add_conditional_edges(
        kata.START, lambda state: [kata.Send("search", {"topic": topic}) for topic in state["topics"]]
    )
    graph.add_edge("search", "count")
    return await graph.compile().ainvoke({"topics": topics})


@check(part=5, title="a search for each topic, all together, then one node that counts")
async def test_map_and_reduce(play):
    topics = ["tides", "ferries", "fares"]
    match = await play(one_answer, topics=topics)
    found = [match.reply("asearch", topic) for topic in topics]
    match.expect_result({"topics": topics, "found": [*found, "3 pages"]})
    match.expect_seconds(max(match.latency("asearch", topic) for topic in topics))
    match.expect_clean()
