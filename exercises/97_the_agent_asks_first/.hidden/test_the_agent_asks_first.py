"""Hidden checks: a script of the judge's begins orders and decides them. No two drafts are alike."""

from grader.judge import service
from grader.live.stage import check

LIBRARIES = (
    "langgraph.graph",
    "langgraph.checkpoint.memory",
    "langgraph.types",
    "langchain_core.tracers.context",
    "langchain_core.tracers.run_collector",
    "langchain_core.tracers.stdout",
)

DRIVE = """
import asyncio
import json
import sys

import the_agent_asks_first as kata


def say(**facts):
    print(json.dumps(facts, default=lambda value: f"an object of type {type(value).__name__}"), flush=True)


async def ended(work):
    try:
        return await work
    except kata.NothingToDecide:
        return "NothingToDecide"


async def one(answer):
    say(asked=await kata.begin("ada", "Emma"))
    say(decided=await kata.decide("ada", answer))


async def two():
    say(asked=await asyncio.gather(kata.begin("ada", "Emma"), kata.begin("bob", "Ulysses"), kata.begin("eve", "Emma")))
    decisions = [("bob", "no"), ("eve", "yes"), ("ada", "yes")]
    say(decided=[await ended(kata.decide(reader, answer)) for reader, answer in decisions])


async def again():
    say(asked=await kata.begin("ada", "Emma"))
    say(decided=await kata.decide("ada", "yes"))
    say(asked=await kata.begin("ada", "Ulysses"))
    say(decided=await kata.decide("ada", "no"))


async def twice():
    say(asked=await kata.begin("ada", "Emma"))
    say(decided=await asyncio.gather(*[ended(kata.decide("ada", "yes")) for _ in range(2)]))


async def later():
    say(asked=await kata.begin("ada", "Emma"))
    say(decided=[await ended(kata.decide("ada", "yes")), await ended(kata.decide("ada", "yes"))])


async def never():
    say(decided=await ended(kata.decide("bob", "yes")))


asyncio.run(globals()[sys.argv[1]](*sys.argv[2:]))
"""

RESUMES = {"function": "decide", "near": (r"\bLock\(\)", r"ainvoke\(")}
THREAD = {"function": "thread", "near": "thread_id"}


@service(latency=0.0, fresh=True)
def draft(call, wish):
    return f"{wish}, {call.word}"


@service(latency=0.0)
def place(call, order):
    return f"receipt {call.word}"


def said(stage, program, key):
    return [fact[key] for fact in stage.lines(program) if isinstance(fact, dict) and key in fact]


async def driven(stage, *arguments):
    program = await stage.drive(DRIVE, *arguments)
    await stage.expect_end(program)
    stage.expect_exit(program, 0)
    return said(stage, program, "asked"), said(stage, program, "decided")


def drafted_once(stage, readers):
    calls = stage.calls("draft")
    stage.expect(
        len(calls) <= readers,
        f"The model was asked for {len(calls)} drafts for {readers} orders. On resume a node runs again from its first line.",
        mistake="ran-again-on-resume",
        at=calls[readers] if len(calls) > readers else None,
    )
    stage.expect(len(calls) == readers, f"Drafts: {len(calls)}; expected: {readers}.", mistake="answer-not-asked")


def placed(stage, orders):
    """Exactly these orders were placed."""
    seen = [call.first for call in stage.calls("place")]
    extra = [call for call in stage.calls("place") if call.first not in orders]
    stage.expect(
        not extra,
        f"Bought: {extra[0].first if extra else ''!r}. Approved: {', '.join(map(repr, orders)) or 'nothing'}.",
        mistake="wrong-answer",
        at=extra[0] if extra else None,
    )
    stage.expect(
        len(seen) <= len(orders),
        f"An order was placed {len(seen)} times.",
        mistake="check-then-act",
        **RESUMES,
    )
    stage.expect_equal(sorted(seen), sorted(orders), "What was approved was not bought.", mistake="call-missing")


# ---- 1: it stops ---------------------------------------------------------------------------------


