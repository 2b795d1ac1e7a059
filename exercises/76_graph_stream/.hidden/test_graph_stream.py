"""Hidden checks of graph_stream.

The three sources are told apart by three orders that differ: web_search, memory, retriever as they are added,
memory, retriever, web_search by name, and retriever, web_search, memory as they end.
"""

import asyncio

from grader.judge import check, helper, scenario, service

PLANNER, RETRIEVER, WEB, MEMORY, LLM = (0.3, 0.6), (0.7, 0.9), (1.2, 2.0), (2.6, 4.0), (1.0, 3.0)


@service(latency=PLANNER)
def planner(call, state):
    return {"plan": f"plan {call.word}"}


@service(latency=WEB)
def web_search(call, state):
    if "offline" in state["question"]:
        raise call.error("SearchDown", "no answer from the web")
    return {"found": [f"page {call.word}"]}


@service(latency=MEMORY)
def memory(call, state):
    return {"found": [f"chat {call.word}"]}


@service(latency=RETRIEVER)
def retriever(call, state):
    return {"found": [f"paper {call.word}"]}


@service(latency=LLM)
def llm(call, state):
    return {"answer": f"answer {call.word}"}


SOURCES = ["web_search", "memory", "retriever"]
RESEARCH = {
    "nodes": {name: name for name in ["planner", *SOURCES, "llm"]},
    "edges": [
        ["__start__", "planner"],
        *[["planner", source] for source in SOURCES],
        *[[source, "llm"] for source in SOURCES],
        ["llm", "__end__"],
    ],
}
CHAIN = {
    "nodes": {"outline": "planner", "papers": "retriever", "draft": "llm"},
    "edges": [["__start__", "outline"], ["outline", "papers"], ["papers", "draft"], ["draft", "__end__"]],
}


class Run:
    """What the steps of a graph must do with this question: for every node, what it sees, gives and takes."""

    def __init__(self, match, nodes, steps, question):
        self.given, self.updates, self.latency = {}, {}, {}
        self.step_began = []
        state, now = {"question": question}, 0.0
        for step in steps:
            self.step_began.append(now)
            for name in step:
                self.given[name] = state
                self.updates[name] = match.reply(nodes[name], state)
                self.latency[name] = match.latency(nodes[name], state)
            now += max(self.latency[name] for name in step)
            for name in step:
                for key, value in self.updates[name].items():
                    state = {**state, key: state.get(key, []) + value if isinstance(value, list) else value}
        self.state, self.seconds = state, now

    def handed_out(self, names):
        return [{name: self.updates[name]} for name in names]


def asked_and_handed_out(match, run, nodes, pause):
    """A chain of nodes, read with pauses: no node starts before its update is asked for."""
    asked, ends, now = {}, [], 0.0
    for name in nodes:
        asked[name] = now + pause
        now += pause + run.latency[name]
        ends.append(now)
    came_early = any(seen < end - match.tolerance for (seen, _), end in zip(match.notes("updates"), ends, strict=False))
    for name, node in nodes.items():
        early = [call.start for call in match.calls(node) if call.start < asked[name] - match.tolerance]
        match.expect(
            not (came_early and early),
            f"{name} was started after {early[0] if early else 0:.4g} s, but its update was asked for only "
            f"after {asked[name]:.4g} s (simulated). While the reader is busy, the stream starts nothing new.",
            mistake="ran-ahead",
            function="CompiledGraph.astream",
        )
    match.expect_notes("updates", run.handed_out(nodes))
    match.expect_note_times("updates", ends)


# --- part 1 -------------------------------------------------------------------------------------------


@helper
def graph_of(kata, nodes, edges):
    """A runner for these. An answer that brings a StateGraph of its own says there which runner that makes."""
    graph = kata.StateGraph()
    for name, node in nodes.items():
        graph.add_node(name, node)
    for start, end in edges:
        graph.add_edge(start, end)
    given = any(base.__module__ == "graph" for base in kata.StateGraph.__mro__)
    return graph.compile(kata.CompiledGraph) if given else graph.compile()


@helper
def graph_of_services(kata, services, nodes, edges):
    return graph_of(kata, {name: getattr(services, node) for name, node in nodes.items()}, edges)


@helper
def careful(note, name, ask):
    """A node that cleans up when it is cancelled: the longer its name, the longer that takes.

    All take less together than what any node still has to do, so none ends by itself if they are cancelled one by one.
    """

    async def careful_node(state):
        try:
            return await ask(state)
        except asyncio.CancelledError:
            await asyncio.sleep(len(name) / 100)  # gives its connection back
            note("cleaned up", name)
            raise

    return careful_node


@scenario
async def async_for_update_in_astream(kata, note, services, nodes, edges, question):
    stream = graph_of_services(kata, services, nodes, edges).astream({"question": question})
    if not hasattr(stream, "__aiter__"):
        note("what astream gives", type(stream).__name__)
        return
    async for update in stream:
        note("updates", update)


