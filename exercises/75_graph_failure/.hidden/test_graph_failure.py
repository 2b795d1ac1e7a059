"""Hidden checks of graph_failure: what still runs when something ends, and how much runs at once."""

import asyncio

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
    return {"drafts": [call.word]}


@service(latency=(0.3, 0.7))
def review(call, state):
    return {"remarks": call.word}


SOURCES = ["photos", "police", "history"]


class Run:
    """What a run must do with this claim, if nothing fails and nothing limits it."""

    def __init__(self, match, claim, rounds=1):
        state, self.seconds = {"claim": claim}, 0.0
        for step in [SOURCES, *[["assess"], ["review"]] * rounds]:
            seen = state
            self.seconds += max(match.latency(name, seen) for name in step)
            for name in step:
                for key, value in match.reply(name, seen).items():
                    state = {**state, key: state.get(key, []) + value if isinstance(value, list) else value}
        self.state = state


@helper
def graph_of_claims(kata, services, wrapped=None):
    """Three sources, then assess, then review; each node as `wrapped` makes it of its service."""
    graph = kata.StateGraph()
    for name in ["photos", "police", "history", "assess", "review"]:
        node = getattr(services, name)
        graph.add_node(name, wrapped(name, node) if wrapped else node)
    for source in ["photos", "police", "history"]:
        graph.add_edge(source, "assess")
    graph.add_edge("assess", "review")
    return graph


@scenario
async def ainvoke_with_careful_nodes(kata, note, services, claim, limit, cleaning):
    def careful(name, ask):
        async def node(state):
            try:
                return await ask(state)
            except asyncio.CancelledError:
                await asyncio.sleep(cleaning[name])  # gives its connection back
                note("cleaned up", name)
                raise

        return node

    async with asyncio.timeout(limit):
        return await graph_of_claims(kata, services, careful).compile().ainvoke({"claim": claim})


@scenario
async def ainvoke_until_the_reviewer_is_content(kata, services, claims, rounds, limit):
    graph = graph_of_claims(kata, services)
    graph.add_conditional_edges("review", lambda state: "assess" if len(state["drafts"]) < rounds else "__end__")
    compiled = graph.compile()
    return [await compiled.ainvoke({"claim": claim}, step_limit=limit) for claim in claims]


@scenario
async def several_claims_at_once(kata, services, claims, max_concurrency, limit):
    graph = graph_of_claims(kata, services)
    compiled = graph.compile(max_concurrency) if max_concurrency else graph.compile()

    async def one(claim):
        async with asyncio.timeout(limit if claim == "hail with a deadline" else None):
            return await compiled.ainvoke({"claim": claim})

    results = await asyncio.gather(*[one(claim) for claim in claims], return_exceptions=True)
    return [type(result).__name__ if isinstance(result, BaseException) else result for result in results]


@scenario
def two_days_with_one_graph(kata, services, days, max_concurrency):
    graph = graph_of_claims(kata, services)
    compiled = graph.compile(max_concurrency)

    async def day(claims):
        return await asyncio.gather(*[compiled.ainvoke({"claim": claim}) for claim in claims])

    return [asyncio.run(day(claims)) for claims in days]


# ---- 1: failure ----------------------------------------------------------------------------------


def ended(match, names, since, when):
    """These nodes were cancelled at `since`, and their clean-up was over when the scenario ended."""
    for name in names:
        call = next(iter(match.calls(name)), None)
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
    match.expect_calls("assess", exactly=0)


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
    failed = match.latency("police", {"claim": "theft"})
    ended(match, ["photos", "history"], failed, "when police has failed")
    match.expect_seconds(failed + CLEANING_UP["history"])
    match.expect_clean()


@check(part=1, title="two nodes fail at the same instant: one error is raised, none is lost unread")
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
    ended(match, ["photos"], 1.0, "when two others have failed")
    match.expect_clean()


@check(part=1, title="the caller's deadline ends the nodes")
async def test_deadline(play):
    match = await play(ainvoke_with_careful_nodes, claim="hail", limit=0.655, cleaning=CLEANING_UP)
    match.expect_error("TimeoutError")
    ended(match, SOURCES, 0.655, "when the deadline has struck")
    match.expect_seconds(0.655 + CLEANING_UP["history"])
    match.expect_clean()


# ---- 2: steps ------------------------------------------------------------------------------------


@check(part=2, title="a graph that ends with its last allowed step is fine")
async def test_just_enough(play):
    match = await play(ainvoke_until_the_reviewer_is_content, claims=["hail"], rounds=3, limit=7)
    run = Run(match, "hail", rounds=3)
    match.expect_result([run.state])
    match.expect_seconds(run.seconds)
    match.expect_clean()


