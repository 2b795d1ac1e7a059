"""Hidden checks of graph_supersteps.

The three sources are told apart by three orders: web, guidebook, timetable as they are added, guidebook, timetable,
web by name, and timetable, web, guidebook as they end.
"""

import asyncio

from grader.judge import check, helper, scenario, service


@service(latency=(0.3, 0.6))
def plan(call, state):
    return {"topics": call.word}


@service(latency=(2.6, 4.0))
def guidebook(call, state):
    return {"found": [f"page {call.word}"]}


@service(latency=(1.2, 2.0))
def web(call, state):
    return {"found": [f"site {call.word}"]}


@service(latency=(0.7, 0.9))
def timetable(call, state):
    return {"found": [f"train {call.word}"]}


@service(latency=(1.0, 3.0))
def llm(call, state):
    return {"answer": call.word}


SOURCES = ["web", "guidebook", "timetable"]
ASK = [["__start__", "plan"], *[["plan", source] for source in SOURCES]]
RESEARCH = {"nodes": ["plan", *SOURCES], "edges": ASK}
ANSWER = {"nodes": ["plan", *SOURCES, "llm"], "edges": [*ASK, *[[source, "llm"] for source in SOURCES]]}
CHAIN = {
    "nodes": ["plan", "guidebook", "timetable", "llm"],
    "edges": [["plan", "guidebook"], ["guidebook", "timetable"], ["timetable", "llm"]],
}


class Run:
    """What the steps of a graph must do with this question."""

    def __init__(self, match, steps, question):
        state, now = {"question": question}, 0.0
        self.given, self.began = {}, []
        for step in steps:
            self.began.append(now)
            self.given.update(dict.fromkeys(step, state))
            now += max(match.latency(name, state) for name in step)
            for name in step:
                for key, value in match.reply(name, self.given[name]).items():
                    state = {**state, key: state.get(key, []) + value if isinstance(value, list) else value}
        self.state, self.seconds = state, now


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


@scenario
async def ainvoke_for_each_traveller(kata, services, nodes, edges, questions):
    compiled = graph_of(kata, {name: getattr(services, name) for name in nodes}, edges)
    return await asyncio.gather(*[compiled.ainvoke({"question": question}) for question in questions])


@scenario
async def ainvoke_with_nodes_that_scribble_in_their_state(kata, note, services, nodes, edges, question):
    def scribbling(name):
        async def node(state):
            note("keys that a node found in its state", sorted(state))
            state[f"{name} was here"] = True
            return await getattr(services, name)(state)

        return node

    return await graph_of(kata, {name: scribbling(name) for name in nodes}, edges).ainvoke({"question": question})


# ---- 1: together ---------------------------------------------------------------------------------


def found_everything(match, runs):
    """Every node ran once for each traveller, and each has what was found; in which order is for part 2."""
    found = [sorted(state.get("found", [])) if isinstance(state, dict) else state for state in match.result]
    expected = [sorted(run.state["found"]) for run in runs]
    match.expect(found == expected, f"What was found, for each traveller: {found!r}. It should be: {expected!r}.")
    for name in RESEARCH["nodes"]:
        match.expect_calls(name, exactly=len(runs))


@check(part=1, title="three sources take as long as the slowest of them")
async def test_sources_overlap(play):
    match = await play(ainvoke_for_each_traveller, **RESEARCH, questions=["York"])
    run = Run(match, [["plan"], SOURCES], "York")
    for call in match.calls():
        match.expect(
            call.name == "plan" or call.start >= run.began[1] - match.tolerance,
            f"{call.name} started after {call.start:.4g} s (simulated), and plan ends after {run.began[1]:.4g} s. "
            f"The edge from plan to {call.name} says that {call.name} needs what plan gives.",
            mistake="wait-skipped",
            function="CompiledGraph.ainvoke",
        )
    match.expect_seconds(run.seconds)
    match.expect_peak(exactly=3)
    found_everything(match, [run])
    match.expect_clean()


@check(part=1, title="three travellers are served at once")
async def test_three_travellers(play):
    questions = ["York", "Leeds", "Hull"]
    match = await play(ainvoke_for_each_traveller, **RESEARCH, questions=questions)
    runs = [Run(match, [["plan"], SOURCES], question) for question in questions]
    for call in match.calls():
        given = call.args["state"]
        match.expect(
            any(run.given[call.name] == given for run in runs),
            f"{call.name} was given {given!r}. No traveller's state looks like that when its step begins. They share "
            "one graph: nothing of a run may be kept on it.",
            mistake="shared-state",
            function="CompiledGraph.ainvoke",
        )
    match.expect_seconds(max(run.seconds for run in runs))
    found_everything(match, runs)
    match.expect_clean()


# ---- 2: the state --------------------------------------------------------------------------------


