"""Visible checks: read them, and `nox -s grade -- 73` plays them."""

import asyncio
import functools

from grader.judge import check, scenario, service


@service(latency=(0.5, 1.5))
def read_mail(call, state):
    return {"part": f"{call.word} valve"}


@service(latency=(0.5, 1.5))
def look_up_price(call, state):
    return {"price": call.word}


@service(latency=(0.5, 1.5))
def add_footer(call, state, office):
    return {"footer": f"{office}, {call.word}"}


@service(latency=(0.5, 1.5))
def ask_archive(call, state):
    return {"history": call.word}


def run(match, mail, *calls):
    """The final state after these calls, one after the other, and how long they take."""
    state, seconds = {"mail": mail}, 0.0
    for name, *more in calls:
        seconds += match.latency(name, state, *more)
        state = {**state, **match.reply(name, state, *more)}
    return state, seconds


@scenario
async def ainvoke_for_each_customer(kata, services, names, mails):
    compiled = kata.StateGraph({name: getattr(services, name) for name in names}, [names]).compile(kata.CompiledGraph)
    return await asyncio.gather(*[compiled.ainvoke({"mail": mail}) for mail in mails])


@scenario
async def ainvoke_with_an_object_and_a_partial(kata, services, mail, office):
    graph = kata.StateGraph()
    graph.add_node("archive", services.Archive())
    graph.add_node("footer", functools.partial(services.add_footer, office=office))
    graph.add_edge("archive", "footer")
    return await graph.compile(kata.CompiledGraph).ainvoke({"mail": mail})


@scenario
def invoke(kata, services, name, mail):
    graph = kata.StateGraph()
    graph.add_node(name, getattr(services, name))
    return graph.compile(kata.CompiledGraph).invoke({"mail": mail})


@check(part=1, title="two customers, two async nodes")
async def test_async_nodes(play):
    match = await play(ainvoke_for_each_customer, names=["read_mail", "ask_archive"], mails=["a tap", "a lamp"])
    runs = [run(match, mail, ["read_mail"], ["ask_archive"]) for mail in ("a tap", "a lamp")]
    for call in match.calls("ask_archive"):
        given = call.args["state"]
        right, _ = run(match, given.get("mail", ""), ["read_mail"])
        match.expect(
            given.get("part") in (None, right["part"]),
            f"ask_archive was given {call.args['state']!r}: the states of two customers are mixed.",
            mistake="shared-state",
            function="CompiledGraph.ainvoke",
        )
    match.expect_result([state for state, _ in runs])
    match.expect_seconds(max(seconds for _, seconds in runs))
    match.expect_clean()


@check(part=2, title="a plain node leaves the loop free")
async def test_plain_node(play):
    match = await play(ainvoke_for_each_customer, names=["look_up_price", "read_mail"], mails=["a tap", "a lamp"])
    runs = [run(match, mail, ["look_up_price"], ["read_mail"]) for mail in ("a tap", "a lamp")]
    match.expect_result([state for state, _ in runs])
    match.expect_seconds(max(seconds for _, seconds in runs))
    match.expect_clean()


@check(part=3, title="an object whose call has to be awaited, and a partial of a plain function")
async def test_other_kinds(play):
    match = await play(ainvoke_with_an_object_and_a_partial, mail="a tap", office="York")
    state, seconds = run(match, "a tap", ["ask_archive"], ["add_footer", "York"])
    match.expect_result(state)
    match.expect_seconds(seconds)
    match.expect_clean()


@check(part=4, title="invoke refuses a node that has to be awaited")
async def test_refused(play):
    match = await play(invoke, name="read_mail", mail="a tap")
    match.expect_error("TypeError", saying="ainvoke")
    match.expect_error("TypeError", saying="read_mail")
    match.expect_clean()