@check(part=1, title="begin returns the draft, a yes buys, and the receipt comes back")
async def test_yes(stage):
    asked, decided = await driven(stage, "one", "yes")
    shown = stage.reply("draft", "Emma")
    stage.expect_equal(asked, [shown], "`begin` returns what a person is to approve.", mistake="wrong-answer")
    stage.expect(stage.calls("place"), "It was approved, and nothing was bought.", mistake="call-missing", **RESUMES)
    bought = stage.calls("place")[-1].first
    stage.expect_equal(decided, [stage.reply("place", bought)], "`decide` returns the receipt.", mistake="wrong-answer")


@check(part=1, title="a no buys nothing")
async def test_no(stage):
    asked, decided = await driven(stage, "one", "no")
    placed(stage, [])
    stage.expect_equal(asked, [stage.reply("draft", "Emma")], "`begin` returns the draft.", mistake="wrong-answer")
    stage.expect_equal(decided, [None], "Nothing was bought, so there is no receipt.", mistake="wrong-answer")


# ---- 2: what was approved ------------------------------------------------------------------------


@check(part=2, title="the model drafts once, and what was shown is bought")
async def test_once(stage):
    asked, decided = await driven(stage, "one", "yes")
    drafted_once(stage, 1)
    placed(stage, asked)
    stage.expect_equal(decided, [stage.reply("place", asked[0])], "That is another receipt.", mistake="wrong-answer")


# ---- 3: readers ----------------------------------------------------------------------------------


@check(part=3, title="three orders wait at once; one is declined, two are bought")
async def test_three_readers(stage):
    [asked], [decided] = await driven(stage, "two")
    drafted_once(stage, 3)
    stage.expect(
        [text.partition(",")[0] for text in asked] == ["Emma", "Ulysses", "Emma"] and len(set(asked)) == 3,
        f"Asked for Emma, Ulysses and Emma, they were shown {asked}.",
        mistake="shared-state",
        **THREAD,
    )
    stage.expect(
        "NothingToDecide" not in decided,
        "Three orders waited, and deciding one of them ended another one.",
        mistake="shared-state",
        **THREAD,
    )
    placed(stage, [asked[0], asked[2]])
    expected = [None, stage.reply("place", asked[2]), stage.reply("place", asked[0])]
    stage.expect_equal(decided, expected, "A reader got another one's receipt.", mistake="shared-state")


@check(part=3, title="a reader orders again, and declines")
async def test_again(stage):
    asked, decided = await driven(stage, "again")
    stage.expect_equal(len(asked), 2, "Each order is shown.", mistake="wrong-answer")
    placed(stage, asked[:1])
    stage.expect_equal(
        decided,
        [stage.reply("place", asked[0]), None],
        "The second order was declined; what came back belongs to the first.",
        mistake="shared-state",
        near=r"[\"']draft[\"']: ",
    )


# ---- 4: twice ------------------------------------------------------------------------------------


@check(part=4, title="two clicks at the same time buy once")
async def test_twice(stage):
    waits = stage.hold("place")
    program = await stage.drive(DRIVE, "twice")
    await stage.until(lambda: len(stage.calls("place")) > 1 or program.gone())
    waits.release()
    await stage.expect_end(program)
    stage.expect_exit(program, 0)
    asked, [decided] = said(stage, program, "asked"), said(stage, program, "decided")
    placed(stage, asked)
    expected = sorted(["NothingToDecide", stage.reply("place", asked[0])])
    stage.expect_equal(
        sorted(map(str, decided)), expected, "One of two clicks counts.", mistake="wrong-answer", **RESUMES
    )


@check(part=4, title="a second click later, and a decision about nothing, raise NothingToDecide")
async def test_later(stage):
    asked, [decided] = await driven(stage, "later")
    placed(stage, asked)
    expected = [stage.reply("place", asked[0]), "NothingToDecide"]
    stage.expect_equal(decided, expected, "The order was decided already.", mistake="wrong-answer", **RESUMES)
    _, decided = await driven(stage, "never")
    stage.expect_equal(decided, ["NothingToDecide"], "Bob has ordered nothing.", mistake="wrong-answer", **RESUMES)
