"""Hidden checks of four_doors. Each node asks the search what comes after the last thing that was found.

So the questions tell in which order the updates were merged, and what each node was given.
"""

import asyncio
from operator import add
from typing import Annotated, TypedDict

from grader.judge import check, helper, scenario, service


@service(latency=(0.4, 0.9))
def search(call, topic):
    if topic.startswith("strikes"):
        raise call.error("SearchDown", f"no answer, says {call.word}")
    return f"{topic.partition(' ')[0]} {call.word}"


@service(latency=(0.4, 0.9))
def asearch(call, topic):
    if topic.startswith("strikes"):
        raise call.error("SearchDown", f"no answer, says {call.word}")
    return f"{topic.partition(' ')[0]} {call.word}"


@service(latency=0.5137)
def write(call, notes):
    return call.word


@service(latency=0.5137)
def awrite(call, notes):
    return call.word


@helper
class Notes(TypedDict, total=False):
    found: Annotated[list, add]
    text: str


@helper
def topic_of(name, state):
    found = state.get("found", [])
    return f"{name} after {found[-1] if found else 'nothing'}"


@helper
def plain_node(kata, services, name):
    def node(state):
        reply = services.search(topic_of(name, state))
        if name.startswith("tokens"):
            kata.get_stream_writer()(f"{name} writes")
        if name.startswith("text"):
            return {"text": reply}
        return {"bad": reply, "nothing": None}.get(name, {"found": [reply]})

    return node


@helper
def awaited_node(kata, services, name):
    async def node(state):
        reply = await services.asearch(topic_of(name, state))
        if name.startswith("tokens"):
            kata.get_stream_writer()(f"{name} writes")
        if name.startswith("text"):
            return {"text": reply}
        return {"bad": reply, "nothing": None}.get(name, {"found": [reply]})

    return node


@helper
def careful_node(kata, services, name, note):
    ask = awaited_node(kata, services, name)

    async def node(state):
        try:
            return await ask(state)
        except asyncio.CancelledError:
            await asyncio.sleep(0.1 if name == "a" else 0.3)
            note("cleaned up", name)
            raise

    return node


@helper
def route_of(kata, table):
    """Which goals are due depends on how much has been found."""

    def route(state):
        goals = table.get(str(len(state["found"])), table["else"])
        if isinstance(goals, str):
            return goals
        return [goal if isinstance(goal, str) else sent(*goal) for goal in goals]

    def sent(name, *found):
        return kata.Send(name, {"found": [*found]} if found else {})

    return route


@helper
def built(kata, node, names, edges, routes):
    graph = kata.StateGraph(Notes)
    for name in names:
        graph.add_node(name, node(name))
    for start, end in edges:
        graph.add_edge(start, end)
    for name, table in routes:
        graph.add_conditional_edges(name, route_of(kata, table))
    return graph.compile()


@scenario
async def events_of_astream(kata, note, services, graph, modes, options):
    compiled = built(kata, lambda name: awaited_node(kata, services, name), *graph)
    async for mode, data in compiled.astream({"found": []}, modes, **options):
        note(mode, data)


@scenario
async def results_of_ainvoke(kata, services, graph, runs, options):
    compiled = built(kata, lambda name: awaited_node(kata, services, name), *graph)
    return await asyncio.gather(*[compiled.ainvoke({"found": [run]}, **options) for run in runs])


@scenario
async def ainvoke_of_mixed_nodes(kata, services, graph):
    def node(name):
        return plain_node(kata, services, name) if name.endswith("plain") else awaited_node(kata, services, name)

    return await built(kata, node, *graph).ainvoke({"found": []})


@scenario
async def ainvoke_with_careful_nodes(kata, note, services, graph, limit):
    compiled = built(kata, lambda name: careful_node(kata, services, name, note), *graph)
    async with asyncio.timeout(limit):
        return await compiled.ainvoke({"found": []})


@scenario
def results_of_invoke(kata, services, graph, options):
    compiled = built(kata, lambda name: plain_node(kata, services, name), *graph)
    return [compiled.invoke({"found": [run]}, **options) for run in ("first", "second")]


@scenario
def events_of_stream(kata, note, services, graph, modes, most):
    compiled = built(kata, lambda name: plain_node(kata, services, name), *graph)
    events = compiled.stream({"found": []}, modes)
    for _ in range(most):
        event = next(events, None)
        if event is None:
            break
        note(*event)
        note("in turn", event[0])
    close = getattr(events, "close", None)
    if close:
        close()