@check(part=1, title="each update is handed out when its node ends")
async def test_astream(play):
    match = await play(async_for_update_in_astream, **CHAIN, question="tides")
    for _, kind in match.notes("what astream gives"):
        match.expect(
            False,
            f"astream(...) gives a {kind}, and `async for` cannot read that. An `async def` with a `yield` in it "
            "gives an async generator; with a `return` it has one thing to give, at the end.",
            mistake="buffered-stream",
            function="CompiledGraph.astream",
        )
    run = Run(match, CHAIN["nodes"], [["outline"], ["papers"], ["draft"]], "tides")
    match.expect_notes("updates", run.handed_out(["outline", "papers", "draft"]))
    match.expect_note_times("updates", [*run.step_began[1:], run.seconds])
    match.expect_clean()


# --- part 2 -------------------------------------------------------------------------------------------


@scenario
async def async_for_update_in_astream_with_long_pauses(kata, note, services, nodes, edges, question, pause):
    stream = graph_of_services(kata, services, nodes, edges).astream({"question": question})
    await asyncio.sleep(pause)
    async for update in stream:
        note("updates", update)
        await asyncio.sleep(pause)


@scenario
async def two_readers_of_one_graph(kata, services, nodes, edges, questions):
    compiled = graph_of_services(kata, services, nodes, edges)

    async def read(question):
        return [update async for update in compiled.astream({"question": question})]

    return await asyncio.gather(*[read(question) for question in questions])


@check(part=2, title="a step starts only when the next update is asked for")
async def test_astream_is_lazy(play):
    match = await play(async_for_update_in_astream_with_long_pauses, **CHAIN, question="tides", pause=7.0)
    run = Run(match, CHAIN["nodes"], [["outline"], ["papers"], ["draft"]], "tides")
    asked_and_handed_out(match, run, CHAIN["nodes"], 7.0)
    match.expect_clean()


@check(part=2, title="one graph serves two readers at once")
async def test_two_readers(play):
    match = await play(two_readers_of_one_graph, **CHAIN, questions=["tides", "comets"])
    steps = [["outline"], ["papers"], ["draft"]]
    runs = [Run(match, CHAIN["nodes"], steps, question) for question in ("tides", "comets")]
    for name, node in CHAIN["nodes"].items():
        for call in match.calls(node):
            match.expect(
                call.args["state"] in [run.given[name] for run in runs],
                f"{name} was given {call.args['state']!r}, in which the states of two readers are mixed. "
                "One graph serves both at once, so nothing of a run may be kept on it.",
                mistake="shared-state",
                function="CompiledGraph.astream",
            )
    match.expect_result([run.handed_out(["outline", "papers", "draft"]) for run in runs])
    match.expect_seconds(max(run.seconds for run in runs))
    match.expect_clean()


# --- part 3 -------------------------------------------------------------------------------------------


@scenario
async def async_for_update_in_astream_when_llm_begins(kata, note, services, nodes, edges, question):
    async def llm(state):
        for item in state["found"]:
            note("found, as llm gets it", item)
        return await services.llm(state)

    own = {name: llm if name == "llm" else getattr(services, node) for name, node in nodes.items()}
    async for _ in graph_of(kata, own, edges).astream({"question": question}):
        pass


@scenario
async def async_for_update_in_astream_of_nodes_that_scribble(kata, note, services, nodes, edges, question):
    def scribbling(name, node):
        async def scribbling_node(state):
            note("keys of the state", sorted(state))
            state[f"{name} was here"] = True
            return await node(state)

        return scribbling_node

    own = {name: scribbling(name, getattr(services, node)) for name, node in nodes.items()}
    async for _ in graph_of(kata, own, edges).astream({"question": question}):
        pass


@check(part=3, title="the nodes of a step wait together, and the fastest is handed out first")
async def test_step_waits_together(play):
    nodes = {name: node for name, node in RESEARCH["nodes"].items() if name != "llm"}
    edges = [edge for edge in RESEARCH["edges"] if "llm" not in edge]
    match = await play(async_for_update_in_astream, nodes=nodes, edges=edges, question="tides")
    run = Run(match, nodes, [["planner"], SOURCES], "tides")
    by_end = ["retriever", "web_search", "memory"]
    match.expect_peak(exactly=3)
    match.expect_note_times("updates", [run.step_began[1], *[run.step_began[1] + run.latency[name] for name in by_end]])
    match.expect_notes("updates", run.handed_out(["planner", *by_end]))
    match.expect_clean()


@check(part=3, title="a slow reader gets the update of each node that has ended meanwhile")
async def test_slow_reader_of_a_step(play):
    scenario = async_for_update_in_astream_with_long_pauses
    match = await play(scenario, **RESEARCH, question="tides", pause=7.0)
    run = Run(match, RESEARCH["nodes"], [["planner"], SOURCES, ["llm"]], "tides")
    seen = [value for _, value in match.notes("updates")]
    for name in SOURCES:
        match.expect(
            {name: run.updates[name]} in seen,
            f"{name} had ended while the reader was busy, and its update was never handed out.",
            mistake="wrong-answer",
            function="CompiledGraph.astream",
            near=(r"=\s*done\.pop\(", r"\bdone\b", r"\byield\b"),
        )
    match.expect_calls("llm", exactly=1)
    match.expect_clean()