@check(part=2, title="if one more step would begin, StepLimitReached is raised")
async def test_one_too_few(play):
    match = await play(ainvoke_until_the_reviewer_is_content, claims=["hail"], rounds=3, limit=6)
    match.expect_error("StepLimitReached", saying="6")
    match.expect_calls("assess", exactly=3)
    match.expect_calls("review", exactly=2)
    match.expect_clean()


@check(part=2, title="a reviewer who is never satisfied is stopped")
async def test_never_content(play):
    match = await play(ainvoke_until_the_reviewer_is_content, claims=["flood"], rounds=60, limit=12)
    match.expect_error("StepLimitReached", saying="12")
    match.expect_calls("assess", exactly=6)
    match.expect_calls("review", exactly=5)
    match.expect_clean()


@check(part=2, title="each run has all its steps")
async def test_each_run_counts_for_itself(play):
    match = await play(ainvoke_until_the_reviewer_is_content, claims=["hail", "storm"], rounds=2, limit=5)
    runs = [Run(match, claim, rounds=2) for claim in ("hail", "storm")]
    match.expect_result([run.state for run in runs])
    match.expect_seconds(sum(run.seconds for run in runs))
    match.expect_clean()


# ---- 3: one limit --------------------------------------------------------------------------------


def no_place_stayed_empty(match, limit):
    """A node waits only while `limit` others are in flight."""
    calls = match.calls()
    ends = {call.end for call in calls}
    for call in calls:
        claim = call.args["state"]["claim"]
        step = [SOURCES, ["assess"], ["review"]]
        number = next(place for place, names in enumerate(step) if call.name in names)
        before = [
            other.end for other in calls if other.args["state"]["claim"] == claim and other.name in step[number - 1]
        ]
        ready = max(before) if number else 0.0
        for moment in sorted({ready, *[end for end in ends if ready < end < call.start - match.tolerance]}):
            flying = sum(other.start <= moment + match.tolerance and moment < other.end for other in calls)
            match.expect(
                call.start <= moment + match.tolerance or flying >= limit,
                f"{call.name} for {claim!r} could have started after {moment:.4g} s (simulated), when {flying} nodes "
                f"were in flight. It started after {call.start:.4g} s.",
                about=About.PEAK_TOO_LOW,
            )


@check(part=3, title="three claims at once keep to one limit, and use all of it")
async def test_one_limit(play):
    claims = ["hail 1", "hail 2", "hail 3"]
    match = await play(several_claims_at_once, claims=claims, max_concurrency=3, limit=None)
    match.expect_peak(at_most=3)
    match.expect_result([Run(match, claim).state for claim in claims])
    match.expect_peak(exactly=3)
    no_place_stayed_empty(match, 3)
    match.expect_clean()


@check(part=3, title="another limit, and no limit at all")
async def test_other_limits(play):
    claims = ["hail 1", "hail 2", "hail 3"]
    match = await play(several_claims_at_once, claims=claims, max_concurrency=2, limit=None)
    match.expect_peak(exactly=2)
    match.expect_result([Run(match, claim).state for claim in claims])
    match.expect_clean()
    match = await play(several_claims_at_once, claims=claims, max_concurrency=None, limit=None)
    runs = [Run(match, claim) for claim in claims]
    match.expect_result([run.state for run in runs])
    match.expect_peak(exactly=9)
    match.expect_seconds(max(run.seconds for run in runs))
    match.expect_clean()


@check(part=3, title="runs that fail or are cancelled give their places back")
async def test_places_come_back(play):
    claims = ["theft", "hail with a deadline", "hail 1", "hail 2"]
    match = await play(several_claims_at_once, claims=claims, max_concurrency=2, limit=2.155)
    states = [Run(match, claim).state for claim in claims[2:]]
    match.expect_result(["RegisterDown", "TimeoutError", *states])
    match.expect_peak(exactly=2)
    no_place_stayed_empty(match, 2)
    match.expect_clean()
    waits_in_line = ["hail 1", "hail with a deadline", "hail 2"]
    match = await play(several_claims_at_once, claims=waits_in_line, max_concurrency=2, limit=0.5037)
    first, last = (Run(match, claim).state for claim in ("hail 1", "hail 2"))
    match.expect_result([first, "TimeoutError", last])
    no_place_stayed_empty(match, 2)
    match.expect_clean()


@check(part=3, title="the limit holds in a second asyncio.run as well")
async def test_second_loop(play):
    days = [["hail 1", "hail 2"], ["storm 1", "storm 2"]]
    match = await play(two_days_with_one_graph, days=days, max_concurrency=2)
    match.expect_result([[Run(match, claim).state for claim in day] for day in days])
    match.expect_peak(exactly=2)
    match.expect_clean()
