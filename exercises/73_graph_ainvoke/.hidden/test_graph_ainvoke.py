"""Hidden checks of graph_ainvoke: chains of nodes of all kinds, and what each of them was given."""

import asyncio
import functools
import itertools

from grader.judge import check, helper, scenario, service


@service(latency=(0.6, 1.8))
def read_mail(call, state):
    return {"part": call.word}


@service(latency=(0.6, 1.8))
def look_up_price(call, state):
    if "unknown" in state["mail"]:
        raise call.error("NoSuchPart", "the price list does not know it")
    return {"price": call.word}


@service(latency=(0.6, 1.8))
def convert(call, state, currency):
    return {"amount": f"{call.word} {currency}"}


@service(latency=(0.6, 1.8))
def add_footer(call, state, office):
    return {"footer": call.word}


@service(latency=(0.6, 1.8))
def ask_archive(call, state):
    return {"history": call.word}


@service(latency=(0.6, 1.8))
def print_quote(call, state, copies):
    return {"printed": call.word}


# name of the node -> its kind, the service behind it, and what stands beside the state
MAIL = {"mail": ["def", "read_mail", {}]}
PRICE = {"price": ["def", "look_up_price", {}]}
AMOUNT = {"amount": ["partial", "convert", {"currency": "EUR"}]}
FOOTER = {"footer": ["partial", "add_footer", {"office": "Leeds"}]}
ARCHIVE = {"history": ["object", "ask_archive", {}]}
ARCHIVE_METHOD = {"history": ["method", "ask_archive", {}]}
MAIL_LAMBDA = {"mail": ["lambda", "read_mail", {}]}
PRINTER = {"paper": ["object", "print_quote", {"copies": 2}]}
PRINTER_METHOD = {"paper": ["method", "print_quote", {"copies": 2}]}


class Run:
    """What a chain of nodes must do with this mail."""

    def __init__(self, match, nodes, mail):
        state, self.seconds, self.given = {"mail": mail}, 0.0, []
        for _, service_name, beside in nodes.values():
            self.given.append((service_name, state))
            self.seconds += match.latency(service_name, state, *beside.values())
            state = {**state, **match.reply(service_name, state, *beside.values())}
        self.state = state


@helper
def chain_of(kata, services, nodes):
    """A graph of nodes of all kinds, one after the other."""

    def node(kind, name, beside):
        service = getattr(services, name)
        if kind in ("object", "method"):
            thing = services.Archive() if name == "ask_archive" else services.Printer(**beside)
            return thing if kind == "object" else thing.__call__
        if kind == "partial":
            return functools.partial(service, **beside)
        return (lambda state, call=service: call(state)) if kind == "lambda" else service

    graph = kata.StateGraph()
    for name, spec in nodes.items():
        graph.add_node(name, node(*spec))
    for start, end in itertools.pairwise(["__start__", *nodes, "__end__"]):
        graph.add_edge(start, end)
    # An answer that brings a StateGraph of its own says there which runner that makes.
    given = any(base.__module__ == "graph" for base in kata.StateGraph.__mro__)
    return graph.compile(kata.CompiledGraph) if given else graph.compile()


@scenario
async def ainvoke_for_each_customer(kata, services, nodes, mails):
    compiled = chain_of(kata, services, nodes)
    return await asyncio.gather(*[compiled.ainvoke({"mail": mail}) for mail in mails])


@scenario
async def ainvoke_for_one_customer(kata, services, nodes, mail):
    return await chain_of(kata, services, nodes).ainvoke({"mail": mail})


@scenario
def invoke_for_one_customer(kata, services, nodes, mail):
    return chain_of(kata, services, nodes).invoke({"mail": mail})


async def served(play, nodes, mails):
    """Each customer gets the state of their own run, and none waits for another."""
    match = await play(ainvoke_for_each_customer, nodes=nodes, mails=mails)
    runs = [Run(match, nodes, mail) for mail in mails]
    due = {(name, run.state["mail"]): state for run in runs for name, state in run.given}
    several = " Customers share one graph: nothing of a run may be kept on it." if len(mails) > 1 else ""
    for call in match.calls():
        given = call.args["state"]
        expected = due.get((call.name, given.get("mail")))
        match.expect(
            expected in (given, None),
            f"{call.name} was given {given!r}. When its turn comes in this run, the state is {expected!r}.{several}",
            mistake="shared-state" if several else "",
            function="CompiledGraph.ainvoke",
        )
    match.expect_result([run.state for run in runs])
    match.expect_seconds(max(run.seconds for run in runs))
    for service_name, _ in runs[0].given:
        match.expect_calls(service_name, exactly=len(mails))
    match.expect_clean()