@scenario
def invoke_of_an_awaited_node(kata, services, graph):
    def node(name):
        return awaited_node(kata, services, name) if name == "awaited" else plain_node(kata, services, name)

    return built(kata, node, *graph).invoke({"found": []})


class Course:
    """What a run must do, step by step: names in the order of merging, or (name, what a Send gives it)."""

    def __init__(self, match, steps, service="asearch", first=None, together=True):
        found = [first] if first else []
        self.values, self.updates, self.seconds = [{"found": found}], [], 0.0
        text = {}
        for step in steps:
            asked = []
            for job in step:
                name, last = job if isinstance(job, tuple) else (job, (found or ["nothing"])[-1])
                topic = f"{name} after {last}"
                asked.append((match.latency(service, topic), name, match.reply(service, topic)))
            told = sorted(asked, key=lambda one: one[0]) if together else asked
            begun = self.seconds
            for latency, name, reply in told:
                self.seconds = begun + latency if together else self.seconds + latency
                update = {"text": reply} if name.startswith("text") else {"found": [reply]}
                self.updates.append((self.seconds, {name: None if name == "nothing" else update}))
            found = found + [reply for _, name, reply in asked if not name.startswith(("text", "nothing"))]
            text = next(({"text": reply} for _, name, reply in asked if name.startswith("text")), text)
            if any(name != "nothing" for _, name, _ in asked):
                self.values.append({"found": found, **text})
        self.found = found


def as_in(match, steps, near="edges"):
    """The states after each step are these. `near`: what a mistake in them has to do with."""
    course = Course(match, steps)
    asked = [call.first.partition(" ")[0] for call in match.calls("asearch")]
    names = [job[0] if isinstance(job, tuple) else job for step in steps for job in step]
    for name in names:
        match.expect(
            asked.count(name) <= names.count(name),
            f"The node {name!r} ran {asked.count(name)} times; expected: {names.count(name)}.",
            mistake="called-too-often",
            function="Run.finish",
            near=(r"== starts|starts ==|starts (<=|-)|<= (self\.)?ended|issub|issuper", "edges"),
        )
    match.expect_notes("values", course.values, near=near)
    match.expect_seconds(course.seconds)
    match.expect_clean()
    return course


async def told(play, names, edges, routes, steps, near="edges"):
    match = await play(events_of_astream, graph=[names, edges, routes], modes=["values"], options={})
    return as_in(match, steps, near)


# ---- 1: what comes next --------------------------------------------------------------------------


@check(part=1, title="a route leads back, and then to the end")
async def test_loop(play):
    edges = [("__start__", "ask"), ("ask", "check")]
    routes = [("check", {"2": "ask", "else": "__end__"})]
    await told(play, ["ask", "check"], edges, routes, [["ask"], ["check"]] * 2, near=r"= \w*route\w*\(")


@check(part=1, title="an edge from a list waits for all of them, over several steps")
async def test_join(play):
    edges = [("__start__", "a"), ("a", "b"), ("a", "m"), ("b", "c"), (["c", "m"], "d")]
    await told(play, ["d", "m", "c", "b", "a"], edges, [], [["a"], ["b", "m"], ["c"], ["d"]])


@check(part=1, title="an edge from a list fires anew in each round of a loop")
async def test_join_again(play):
    edges = [("__start__", "a"), ("__start__", "m"), (["a", "m"], "z")]
    again = [("z", {"3": ["m", "a"], "6": ["a"], "else": "__end__"})]
    await told(play, ["m", "z", "a"], edges, again, [["a", "m"], ["z"], ["a", "m"], ["z"], ["a"]])


@check(part=1, title="a route sees its own node's update, and not that of a sibling")
async def test_isolation(play):
    edges = [("__start__", "a"), ("__start__", "m")]
    routes = [("m", {"1": "z", "else": "wrong"}), ("a", {"1": "y", "else": "wrong"})]
    await told(play, ["a", "m", "z", "y", "wrong"], edges, routes, [["a", "m"], ["y", "z"]], near=r"= \w*route\w*\(")


@check(part=1, title="several ways to one node in one step: it runs once")
async def test_once(play):
    edges = [("__start__", "a"), ("__start__", "m"), ("a", "z"), ("m", "z")]
    await told(play, ["z", "m", "a"], edges, [("a", {"else": ["z", "__end__"]})], [["a", "m"], ["z"]])