@check(part=3, title="the state is merged in the order of add_node, whichever node was faster")
async def test_merged_in_declared_order(play):
    match = await play(async_for_update_in_astream_when_llm_begins, **RESEARCH, question="tides")
    run = Run(match, RESEARCH["nodes"], [["planner"], SOURCES, ["llm"]], "tides")
    match.expect_notes("found, as llm gets it", run.state["found"])
    match.expect_calls("llm", exactly=1)
    match.expect_clean()


@check(part=3, title="a step starts when every node of the previous step has ended")
async def test_step_waits_for_all(play):
    edges = [["__start__", "planner"], *[["planner", source] for source in SOURCES], ["retriever", "llm"]]
    match = await play(async_for_update_in_astream, nodes=RESEARCH["nodes"], edges=edges, question="tides")
    run = Run(match, RESEARCH["nodes"], [["planner"], SOURCES, ["llm"]], "tides")
    match.expect_calls("llm", exactly=1)
    began = match.calls("llm")[0].start
    match.expect(
        abs(began - run.step_began[2]) < match.tolerance,
        f"llm started after {began:.2f} s (simulated). Its step begins after {run.step_began[2]:.2f} s, when "
        "memory has ended: no edge leads from memory to llm, but a step waits for the whole previous step.",
    )
    match.expect_clean()


@check(part=3, title="every node gets its own copy of the state")
async def test_own_copy(play):
    match = await play(async_for_update_in_astream_of_nodes_that_scribble, **RESEARCH, question="tides")
    after_plan, after_sources = ["plan", "question"], ["found", "plan", "question"]
    found = {key for _, keys in match.notes("keys of the state") for key in keys}
    match.expect(
        found <= {*after_sources},
        f"A node found what other nodes had written into its state: {', '.join(sorted(found - {*after_sources}))}. "
        "Each node gets a copy of its own.",
        basis="reported",
        mistake="shared-state",
        function="CompiledGraph.astream",
    )
    match.expect_notes("keys of the state", [["question"], after_plan, after_plan, after_plan, after_sources])
    match.expect_clean()


# --- part 4 -------------------------------------------------------------------------------------------


@scenario
async def async_for_update_in_astream_of_careful_nodes(kata, note, services, nodes, edges, question, limit):
    own = {name: careful(note, name, getattr(services, node)) for name, node in nodes.items()}
    async with asyncio.timeout(limit):
        async for update in graph_of(kata, own, edges).astream({"question": question}):
            note("updates", next(iter(update)))


@scenario
async def aclose_after_the_second_update(kata, note, services, nodes, edges, question, last):
    own = {name: careful(note, name, getattr(services, node)) for name, node in nodes.items()}
    stream = graph_of(kata, own, edges).astream({"question": question})
    async for update in stream:
        if last in update:
            break
    await asyncio.sleep(0.005)
    await stream.aclose()


def cleaned_up(match, names, when):
    """Every node of `names` was cancelled, and its clean-up was over when the scenario ended."""
    cleaned = sorted(value for moment, value in match.notes("cleaned up") if moment <= match.seconds)
    match.expect(
        cleaned == sorted(names),
        f"These nodes must be cancelled, and their clean-up over, before {when}: {', '.join(names)}. "
        f"Cleaned up by then: {', '.join(cleaned) or 'none'}. "
        "cancel() only asks a task to end: await it as well.",
    )
    for name in names:
        match.expect_cancelled(name, exactly=1)


@check(part=4, title="a node's error reaches the reader as it is, and its siblings are cancelled")
async def test_error(play):
    match = await play(async_for_update_in_astream_of_careful_nodes, **RESEARCH, question="offline", limit=None)
    match.expect_error("SearchDown", saying="no answer from the web")
    match.expect_notes("updates", ["planner", "retriever"])
    cleaned_up(match, ["memory"], "the error reaches the reader")
    match.expect_calls("web_search", exactly=1)
    match.expect_seconds(match.calls("web_search")[0].end + len("memory") / 100)
    match.expect_calls("llm", exactly=0)
    match.expect_clean()


@check(part=4, title="aclose() cancels the nodes that run, and waits for them")
async def test_close_early(play):
    match = await play(aclose_after_the_second_update, **RESEARCH, question="tides", last="retriever")
    match.expect_result(None)
    cleaned_up(match, ["web_search", "memory"], "aclose() comes back")
    match.expect_calls("llm", exactly=0)
    match.expect_clean()


@check(part=4, title="a deadline around the stream ends its nodes too")
async def test_deadline(play):
    match = await play(async_for_update_in_astream_of_careful_nodes, **RESEARCH, question="tides", limit=0.655)
    match.expect_error("TimeoutError")
    match.expect_notes("updates", ["planner"])
    cleaned_up(match, SOURCES, "the TimeoutError reaches the reader")
    match.expect_calls("llm", exactly=0)
    match.expect_clean()