@check(part=2, title="the updates are merged in the order of add_node, whichever node was faster")
async def test_merged_in_order(play):
    questions = ["York", "Leeds", "Hull", "Bath"]  # so many that no other order can be the right one by chance
    match = await play(ainvoke_for_each_traveller, **ANSWER, questions=questions)
    runs = {question: Run(match, [["plan"], SOURCES, ["llm"]], question) for question in questions}
    match.expect_calls("llm", at_least=len(questions))
    for call in match.calls("llm"):
        found = call.args["state"].get("found")
        expected = runs[call.args["state"]["question"]].given["llm"]["found"]
        match.expect(
            found == expected,
            f"The LLM was given {found!r} as what was found. In the order of add_node it is {expected!r}. "
            "The prompt must not depend on which source was faster today.",
            mistake="wrong-order" if isinstance(found, list) and sorted(found) == sorted(expected) else "",
            function="CompiledGraph.ainvoke",
        )
    match.expect_result([run.state for run in runs.values()])
    match.expect_clean()


@check(part=2, title="every node of a step is given the state from before the step")
async def test_same_state_for_all(play):
    match = await play(ainvoke_for_each_traveller, **ANSWER, questions=["York"])
    run = Run(match, [["plan"], SOURCES, ["llm"]], "York")
    for name in SOURCES:
        match.expect_calls(name, exactly=1)
        given = match.calls(name)[0].args["state"]
        match.expect(given == run.given[name], f"{name} was given {given!r}, but it should be {run.given[name]!r}.")
    match.expect_clean()


@check(part=2, title="every node has a copy of its own to scribble in")
async def test_own_copy(play):
    match = await play(ainvoke_with_nodes_that_scribble_in_their_state, **RESEARCH, question="York")
    planned = ["question", "topics"]
    found = {key for _, keys in match.notes("keys that a node found in its state") for key in keys}
    match.expect(
        found <= {*planned},
        f"A node found what other nodes had written into its state: {', '.join(sorted(found - {*planned}))}. Each "
        "node gets a copy of its own.",
        basis="reported",
        mistake="shared-state",
        function="CompiledGraph.ainvoke",
    )
    match.expect_notes("keys that a node found in its state", [["question"], planned, planned, planned])
    match.expect_clean()


# ---- 3: the barrier ------------------------------------------------------------------------------


@check(part=3, title="no node starts while one of the previous step still runs")
async def test_barrier(play):
    edges = [*ASK, ["timetable", "llm"]]
    match = await play(ainvoke_for_each_traveller, nodes=ANSWER["nodes"], edges=edges, questions=["York"])
    run = Run(match, [["plan"], SOURCES, ["llm"]], "York")
    match.expect_calls("llm", exactly=1)
    began = match.calls("llm")[0].start
    match.expect(
        began >= run.began[2] - match.tolerance,
        f"llm started after {began:.4g} s (simulated). Its step begins after {run.began[2]:.4g} s, when guidebook has "
        "ended: no edge leads from there to llm, but a step waits for the whole previous step.",
        mistake="wait-skipped",
        function="CompiledGraph.ainvoke",
    )
    match.expect_result([run.state])
    match.expect_seconds(run.seconds)
    match.expect_clean()


@check(part=3, title="a node to which several edges lead runs once")
async def test_joins_once(play):
    match = await play(ainvoke_for_each_traveller, **ANSWER, questions=["York"])
    run = Run(match, [["plan"], SOURCES, ["llm"]], "York")
    for name in ANSWER["nodes"]:
        match.expect_calls(name, exactly=1)
    match.expect_seconds(run.seconds)
    match.expect_clean()


@check(part=3, title="nodes in a chain come one after the other")
async def test_chain(play):
    match = await play(ainvoke_for_each_traveller, **CHAIN, questions=["York"])
    run = Run(match, [[name] for name in CHAIN["nodes"]], "York")
    match.expect_result([run.state])
    match.expect_peak(exactly=1)
    match.expect_seconds(run.seconds)
    match.expect_clean()


# ---- 4: the arithmetic ---------------------------------------------------------------------------


@scenario
def prediction(kata, steps, seconds):
    return kata.predict_seconds(steps, seconds)


async def predicts(play, steps, seconds):
    match = await play(prediction, steps=steps, seconds=seconds)
    expected = sum(max(seconds[name] for name in step) for step in steps)
    number = isinstance(match.result, (int, float)) and not isinstance(match.result, bool)
    match.expect(
        number and abs(match.result - expected) < match.tolerance,
        f"For the steps {steps!r} you predicted {match.result!r} s. A runner whose nodes wait together takes "
        f"{expected:.4g} s, and all waits together are {sum(seconds.values()):.4g} s.",
        mistake="wrong-prediction",
        function="predict_seconds",
    )
    match.expect_seconds(0.0)
    match.expect_clean()


@check(part=4, title="three sources, then the LLM")
async def test_predict_sources_then_llm(play):
    await predicts(play, [SOURCES, ["llm"]], {"web": 1.5, "guidebook": 3.25, "timetable": 0.75, "llm": 2.0})


@check(part=4, title="one after the other, all independent, and something in between")
async def test_predict_others(play):
    seconds = {"plan": 0.5, "web": 1.5, "guidebook": 3.25, "timetable": 0.75, "llm": 2.0}
    await predicts(play, [[name] for name in seconds], seconds)
    await predicts(play, [list(seconds)], seconds)
    await predicts(play, [["plan", "web"], ["guidebook", "llm"], ["timetable"]], seconds)