@check(part=1, title="paths of different length to one node: it runs once for each")
async def test_twice(play):
    edges = [("__start__", "a"), ("a", "b"), ("b", "z"), ("a", "z")]
    await told(play, ["z", "b", "a"], edges, [], [["a"], ["b", "z"], ["z"]])


@check(part=1, title="two routes of one node, and one from START")
async def test_routes(play):
    routes = [("__start__", {"else": "m"}), ("m", {"else": "b"}), ("m", {"else": ["a", "c"]}), ("b", {"else": []})]
    await told(play, ["m", "c", "b", "a"], [], routes, [["m"], ["a", "b", "c"]])


# ---- 2: what two nodes write ---------------------------------------------------------------------


@check(part=2, title="two nodes of a step write one key, and nothing says how: InvalidUpdateError")
async def test_conflict(play):
    graph = [["text_a", "text_b"], [("__start__", "text_a"), ("__start__", "text_b")], []]
    match = await play(events_of_astream, graph=graph, modes=["values"], options={})
    match.expect_error("InvalidUpdateError", saying="text")
    match.expect_clean()


@check(part=2, title="in two steps the later one replaces it")
async def test_later(play):
    await told(
        play, ["text_b", "text_a"], [("__start__", "text_b"), ("text_b", "text_a")], [], [["text_b"], ["text_a"]]
    )


@check(part=2, title="a node that returns a text is told so, and None is no update")
async def test_no_dict(play):
    graph = [["nothing", "bad"], [("__start__", "nothing"), ("nothing", "bad")], []]
    match = await play(events_of_astream, graph=graph, modes=["updates", "values"], options={})
    match.expect_error("InvalidUpdateError", saying="dict")
    match.expect_notes("values", [{"found": []}])
    match.expect_clean()


# ---- 3: Send -------------------------------------------------------------------------------------


@check(part=3, title="one node for each thing to do, and then the next step")
async def test_sends(play):
    work = [["work", "tides"], ["work", "ferries"], ["work", "fares"], ["work", "boats"]]
    steps = [["plan"], [tuple(job) for job in work], ["write"]]
    edges = [("__start__", "plan"), ("work", "write")]
    await told(play, ["write", "plan", "work"], edges, [("plan", {"else": work})], steps, near=r"Send\b|\.arg\b")


@check(part=3, title="names and Sends in one list: the names are merged first")
async def test_mixed(play):
    routes = [("__start__", {"else": [["m", "tides"], "z", ["a", "fares"], "m"]})]
    await told(
        play,
        ["z", "a", "m"],
        [("a", "z")],
        routes,
        [["m", "z", ("m", "tides"), ("a", "fares")], ["z"]],
        near=r"Send\b|\.arg\b",
    )


@check(part=3, title="what was sent is all that a node is given")
async def test_a_state_of_its_own(play):
    steps = [["plan"], [("work", "tides"), ("work", "nothing")]]
    routes = [("plan", {"else": [["work", "tides"], ["work"]]})]
    await told(play, ["plan", "work"], [("__start__", "plan")], routes, steps, near=r"Send\b|\.arg\b")


@check(part=3, title="nothing to do: the run ends")
async def test_no_sends(play):
    await told(play, ["plan", "work"], [("__start__", "plan"), ("work", "plan")], [("plan", {"else": []})], [["plan"]])


# ---- 4: the plain doors --------------------------------------------------------------------------

JOIN = [
    ["d", "c", "b", "a"],
    [("__start__", "a"), ("a", "b"), ("a", "c"), (["c", "b"], "d")],
    [("d", {"5": [["a", "again"]], "else": "__end__"})],
]


@check(part=4, title="invoke gives the final state, without a loop")
async def test_invoke(play):
    match = await play(results_of_invoke, graph=JOIN, options={})
    steps = [["a"], ["b", "c"], ["d"], [("a", "again")], ["b", "c"], ["d"]]
    courses = [Course(match, steps, "search", run, together=False) for run in ("first", "second")]
    match.expect_loops(0)
    match.expect(
        match.peak("search") == 1,
        f"{match.peak('search')} nodes were running at once. A plain door runs one after the other.",
        mistake="ran-ahead",
        function="CompiledGraph.stream",
    )
    match.expect_result([course.values[-1] for course in courses])
    match.expect_seconds(sum(course.seconds for course in courses))
    match.expect_clean()


