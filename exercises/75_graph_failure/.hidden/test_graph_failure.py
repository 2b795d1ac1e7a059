"""Hidden checks of graph_failure: what still runs when a run ends."""

import asyncio
import inspect

from grader.judge import About, check, helper, scenario, service

CLEANING_UP = {"photos": 0.1, "police": 0.2, "history": 0.3}  # what a careful node needs after it was cancelled


@service(latency=(2.0, 3.0))
def photos(call, state):
    return {"found": [call.word]}


@service(latency=(0.8, 1.2))
def police(call, state):
    if "theft" in state["claim"]:
        raise call.error("RegisterDown", "no answer from the register")
    return {"found": [call.word]}


@service(latency=(1.3, 1.9))
def history(call, state):
    if "fire" in state["claim"]:
        raise call.error("ArchiveClosed", "closed today")
    return {"found": [call.word]}


@service(latency=(0.8, 1.6))
def assess(call, state):
    return {"assessment": call.word}


SOURCES = ["photos", "police", "history"]


class Run:
    """What a run must do with this claim, if nothing fails."""

    def __init__(self, match, claim):
        state, self.seconds = {"claim": claim}, 0.0
        for step in [SOURCES, ["assess"]]:
            seen = state
            self.seconds += max(match.latency(name, seen) for name in step)
            for name in step:
                for key, value in match.reply(name, seen).items():
                    state = {**state, key: state.get(key, []) + value if isinstance(value, list) else value}
        self.state = state


@helper
def graph_of_careful_nodes(kata, note, services, cleaning, clumsy="", at_once=0):
    """Three sources, then assess; a node that is cancelled gives its connection back, and `clumsy` fails at that.

    `at_once`: the limit of nodes that run together, if the answer brings a StateGraph that knows one.
    """

    def careful(name, ask):
        async def node(state):
            try:
                return await ask(state)
            except asyncio.CancelledError:
                await asyncio.sleep(cleaning[name])
                note("cleaned up", name)
                if name == clumsy:
                    raise services.ArchiveClosed("the connection cannot be given back") from None
                raise

        return node

    sources = ["photos", "police", "history"]
    graph = kata.StateGraph()
    for name in [*sources, "assess"]:
        graph.add_node(name, careful(name, getattr(services, name)))
    for source in sources:
        graph.add_edge(source, "assess")
    # An answer that brings a StateGraph of its own says there which runner that makes.
    if any(base.__module__ == "graph" for base in kata.StateGraph.__mro__):
        return graph.compile(kata.CompiledGraph)
    return graph.compile(
        *[at_once] * (at_once > 0 and "max_concurrency" in inspect.signature(graph.compile).parameters)
    )


@scenario
async def ainvoke_with_careful_nodes(kata, note, services, claim, limit, cleaning):
    async with asyncio.timeout(limit):
        return await graph_of_careful_nodes(kata, note, services, cleaning).ainvoke({"claim": claim})


@scenario
async def ainvoke_with_a_node_that_fails_at_its_cleanup(kata, note, services, claim, cleaning):
    return await graph_of_careful_nodes(kata, note, services, cleaning, "history").ainvoke({"claim": claim})


@scenario
async def ainvoke_for_two_callers(kata, note, services, claims, patience, cleaning):
    graph = graph_of_careful_nodes(kata, note, services, cleaning)
    first, second = [asyncio.create_task(graph.ainvoke({"claim": claim})) for claim in claims]
    if patience:
        await asyncio.sleep(patience)
        first.cancel()
    [outcome] = await asyncio.gather(first, return_exceptions=True)
    note("what the first caller got", type(outcome).__name__)
    return await second


@scenario
async def ainvoke_for_callers_in_line(kata, note, services, claims, patience, cleaning):
    graph = graph_of_careful_nodes(kata, note, services, cleaning, at_once=2)

    async def ask(claim):
        async with asyncio.timeout(patience if claim == "hail in a hurry" else None):
            return await graph.ainvoke({"claim": claim})

    results = await asyncio.gather(*[ask(claim) for claim in claims], return_exceptions=True)
    return [result if isinstance(result, dict) else type(result).__name__ for result in results]


# ---- 1: failure ----------------------------------------------------------------------------------


def ended(match, names, since, when, claim, others=0):
    """These nodes were cancelled at `since`, and their clean-up was over when the scenario ended."""
    for name in names:
        call = next((call for call in match.calls(name) if call.args["state"]["claim"] == claim), None)
        went_on = call is not None and call.end is not None and call.end > since + match.tolerance
        match.expect(
            not went_on,
            f"{name} went on after {since:.4g} s (simulated). It is not needed any more {when}.",
            mistake="not-cancelled",
            function="CompiledGraph._run_step",
        )
    cleaned = sorted(value for moment, value in match.notes("cleaned up") if moment <= match.seconds)
    match.expect(
        cleaned == sorted(names),
        f"Before the caller hears of it, these nodes must have ended, clean-up included: {', '.join(names)}. "
        f"Cleaned up by then: {', '.join(cleaned) or 'none'}. cancel() only asks a task to end: await it as well.",
        about=About.CLEANUP_CUT_OFF,
        mistake="task-leaked" if match.evidence.left_over else "",
        function="CompiledGraph._run_step",
    )
    match.expect_calls("assess", exactly=others)


