"""Hidden checks of graph_tokens. Nodes are made by the scenarios; they write what the services give them."""

import asyncio

from grader.judge import check, helper, scenario, service

TERMS = 3


@service(latency=(0.3, 0.9))
def translate(call, language, text):
    for number in range({"French": 5, "German": 4}[language]):
        if text == "a poem" and language == "German" and number == 3:
            raise call.error("ModelDown", "nobody can translate that")
        yield f"{call.word}{number} "


@service(latency=(0.7, 1.3))
def look_up_term(call, text, number):
    return call.word


class Node:
    """What a node writes and when, from its start on, and its update."""

    def __init__(self, match, name, text):
        if name == "terms":
            self.tokens = [match.reply("look_up_term", text, number) for number in range(TERMS)]
            waits = [match.latency("look_up_term", text, number) for number in range(TERMS)]
        else:
            self.tokens = match.replies("translate", name, text)
            waits = match.latencies("translate", name, text)
        self.moments = [sum(waits[: number + 1]) for number in range(len(waits))]
        self.seconds = sum(waits)
        self.update = {name: {"texts": ["".join(self.tokens)]}}


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
def node_of(kata, services, name, *, last_word="", writer_for_each=False):
    """A node that writes what its service gives; a translator says `last_word` just before it returns."""
    get_writer = kata.get_stream_writer

    def writer():
        return (lambda item: get_writer()(item)) if writer_for_each else get_writer()

    async def node(state):
        write = writer()
        tokens = []
        async for token in services.translate(name, state["text"]):
            write({"from": name, "token": token})
            tokens.append(token)
        if last_word:
            write({"from": name, "token": last_word})
        return {"texts": ["".join(tokens)]}

    def plain_node(state):
        write = writer()
        tokens = []
        for number in range(3):
            tokens.append(services.look_up_term(state["text"], number))
            write({"from": name, "token": tokens[-1]})
        return {"texts": ["".join(tokens)]}

    return plain_node if name == "terms" else node


@scenario
async def async_for_item_in_astream(kata, note, services, nodes, edges, text, pause):
    graph = graph_of(kata, {name: node_of(kata, services, name, last_word="(done)") for name in nodes}, edges)
    stream = graph.astream({"text": text})
    if pause:
        await asyncio.sleep(pause)
    async for mode, data in stream:
        note("item", [mode, data])
        if mode == "custom":
            note(data["from"], data["token"])
        else:
            note("updates", data)
        if pause:
            await asyncio.sleep(pause)


@scenario
async def each_reader_of_one_graph(kata, services, nodes, texts):
    graph = graph_of(kata, {name: node_of(kata, services, name, writer_for_each=True) for name in nodes}, [])

    async def read(text):
        return [[mode, data] async for mode, data in graph.astream({"text": text})]

    return await asyncio.gather(*[read(text) for text in texts])


@scenario
async def two_streams_read_by_turns(kata, services, nodes, edges, texts):
    graph = graph_of(kata, {name: node_of(kata, services, name) for name in nodes}, edges)
    streams = [graph.astream({"text": text}) for text in texts]
    items = [[] for _ in texts]
    open_ones = set(range(len(texts)))
    while open_ones:
        for number in sorted(open_ones):
            try:
                items[number].append(list(await anext(streams[number])))
            except StopAsyncIteration:
                open_ones.discard(number)
    return items


def tokens_come_on_time(match, names, text):
    """Each token when it is written, and each update when its node ends, after all its tokens."""
    nodes = {name: Node(match, name, text) for name in names}
    for name, node in nodes.items():
        last_word = [] if name == "terms" else ["(done)"]  # written by the node just before it returns
        match.expect_notes(name, [*node.tokens, *last_word], near=r"\bchunk\b")
        match.expect_note_times(name, [*node.moments, *[node.seconds for _ in last_word]])
    by_end = sorted(nodes, key=lambda name: nodes[name].seconds)
    match.expect_notes("updates", [nodes[name].update for name in by_end])
    match.expect_note_times("updates", [nodes[name].seconds for name in by_end])
    updates_come_last(match, [item for _, item in match.notes("item")])


def updates_come_last(match, items):
    """No update overtakes a token of its node."""
    ended = set()
    for mode, data in items:
        if mode == "updates":
            ended |= set(data)
        else:
            match.expect(
                data["from"] not in ended,
                f"The update of {data['from']} came before its token {data['token']!r}.",
                mistake="wrong-order",
                near=r"\bupdates\b.*\{",
            )