@check(part=4, title="stream hands out each update when its node ends, what it wrote before it, and the states")
async def test_stream(play):
    graph = [["tokens_b", "a", "c"], [("__start__", "tokens_b"), ("__start__", "a"), ("a", "c")], []]
    match = await play(events_of_stream, graph=graph, modes=["values", "custom", "updates"], most=99)
    course = Course(match, [["a", "tokens_b"], ["c"]], "search", together=False)
    match.expect_loops(0)
    match.expect_notes("updates", [update for _, update in course.updates])
    match.expect_note_times("updates", [when for when, _ in course.updates])
    match.expect_notes("values", course.values)
    match.expect_notes("custom", ["tokens_b writes"])
    in_turn = ["values", "updates", "custom", "updates", "values", "updates", "values"]
    seen = [mode for _, mode in match.notes("in turn")]
    match.expect(
        seen == in_turn,
        f"The events came in this order: {', '.join(seen)}; expected: {', '.join(in_turn)}.",
        mistake="wrong-order",
        function="CompiledGraph.stream",
        near="custom",
    )
    match.expect_seconds(course.seconds)
    match.expect_clean()


@check(part=4, title="stream runs a node when its update is asked for, and none after it was closed")
async def test_lazy(play):
    graph = [["c", "b", "a"], [("__start__", "a"), ("__start__", "b"), ("b", "c")], []]
    match = await play(events_of_stream, graph=graph, modes=["updates"], most=1)
    course = Course(match, [["a"]], "search", together=False)
    match.expect_notes("updates", [update for _, update in course.updates])
    match.expect_calls("search", exactly=1)
    match.expect_seconds(course.seconds)
    match.expect_clean()


@check(part=4, title="a node that has to be awaited: TypeError, and it names the node and ainvoke")
async def test_awaited_node(play):
    graph = [["a", "awaited"], [("__start__", "a"), ("a", "awaited")], []]
    match = await play(invoke_of_an_awaited_node, graph=graph)
    match.expect_error("TypeError", saying="awaited")
    match.expect_error("TypeError", saying="ainvoke")
    match.expect_calls("asearch", exactly=0)
    match.expect_clean()


# ---- 5: the async doors --------------------------------------------------------------------------


@check(part=5, title="ainvoke gives the final state; two users at once")
async def test_ainvoke(play):
    match = await play(
        results_of_ainvoke, graph=JOIN, runs=["first", "second"], options={}, latency={"asearch": b_is_slow}
    )
    steps = [["a"], ["b", "c"], ["d"], [("a", "again")], ["b", "c"], ["d"]]
    courses = [Course(match, steps, first=run) for run in ("first", "second")]
    match.expect_result([course.values[-1] for course in courses])
    match.expect_seconds(max(course.seconds for course in courses))
    match.expect_clean()


def b_is_slow(topic):
    """It is merged before c, which ends first."""
    return 0.8713 if topic.startswith("b ") else 0.2137


@check(part=5, title="a graph without anything to do gives the state that it was given")
async def test_nothing_to_do(play):
    graph = [["a"], [], [("__start__", {"else": "__end__"})]]
    match = await play(results_of_ainvoke, graph=graph, runs=["first"], options={})
    match.expect_result([{"found": ["first"]}])


@check(part=5, title="plain nodes and async ones in one step")
async def test_mixed_nodes(play):
    graph = [["b_plain", "a", "c"], [("__start__", "b_plain"), ("__start__", "a"), (["a", "b_plain"], "c")], []]
    match = await play(ainvoke_of_mixed_nodes, graph=graph)
    found = [match.reply("asearch", "a after nothing"), match.reply("search", "b_plain after nothing")]
    together = max(match.latency("asearch", "a after nothing"), match.latency("search", "b_plain after nothing"))
    topic = f"c after {found[-1]}"
    match.expect_result({"found": [*found, match.reply("asearch", topic)]})
    match.expect_seconds(together + match.latency("asearch", topic))
    match.expect_clean()


@check(part=5, title="one of several Sends fails: its error comes out as it is, and the others have ended")
async def test_failure(play):
    sends = [["work", "tides"], ["strikes", "fares"], ["work", "boats"]]
    graph = [["work", "strikes"], [], [("__start__", {"else": sends})]]
    match = await play(ainvoke_with_careful_nodes, graph=graph, limit=None, latency={"asearch": by_topic})
    match.expect_error("SearchDown")
    match.expect_cancelled_tasks_ended()
    match.expect_nothing_left()
    match.expect_notes("cleaned up", ["work", "work"])
    match.expect_seconds(0.2137 + 0.3)
    match.expect_clean()