# ---- 1: async nodes ------------------------------------------------------------------------------


@check(part=1, title="a chain of async nodes gives the final state")
async def test_async_nodes(play):
    await served(play, {**MAIL, "again": ["def", "ask_archive", {}]}, ["a valve"])


@check(part=1, title="three customers are served at once")
async def test_async_nodes_for_three(play):
    await served(play, {**MAIL, "again": ["def", "ask_archive", {}]}, ["a valve", "a hose", "a pump"])


# ---- 2: plain nodes ------------------------------------------------------------------------------


@check(part=2, title="a plain node between async ones leaves the loop free")
async def test_plain_nodes(play):
    await served(play, {**MAIL, **PRICE}, ["a valve"])


@check(part=2, title="four customers are served at once, plain nodes too")
async def test_plain_nodes_for_three(play):
    await served(play, {**PRICE, **MAIL}, ["a valve", "a hose", "a pump", "a belt"])


@check(part=2, title="an error of a plain node reaches the caller")
async def test_error(play):
    match = await play(ainvoke_for_one_customer, nodes={**MAIL, **PRICE}, mail="an unknown part")
    match.expect_error("NoSuchPart", saying="the price list does not know it")
    match.expect_calls("look_up_price", exactly=1)
    match.expect_seconds(match.calls("look_up_price")[0].end)
    match.expect_clean()


# ---- 3: every kind -------------------------------------------------------------------------------


@check(part=3, title="a partial of an async function, and one of a plain function")
async def test_partial(play):
    await served(play, {**AMOUNT, **FOOTER}, ["a valve", "a hose"])


@check(part=3, title="an object with an async __call__, and one with a plain __call__")
async def test_objects(play):
    await served(play, {**ARCHIVE, **PRINTER}, ["a valve", "a hose"])


@check(part=3, title="a method, and a lambda that calls an async function")
async def test_methods_and_lambda(play):
    await served(play, {**MAIL_LAMBDA, **ARCHIVE_METHOD, **PRINTER_METHOD}, ["a valve", "a hose"])


# ---- 4: invoke -----------------------------------------------------------------------------------


async def refused(play, nodes, name):
    match = await play(invoke_for_one_customer, nodes=nodes, mail="a valve")
    match.expect_error("TypeError", saying="ainvoke")
    match.expect(
        name in match.error.text,
        f"The TypeError says {match.error.text!r}. With twenty nodes it matters which one: it is {name!r}.",
        function="CompiledGraph.invoke",
        near="raise |TypeError",
    )
    match.expect(
        not match.evidence.never_awaited,
        "invoke called the node to see what it gives, got a coroutine, and dropped it: Python warns that it was never "
        "awaited. Nothing will await it here, but a coroutine can be closed.",
        basis="reported",
        mistake="never-awaited",
        function="CompiledGraph.invoke",
        near="await|coroutine",
    )
    match.expect_loops(0)
    match.expect_clean()


@check(part=4, title="an async node is refused, with its name and what to do instead")
async def test_async_node_refused(play):
    await refused(play, {**PRICE, "read_the_mail": ["def", "read_mail", {}]}, "read_the_mail")


@check(part=4, title="so is an object with an async __call__")
async def test_async_object_refused(play):
    await refused(play, {"old_orders": ["object", "ask_archive", {}], **PRICE}, "old_orders")


@check(part=4, title="a graph of plain nodes runs as before")
async def test_plain_graph(play):
    nodes = {**PRICE, **FOOTER, **PRINTER}
    match = await play(invoke_for_one_customer, nodes=nodes, mail="a valve")
    run = Run(match, nodes, "a valve")
    match.expect_result(run.state)
    match.expect_seconds(run.seconds)
    match.expect_loops(0)
    match.expect_clean()