# What all readers share, else where a writer is kept.
_WHOSE = (r"self\.\w+\b.*= *(asyncio\.Queue|\[)", r"_writer\b.*=|_writer\.set|_local\b")


def belongs_to_its_reader(match, items, names, text):
    """What one reader got: every token of their own text, no other, and each in order."""
    for name in names:
        tokens = [data["token"] for mode, data in items if mode == "custom" and data["from"] == name]
        expected = Node(match, name, text).tokens
        match.expect(
            tokens == expected,
            f"The reader of {text!r} was given these tokens of {name}: {tokens!r}. It should be given {expected!r}.",
            near=_WHOSE,
        )
    updates = [data for mode, data in items if mode == "updates"]
    expected = sorted((Node(match, name, text).update for name in names), key=str)
    match.expect(sorted(updates, key=str) == expected, f"The reader of {text!r} was given these updates: {updates!r}.")


# ---- 1: while the node runs ----------------------------------------------------------------------


@check(part=1, title="each token comes when it is written, the update when the node has ended")
async def test_tokens_on_time(play):
    match = await play(async_for_item_in_astream, nodes=["French"], edges=[], text="a notice", pause=0)
    tokens_come_on_time(match, ["French"], "a notice")
    match.expect_seconds(Node(match, "French", "a notice").seconds)
    match.expect_clean()


@check(part=1, title="a slow reader loses nothing, and a step starts only when it is asked for")
async def test_slow_reader(play):
    match = await play(
        async_for_item_in_astream, nodes=["French", "German"], edges=[["French", "German"]], text="a notice", pause=7.0
    )
    for name in ("French", "German"):
        match.expect_notes(name, [*Node(match, name, "a notice").tokens, "(done)"], near=r"\bchunk\b")
    match.expect_notes("updates", [Node(match, name, "a notice").update for name in ("French", "German")])
    asked = {"French": 7.0, "German": match.notes("updates")[0][0] + 7.0}
    for call in match.calls("translate"):
        language = call.args["language"]
        match.expect(
            call.start >= asked[language] - match.tolerance,
            f"The {language} node started after {call.start:.4g} s. Something of its step was asked for only after "
            f"{asked[language]:.4g} s (simulated).",
            mistake="ran-ahead",
            function="CompiledGraph.astream",
            near=r"create_task\(",
        )
    updates_come_last(match, [item for _, item in match.notes("item")])
    match.expect_clean()


@scenario
async def what_each_node_is_given(kata, note):
    def node_for(name):
        async def node(state):
            note("given", [name, state["texts"]])
            return {"texts": [name]}

        return node

    nodes = {name: node_for(name) for name in ("German", "French", "print")}
    graph = graph_of(kata, nodes, [["German", "print"], ["French", "print"]])
    async for _ in graph.astream({"texts": ["a notice"]}):
        pass


@check(part=1, title="as before, a step finds in its state what the one before has found")
async def test_state_of_the_next_step(play):
    match = await play(what_each_node_is_given)
    begun = ["a notice"]
    given = [["German", begun], ["French", begun], ["print", [*begun, "German", "French"]]]
    match.expect_notes("given", given, near=(r"merge\(", r"_aupdate\(|_run_node\("))
    match.expect_clean()


# ---- 2: whose -------------------------------------------------------------------------------------


@check(part=2, title="two nodes write at the same time")
async def test_two_nodes(play):
    match = await play(async_for_item_in_astream, nodes=["German", "French"], edges=[], text="a notice", pause=0)
    tokens_come_on_time(match, ["German", "French"], "a notice")
    match.expect_peak(exactly=2)
    match.expect_clean()


@check(part=2, title="three readers at once, each with their own tokens")
async def test_three_readers(play):
    texts = ["a notice", "a menu", "a letter"]
    match = await play(each_reader_of_one_graph, nodes=["German", "French"], texts=texts)
    match.expect(isinstance(match.result, list) and len(match.result) == 3, "Not every reader got a stream.")
    for items, text in zip(match.result, texts, strict=True):
        belongs_to_its_reader(match, items, ["German", "French"], text)
    match.expect_seconds(max(Node(match, name, text).seconds for name in ("German", "French") for text in texts))
    match.expect_clean()