@check(part=1, title="on a good day nothing is cancelled")
async def test_good_day(play):
    match = await play(ainvoke_with_careful_nodes, claim="hail", limit=None, cleaning=CLEANING_UP)
    run = Run(match, "hail")
    for call in match.calls():
        match.expect(
            call.outcome == "answered",
            f"{call.name} was {call.outcome}, although its update is needed.",
            mistake="cancelled-too-much",
            function="CompiledGraph._run_step",
        )
    match.expect_result(run.state)
    match.expect_seconds(run.seconds)
    match.expect_clean()


@check(part=1, title="a node's error reaches the caller as it is, and its siblings have ended")
async def test_failure(play):
    match = await play(ainvoke_with_careful_nodes, claim="theft", limit=None, cleaning=CLEANING_UP)
    match.expect_error("RegisterDown", saying="no answer from the register")
    [failed] = [call.end for call in match.calls("police")]
    ended(match, ["photos", "history"], failed, "when police has failed", "theft")
    match.expect_seconds(match.latency("police", {"claim": "theft"}) + CLEANING_UP["history"])
    match.expect_clean()


# ---- 2: several failures -------------------------------------------------------------------------


@check(part=2, title="two nodes fail at the same instant: one error is raised, none is lost unread")
async def test_two_failures(play):
    match = await play(
        ainvoke_with_careful_nodes,
        claim="theft and fire",
        limit=None,
        cleaning=CLEANING_UP,
        latency={"police": 1.0, "history": 1.0},
    )
    match.expect_error("Exception")
    match.expect(
        match.error.type in ("RegisterDown", "ArchiveClosed"),
        f"It raised {match.error}. It should be RegisterDown or ArchiveClosed, as the node raised it.",
        mistake="group-not-caught" if "ExceptionGroup" in match.error.type else "",
    )
    ended(match, ["photos"], 1.0, "when two others have failed", "theft and fire")
    match.expect_clean()


@check(part=2, title="the clean-up of a cancelled node fails as well: the first error comes out")
async def test_cleanup_fails(play):
    match = await play(ainvoke_with_a_node_that_fails_at_its_cleanup, claim="theft", cleaning=CLEANING_UP)
    match.expect_error("RegisterDown", saying="no answer from the register")
    [failed] = [call.end for call in match.calls("police")]
    ended(match, ["photos", "history"], failed, "when police has failed", "theft")
    match.expect_seconds(match.latency("police", {"claim": "theft"}) + CLEANING_UP["history"])
    match.expect_clean()


# ---- 3: callers ----------------------------------------------------------------------------------


@check(part=3, title="the caller's deadline ends the nodes")
async def test_deadline(play):
    match = await play(ainvoke_with_careful_nodes, claim="hail", limit=0.655, cleaning=CLEANING_UP)
    match.expect_error("TimeoutError")
    ended(match, SOURCES, 0.655, "when the deadline has struck", "hail")
    match.expect_seconds(0.655 + CLEANING_UP["history"])
    match.expect_clean()


async def the_other_goes_on(play, claim, names, got, since, patience=None):
    match = await play(ainvoke_for_two_callers, claims=[claim, "hail"], patience=patience, cleaning=CLEANING_UP)
    since = since or match.latency("police", {"claim": claim})
    ended(match, names, since, "when its run has ended", claim, others=1)
    match.expect_notes("what the first caller got", [got])
    match.expect_note_times("what the first caller got", [since + CLEANING_UP["history"]])
    run = Run(match, "hail")
    match.expect_result(run.state)
    match.expect_seconds(run.seconds)
    match.expect_clean()


@check(part=3, title="of two claims one fails: its nodes end, and those of the other go on")
async def test_one_of_two_fails(play):
    await the_other_goes_on(play, "theft", ["photos", "history"], "RegisterDown", None)


@check(part=3, title="of two callers one is cancelled: those nodes end, and the others go on")
async def test_one_of_two_is_cancelled(play):
    await the_other_goes_on(play, "storm", SOURCES, "CancelledError", 0.655, patience=0.655)


@check(part=3, title="of three callers one gives up: the others go on, even if nodes have to wait in line")
async def test_one_of_three_gives_up(play):
    claims = ["hail 1", "hail in a hurry", "hail 2"]
    match = await play(ainvoke_for_callers_in_line, claims=claims, patience=0.5037, cleaning=CLEANING_UP)
    first, last = (Run(match, claim).state for claim in ("hail 1", "hail 2"))
    match.expect_result([first, "TimeoutError", last])
    match.expect_clean()