def by_topic(topic):
    return 0.2137 if topic.startswith("strikes") else 0.8713


@check(part=5, title="the caller's deadline ends the nodes, clean-up included")
async def test_deadline(play):
    graph = [["b", "a"], [("__start__", "a"), ("__start__", "b")], []]
    match = await play(ainvoke_with_careful_nodes, graph=graph, limit=0.3137)
    match.expect_error("TimeoutError")
    match.expect_cancelled_tasks_ended()
    match.expect_nothing_left()
    match.expect_cancelled("asearch", exactly=2)
    match.expect_seconds(0.3137 + 0.3)
    match.expect_clean()


# ---- 6: limits -----------------------------------------------------------------------------------

ENDLESS = [["a", "b"], [("__start__", "a"), ("a", "b")], [("b", {"5": "__end__", "else": "a"})]]


@check(part=6, title="as many steps as allowed are enough, by both kinds of doors")
async def test_enough(play):
    match = await play(results_of_invoke, graph=ENDLESS, options={"limit": 4})
    courses = [Course(match, [["a"], ["b"]] * 2, "search", run, together=False) for run in ("first", "second")]
    match.expect_result([course.values[-1] for course in courses])
    match.expect_clean()
    match = await play(results_of_ainvoke, graph=JOIN, runs=["first", "second"], options={"limit": 6})
    steps = [["a"], ["b", "c"], ["d"], [("a", "again")], ["b", "c"], ["d"]]
    courses = [Course(match, steps, first=run) for run in ("first", "second")]
    match.expect_result([course.values[-1] for course in courses])
    match.expect_clean()


async def stopped(play, scenario_, service_, **data):
    match = await play(scenario_, graph=ENDLESS, options={"limit": 3}, **data)
    if match.error is None:
        match.expect(
            match.calls(service_)[3:] == [],
            f"{len(match.calls(service_))} steps have run; 3 are allowed.",
            mistake="called-too-often",
            function="Run.begin",
        )
    match.expect_error("GraphRecursionError")
    match.expect_calls(service_, exactly=3)
    match.expect_clean()


@check(part=6, title="ainvoke: if one more step would begin, GraphRecursionError is raised")
async def test_one_too_few_async(play):
    await stopped(play, results_of_ainvoke, "asearch", runs=["first"])


@check(part=6, title="invoke: if one more step would begin, GraphRecursionError is raised")
async def test_one_too_few(play):
    await stopped(play, results_of_invoke, "search")


@check(part=6, title="astream with a limit hands out what was asked for, and nothing else")
async def test_events_with_a_limit(play):
    graph = [["tokens_b"], [("__start__", "tokens_b")], []]
    match = await play(events_of_astream, graph=graph, modes=["custom"], options={"max_concurrency": 1})
    for mode, wanted in (("custom", ["tokens_b writes"]), ("updates", []), ("values", [])):
        match.expect_notes(mode, wanted, near=r"in modes|writer")
    match.expect_clean()


@check(part=6, title="at most so many nodes at once, each run for itself")
async def test_concurrency(play):
    sends = [["work", topic] for topic in ("tides", "ferries", "fares", "boats", "buses")]
    graph = [["work"], [], [("__start__", {"else": sends})]]
    match = await play(
        results_of_ainvoke,
        graph=graph,
        runs=["first", "second"],
        options={"max_concurrency": 2},
        latency={"asearch": first_is_short},
    )
    found = [match.reply("asearch", f"work after {topic}") for _, topic in sends]
    match.expect_result([{"found": [run, *found]} for run in ("first", "second")])
    match.expect_peak("asearch", 4)
    match.expect_seconds(by_two([first_is_short(f"work after {topic}") for _, topic in sends]))
    match.expect_clean()


def first_is_short(topic):
    """The others take the same time: it does not matter which of them goes first."""
    return 0.2137 if topic == "work after tides" else 0.8713


def by_two(latencies):
    """How long it takes if two at a time are in flight, and the next begins when one ends."""
    ends = [0.0, 0.0]
    for latency in latencies:
        ends.sort()
        ends[0] += latency
    return max(ends)