@check(part=2, title="one task reads two streams in turns")
async def test_by_turns(play):
    texts = ["a notice", "a menu"]
    match = await play(two_streams_read_by_turns, nodes=["French", "German"], edges=[["French", "German"]], texts=texts)
    for items, text in zip(match.result, texts, strict=True):
        belongs_to_its_reader(match, items, ["French", "German"], text)
    match.expect_clean()


# ---- 3: threads ----------------------------------------------------------------------------------


@check(part=3, title="a plain node writes from its thread")
async def test_thread(play):
    match = await play(async_for_item_in_astream, nodes=["terms"], edges=[], text="a notice", pause=0)
    tokens_come_on_time(match, ["terms"], "a notice")
    match.expect_seconds(Node(match, "terms", "a notice").seconds)
    match.expect_clean()


@check(part=3, title="plain and async nodes write at the same time, for several readers")
async def test_threads_and_tasks(play):
    texts = ["a notice", "a menu"]
    match = await play(each_reader_of_one_graph, nodes=["terms", "French"], texts=texts)
    match.expect(isinstance(match.result, list) and len(match.result) == 2, "Not every reader got a stream.")
    for items, text in zip(match.result, texts, strict=True):
        belongs_to_its_reader(match, items, ["terms", "French"], text)
        updates_come_last(match, items)
    match.expect_seconds(max(Node(match, name, text).seconds for name in ("terms", "French") for text in texts))
    match.expect_clean()


# ---- 4: the end ----------------------------------------------------------------------------------


@scenario
async def async_for_item_in_astream_of_careful_nodes(kata, note, services, nodes, text, last, pause):
    get_writer = kata.get_stream_writer

    def node_for(name):
        async def node(state):
            write = get_writer()
            tokens = []
            try:
                async for token in services.translate(name, state["text"]):
                    write({"from": name, "token": token})
                    tokens.append(token)
            except asyncio.CancelledError:
                await asyncio.sleep(0.2 if name == "French" else 0.4)  # gives its connection back
                note("cleaned up", name)
                raise
            return {"texts": ["".join(tokens)]}

        return node

    stream = graph_of(kata, {name: node_for(name) for name in nodes}, []).astream({"text": text})
    items = 0
    async for mode, data in stream:
        if mode == "custom":
            note(data["from"], data["token"])
        items += 1
        if items == last:
            break
        if pause:
            await asyncio.sleep(pause)
    await stream.aclose()


_AT_AN_ERROR = (r"raise \w", r"\.(result|exception)\(\)")


def cleaned_up(match, names, when):
    cleaned = sorted(value for moment, value in match.notes("cleaned up") if moment <= match.seconds)
    match.expect(
        cleaned == sorted(names),
        f"When {when}, these nodes must have ended, clean-up included: {', '.join(names)}. "
        f"Cleaned up by then: {', '.join(cleaned) or 'none'}. cancel() only asks a task to end: await it as well.",
        mistake="task-leaked",
        function="CompiledGraph.astream",
    )


@check(part=4, title="a node that fails: first what it has written, then its error")
async def test_error(play):
    nodes = ["French", "German"]
    match = await play(
        async_for_item_in_astream_of_careful_nodes,
        nodes=nodes,
        text="a poem",
        last=0,
        pause=0,
        latency={"translate": 0.5},
    )
    match.expect_error("ModelDown", saying="nobody can translate that")
    match.expect_notes("German", match.replies("translate", "German", "a poem")[:3], near=_AT_AN_ERROR)
    cleaned_up(match, ["French"], "the error reaches the reader")
    match.expect_seconds(4 * 0.5 + 0.2)
    match.expect_clean()


@check(part=4, title="a slow reader gets all of it too, before the error")
async def test_error_and_slow_reader(play):
    match = await play(async_for_item_in_astream_of_careful_nodes, nodes=["German"], text="a poem", last=0, pause=3.0)
    match.expect_error("ModelDown", saying="nobody can translate that")
    match.expect_notes("German", match.replies("translate", "German", "a poem")[:3], near=_AT_AN_ERROR)
    match.expect_seconds(match.latencies("translate", "German", "a poem")[0] + 3 * 3.0)
    match.expect_clean()


@check(part=4, title="aclose() ends the nodes, and hands out nothing more")
async def test_close(play):
    nodes = ["French", "German"]
    match = await play(async_for_item_in_astream_of_careful_nodes, nodes=nodes, text="a notice", last=3, pause=0)
    match.expect_result(None)
    cleaned_up(match, nodes, "aclose() comes back")
    match.expect_cancelled("translate", exactly=2)
    match.expect_clean()
