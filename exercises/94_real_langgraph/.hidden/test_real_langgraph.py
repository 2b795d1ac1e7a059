"""Hidden checks of real_langgraph: a script of the judge's imports the module and goes through its doors."""

from grader.judge import About, service
from grader.live.stage import check

LIBRARIES = (
    "langgraph.graph",
    "langchain_core.language_models.chat_models",
    "langchain_core.messages.block_translators.langchain_v0",
    "langchain_core.runnables.passthrough",
    "langchain_core.tracers.context",
    "langchain_core.tracers.run_collector",
    "langchain_core.tracers.stdout",
)
SOURCES = ("memory", "retriever", "web_search")  # by name: the order in which edges add up what they found
NODES = {"planner", *SOURCES, "llm"}
QUESTION = "why tides"

DRIVE = """
import asyncio
import json
import signal
import sys

import real_langgraph as kata


def say(**facts):
    print(json.dumps(facts, default=lambda value: f"an object of type {type(value).__name__}"), flush=True)


async def ainvoke(question):
    say(final=await kata.graph.ainvoke({"question": question}))


async def astream(question):
    async for update in kata.graph.astream({"question": question}, stream_mode="updates"):
        say(update=update)


def invoke(question):
    say(final=kata.graph.invoke({"question": question}))


def stream(question):
    for update in kata.graph.stream({"question": question}, stream_mode="updates"):
        say(update=update)


async def events(question):
    # Another user of the same loop: answers a signal, if the loop has a moment.
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, lambda: say(pong=True))
    async for event in kata.events(question):
        say(event=list(event))


def name(task):
    runs = task.get_coro()  # a coroutine, or what `anext` gives, which has no name
    return getattr(runs, "__qualname__", type(runs).__name__)


async def hang_up(question, last):
    stream = kata.events(question)
    async for event in stream:
        say(event=list(event))
        if last in event:
            await stream.aclose()
            break
    say(left=[name(task) for task in asyncio.all_tasks() if task is not asyncio.current_task()])
    await asyncio.sleep(3)  # what still runs has time to show it


door = globals()[sys.argv[1]]
asyncio.run(door(*sys.argv[2:])) if asyncio.iscoroutinefunction(door) else door(*sys.argv[2:])
"""


@service(latency=0.0)
def planner(call, question):
    return f"plan {call.word}"


@service(latency=0.0)
def aplanner(call, question):
    return f"plan {call.word}"


@service(latency=0.0)
def web_search(call, plan):
    return f"page {call.word}"


@service(latency=0.0)
def aweb_search(call, plan):
    return f"page {call.word}"


@service(latency=0.0)
def retriever(call, plan):
    return f"paper {call.word}"


@service(latency=0.0)
def aretriever(call, plan):
    return f"paper {call.word}"


@service(latency=0.0)
def memory(call, plan):
    return f"chat {call.word}"


@service(latency=0.0)
def amemory(call, plan):
    return f"chat {call.word}"


@service(latency=0.0)
def tokens(call, prompt):
    for number in range(3):
        yield f"{call.word}{number} "


@service(latency=0.0)
def atokens(call, prompt):
    for number in range(3):
        yield f"{call.word}{number} "


def calls(stage, name):
    """The calls of a service by either door."""
    return stage.calls(name) + stage.calls(f"a{name}")


def answered(stage, name, argument):
    used = "a" if stage.calls(f"a{name}") else ""
    return stage.replies(f"{used}{name}", argument)


def expected(stage):
    """The state that has to come out, from what the services gave."""
    plan = answered(stage, "planner", QUESTION)[0]
    found = [answered(stage, source, plan)[0] for source in SOURCES]
    prompts = [call.first for call in calls(stage, "tokens")]
    stage.expect(
        len(prompts) == 1,
        f"The model was asked {len(prompts)} times for one question."
        + (" A node that several edges lead to runs once in each step in which one of them fires." if prompts else ""),
        mistake="called-too-often" if prompts else "answer-not-asked",
        near=r"add_edge\(.*[\"']llm[\"']\)" if prompts else r"[\"']answer[\"']: ",
    )
    stage.expect(
        all(text in prompts[0] for text in found),
        "The model was not given what all three sources found.",
        returned=repr(prompts[0]),
        expected=f"a prompt with all of {found}",
    )
    text = "".join(answered(stage, "tokens", prompts[0]))
    return {"question": QUESTION, "plan": plan, "found": found, "answer": text}


def final_state(stage, final):
    """The state is as it must be. `Send` adds up in the order of sending, which is the learner's to choose."""
    wanted = expected(stage)
    if (
        isinstance(final, dict)
        and isinstance(final.get("found"), list)
        and sorted(final["found"]) == sorted(wanted["found"])
    ):
        final = {**final, "found": wanted["found"]}
    stage.expect_equal(final, wanted, "The final state is wrong.")


async def ended(stage, program):
    await stage.expect_end(program)
    stage.expect_exit(program, 0)


def update_of(stage, lines):
    """The updates as one dict: node -> what it changed."""
    seen = {}
    for line in lines:
        for name, update in line.get("update", {}).items():
            stage.expect(name not in seen, f"The node {name} ran twice.", mistake="called-too-often")
            seen[name] = update
    return seen


async def go(stage, door):
    """Go through a door, and see how many sources are asked together."""
    holds = [stage.hold(f"{a}{source}") for source in SOURCES for a in ("", "a")]
    program = await stage.drive(DRIVE, door, QUESTION)
    stage.called_text = f'graph.{door}({{"question": "{QUESTION}"}})'
    await stage.until(lambda: sum(hold.in_flight for hold in holds) == 3 or program.gone())
    together = sum(hold.in_flight for hold in holds)
    for hold in holds:
        hold.release()
    await ended(stage, program)
    if door.startswith("a"):
        stage.expect_loop_free()
    for source in SOURCES:
        stage.expect(calls(stage, source), f"{source} was not asked at all.", mistake="answer-not-asked",
                     near=(r"^SOURCES = ", r"add_edge\([\"']planner|Send\("))  # fmt: skip
    stage.expect(
        together == 3,
        f"Of the three sources, {together or 'none'} had been asked when the run stood still.",
        about=About.PEAK_TOO_LOW,
    )
    return stage.lines(program)


# --- part 1 -------------------------------------------------------------------------------------------


@check(part=1, title="ainvoke asks the three sources together, and the model once")
async def test_sources_together(stage):
    lines = await go(stage, "ainvoke")
    final_state(stage, lines[-1]["final"])


# --- part 2 -------------------------------------------------------------------------------------------


@check(part=2, title="invoke works in a script, without a loop")
async def test_invoke(stage):
    lines = await go(stage, "invoke")
    final_state(stage, lines[-1]["final"])
    stage.expect(not stage.evidence.loops, "invoke made an event loop of its own.", mistake="extra-loop",
                 near=r"\S.*asyncio\.run\(|run_until_complete\(")  # fmt: skip


@check(part=2, title="stream gives the update of each node")
async def test_stream(stage):
    seen = update_of(stage, await go(stage, "stream"))
    stage.expect_equal(set(seen), NODES, "There is not exactly one update for each node.")
    stage.expect_equal(seen["llm"], {"answer": expected(stage)["answer"]}, "The model's update is wrong.")


@check(part=2, title="astream gives the update of each node, and awaits the services")
async def test_astream(stage):
    seen = update_of(stage, await go(stage, "astream"))
    stage.expect_equal(set(seen), NODES, "There is not exactly one update for each node.")
    stage.expect_equal(seen["llm"], {"answer": expected(stage)["answer"]}, "The model's update is wrong.")
    plain = list(dict.fromkeys(call.name for call in stage.calls() if not call.name.startswith("a")))
    stage.expect(
        not plain,
        f"Through the async interface, {', '.join(plain)} ran in a thread. There is an async version, and it can be "
        "cancelled.",
        mistake="thread-not-needed",
        near=rf"add_node\([\"']({plain[0]})[\"']" if plain else "",
        at=next((call for call in stage.calls() if call.name in plain), None),
    )


# --- part 3 -------------------------------------------------------------------------------------------


def event_lines(stage, program):
    return [tuple(line["event"]) for line in stage.lines(program) if "event" in line and line["event"][1:] != [""]]


def model(stage):
    return [stage.hold("tokens"), stage.hold("atokens")]


@check(part=3, title="each step is reported when its node has ended, the fastest source first")
async def test_steps(stage):
    holds = {source: [stage.hold(source), stage.hold(f"a{source}")] for source in SOURCES}
    program = await stage.drive(DRIVE, "events", QUESTION)
    stage.called_text = f'events("{QUESTION}")'
    await stage.until(lambda: sum(hold.in_flight for pair in holds.values() for hold in pair) == 3 or program.gone())
    told, early = [("step", "planner")], False
    for source in ("web_search", "memory", "retriever"):
        early = early or len(event_lines(stage, program)) > len(told)
        told.append(("step", source))
        for hold in holds[source]:
            hold.release()
        arrived = await stage.until(
            lambda told=told: event_lines(stage, program)[: len(told)] == told or program.gone()
        )
        if not arrived or program.gone():
            break
    for pair in holds.values():
        for hold in pair:
            hold.release()
    await ended(stage, program)
    stage.expect_loop_free()
    steps = [text for kind, text in event_lines(stage, program) if kind == "step"]
    wanted = ["planner", "web_search", "memory", "retriever", "llm"]
    stage.expect(
        steps == wanted and event_lines(stage, program)[:4] == told,
        "The steps were not reported when their nodes ended.",
        returned=str(event_lines(stage, program)[:6]),
        expected=f"steps {wanted}",
        mistake="wait-skipped" if early else "buffered-stream" if sorted(steps) == sorted(wanted) else "",
        function="events",
        near=(r"\[.* async for .*\]", r"yield .*step"),
    )


@check(part=3, title="each token is reported before the next one is asked for")
async def test_tokens(stage):
    holds = model(stage)
    program = await stage.drive(DRIVE, "events", QUESTION)
    stage.called_text = f'events("{QUESTION}")'
    late = 0
    if await stage.until(lambda: any(hold.waiting for hold in holds) or program.gone()) and not program.gone():
        await stage.expect_loop_responsive(program, "the model was writing")
    for number in range(1, 4):
        await stage.until(lambda: any(hold.waiting for hold in holds) or program.gone())
        for hold in holds:
            hold.release(min(1, hold.waiting))
        if not await stage.until(
            lambda number=number: (
                sum(kind == "token" for kind, _ in event_lines(stage, program)) >= number or program.gone()
            )
        ):
            late = number
            break
    for hold in holds:
        hold.release()
    await ended(stage, program)
    stage.expect_loop_free()
    seen = [text for kind, text in event_lines(stage, program) if kind == "token"]
    prompts = [call.first for call in calls(stage, "tokens")]
    stage.expect(len(prompts) == 1, f"The model was asked {len(prompts)} times for one question.")
    stage.expect(
        seen,
        "events() has reported no token at all. LangGraph says nothing if it does not know a stream_mode: is it "
        "spelled right?",
        mistake="wrong-answer",
    )
    stage.expect(
        not late,
        f"The model has given {late} of its tokens and waits to be asked for the next. "
        f"events() has reported {max(0, late - 1) or 'none'}.",
        mistake="buffered-stream",
        function="events",
        near=(r"\[.* async for .*\]", r"yield .*token"),
        at=calls(stage, "tokens")[0],
    )
    stage.expect_equal(seen, answered(stage, "tokens", prompts[0]), "The tokens are not those of the model.")


# --- part 4 -------------------------------------------------------------------------------------------


async def hung_up(stage, last):
    program = await stage.drive(DRIVE, "hang_up", QUESTION, last)
    stage.called_text = f'events("{QUESTION}"), closed after {last!r}'
    return program


OPENED = (r"\.cancel\(", r"create_task\(", r"\.astream\(", r"\.stream\(")


def all_closed(stage, program, names):
    """The services were let go before aclose() came back, and nothing is left."""
    still = [call for name in names for call in calls(stage, name) if call.outcome == "pending"]
    stage.expect(
        not still,
        f"The stream is closed, and {', '.join(call.name for call in still)} still runs.",
        mistake="stream-not-closed",
        at=still[0] if still else None,
        near=OPENED,
    )
    left = next(line["left"] for line in stage.lines(program) if "left" in line)
    stage.expect(not left, f"Tasks that are left when the stream is closed: {left}.", mistake="stream-not-closed",
                 near=OPENED)  # fmt: skip


@check(part=4, title="closed while sources are being asked: they are cancelled")
async def test_closed_in_the_sources(stage):
    holds = {source: [stage.hold(source), stage.hold(f"a{source}")] for source in SOURCES}
    program = await hung_up(stage, "web_search")
    await stage.until(lambda: sum(hold.in_flight for pair in holds.values() for hold in pair) == 3 or program.gone())
    for hold in holds["web_search"]:
        hold.release()
    closed = await stage.until(lambda: any("left" in line for line in stage.lines(program)) or program.gone())
    if not closed or program.gone():
        for pair in holds.values():
            for hold in pair:
                hold.release()
        await stage.finished(program)
        if program.code not in (0, None):
            stage.expect_exit(program, 0)
        stage.expect(False, "The stream could not be closed in time: the step web_search was not reported.",
                     mistake="buffered-stream")  # fmt: skip
    all_closed(stage, program, ("memory", "retriever"))
    stage.expect(not calls(stage, "tokens"), "The stream is closed, but the next step began.")


@check(part=4, title="closed in the middle of the answer: the model's stream is closed")
async def test_closed_in_the_answer(stage):
    holds = model(stage)
    program = await hung_up(stage, "token")
    await stage.until(lambda: any(hold.waiting for hold in holds) or program.gone())
    for hold in holds:
        hold.release(min(1, hold.waiting))
    closed = await stage.until(lambda: any("left" in line for line in stage.lines(program)) or program.gone())
    if not closed or program.gone():
        for hold in holds:
            hold.release()
        await stage.finished(program)
        if program.code not in (0, None):
            stage.expect_exit(program, 0)
        stage.expect(False, "The stream could not be closed in time: no token was reported while the model wrote.",
                     mistake="buffered-stream")  # fmt: skip
    all_closed(stage, program, ("tokens",))
