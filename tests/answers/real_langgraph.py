"""Right and wrong answers to real_langgraph. docs/for-authors.md says how to read a cell."""

# %% right custom_writer
from langgraph.config import get_stream_writer


async def allm(state: State) -> State:
    write = get_stream_writer()
    answer = ""
    async for chunk in model.astream(prompt(state)):
        write(str(chunk.content))
        answer += str(chunk.content)
    return {"answer": answer}


async def events(question: str) -> AsyncGenerator[tuple[str, str], None]:
    """Yield ("step", name of a node) when it has ended, and ("token", text) when the model has written it."""
    async with aclosing(graph.astream({"question": question}, stream_mode=["updates", "custom"])) as stream:
        async for mode, data in stream:
            if mode == "updates":
                for name in data:
                    yield "step", name
            else:
                yield "token", data


# %% right one_helper_for_all_nodes (from the stub)
# One function makes all nodes; conditional fan-out instead of three edges; the events by a dict of readers.
del planner, web_search, retriever, memory, llm, build, chat, __main__


class State(TypedDict):
    question: str
    plan: str
    found: Annotated[list, operator.add]
    answer: str


def two_doors(name, reads, writes, many=False):
    def wrap(value):
        return {writes: [value] if many else value}

    def plain(state):
        return wrap(getattr(services, name)(state[reads]))

    async def awaited(state):
        return wrap(await getattr(services, "a" + name)(state[reads]))

    return RunnableLambda(plain, afunc=awaited)


def write(state):
    return {"answer": model.invoke("\n".join(state["found"])).content}


async def awrite(state):
    return {"answer": (await model.ainvoke("\n".join(state["found"]))).content}


names = ["web_search", "memory", "retriever"]


builder = StateGraph(State)


builder.add_node("planner", two_doors("planner", "question", "plan"))


for name in names:
    builder.add_node(name, two_doors(name, "plan", "found", many=True))
    builder.add_edge(name, "llm")


builder.add_node("llm", RunnableLambda(write, afunc=awrite))


builder.add_edge(START, "planner")


builder.add_conditional_edges("planner", lambda state: names, names)


builder.set_finish_point("llm")


graph = builder.compile()


async def events(question):
    read = {
        "updates": lambda data: [("step", name) for name in data],
        "messages": lambda data: [("token", data[0].content)],
    }
    async with aclosing(graph.astream({"question": question}, stream_mode=list(read))) as stream:
        async for mode, data in stream:
            for event in read[mode](data):
                yield event


# %% right streams_in_the_node
async def allm(state: State) -> State:
    parts = [str(chunk.content) async for chunk in model.astream(prompt(state))]
    return {"answer": "".join(parts)}


async def events(question: str) -> AsyncGenerator[tuple[str, str], None]:
    stream = graph.astream({"question": question}, stream_mode=["messages", "updates"])
    try:
        async for mode, data in stream:
            if mode == "messages":
                message, _ = data
                if message.content:
                    yield "token", message.content
                continue
            for name in data:
                yield "step", name
    finally:
        await stream.aclose()


# %% right sends_and_the_second_version
# Fan-out by Send, in the order of the names; the stream in its newer shape.
from langgraph.types import Send


def build() -> Any:
    builder = StateGraph(State)
    builder.add_node("planner", RunnableLambda(planner, aplanner))
    builder.add_node("web_search", RunnableLambda(web_search, aweb_search))
    builder.add_node("retriever", RunnableLambda(retriever, aretriever))
    builder.add_node("memory", RunnableLambda(memory, amemory))
    builder.add_node("llm", RunnableLambda(llm, allm))
    builder.add_edge(START, "planner")
    sources = sorted(SOURCES)
    builder.add_conditional_edges("planner", lambda state: [Send(source, state) for source in sources], sources)
    builder.add_edge(sources, "llm")
    builder.add_edge("llm", END)
    return builder.compile()


async def events(question: str) -> AsyncGenerator[tuple[str, str], None]:
    parts = graph.astream({"question": question}, stream_mode=["updates", "messages"], version="v2")
    async with aclosing(parts) as stream:
        async for part in stream:
            if part["type"] == "updates":
                for name in part["data"]:
                    yield "step", name
            else:
                yield "token", str(part["data"][0].content)


# %% right the_planner_commands
# Nodes may say themselves where it goes on.
from langgraph.types import Command


def planner(state: State) -> Command:
    return Command(update={"plan": services.planner(state["question"])}, goto=list(SOURCES))


async def aplanner(state: State) -> Command:
    return Command(update={"plan": await services.aplanner(state["question"])}, goto=list(SOURCES))


def build() -> Any:
    builder = StateGraph(State)
    builder.add_node("planner", RunnableLambda(planner, aplanner), destinations=SOURCES)
    builder.add_node("web_search", RunnableLambda(web_search, aweb_search))
    builder.add_node("retriever", RunnableLambda(retriever, aretriever))
    builder.add_node("memory", RunnableLambda(memory, amemory))
    builder.add_node("llm", RunnableLambda(llm, allm))
    builder.add_edge(START, "planner")
    builder.add_edge(list(SOURCES), "llm")
    builder.add_edge("llm", END)
    return builder.compile()


# %% wrong answer_cut_into_tokens: part 3, buffered-stream
# Words of the finished answer look like tokens.
async def events(question: str) -> AsyncGenerator[tuple[str, str], None]:
    async with aclosing(graph.astream({"question": question}, stream_mode="updates")) as stream:
        async for update in stream:
            for name, change in update.items():
                for word in (change.get("answer") or "").split():  # <- the fault
                    yield "token", f"{word} "
                yield "step", name


# %% wrong async_nodes_only: part 2, async-node-under-invoke
# An async node serves every door.
def build() -> Any:
    builder = StateGraph(State)
    builder.add_node("planner", aplanner)  # <- the fault
    builder.add_node("web_search", aweb_search)
    builder.add_node("retriever", aretriever)
    builder.add_node("memory", amemory)
    builder.add_node("llm", allm)
    builder.add_edge(START, "planner")
    for source in SOURCES:
        builder.add_edge("planner", source)  # three edges out of one node: one step
    builder.add_edge(list(SOURCES), "llm")  # a list: when all of them have ended
    builder.add_edge("llm", END)
    return builder.compile()


# %% wrong blocking_stream: part 3, blocking-call
# stream and astream give the same events.
async def events(question: str) -> AsyncGenerator[tuple[str, str], None]:
    for mode, data in graph.stream({"question": question}, stream_mode=["updates", "messages"]):  # <- the fault
        if mode == "updates":
            for name in data:
                yield "step", name
        else:
            yield "token", str(data[0].content)


# %% wrong collected_first: part 3, buffered-stream
# What is yielded one by one is streamed.
async def events(question: str) -> AsyncGenerator[tuple[str, str], None]:
    stream = graph.astream({"question": question}, stream_mode=["updates", "messages"])
    for mode, data in [item async for item in stream]:  # <- the fault
        if mode == "updates":
            for name in data:
                yield "step", name
        else:
            yield "token", str(data[0].content)


# %% wrong coroutine_from_a_lambda: part 1, never-awaited
# A lambda that calls an async function is an async function.
def build() -> Any:
    builder = StateGraph(State)
    builder.add_node("planner", RunnableLambda(planner, aplanner))
    builder.add_node("web_search", RunnableLambda(web_search, aweb_search))
    builder.add_node("retriever", RunnableLambda(retriever, aretriever))
    builder.add_node("memory", RunnableLambda(lambda state: amemory(state)))  # <- the fault
    builder.add_node("llm", RunnableLambda(llm, allm))
    builder.add_edge(START, "planner")
    for source in SOURCES:
        builder.add_edge("planner", source)  # three edges out of one node: one step
    builder.add_edge(list(SOURCES), "llm")  # a list: when all of them have ended
    builder.add_edge("llm", END)
    return builder.compile()


# %% wrong in_a_chain: part 1, sequential-awaits
# Edges say what comes after what, so every node gets one.
def build() -> Any:
    builder = StateGraph(State)
    builder.add_node("planner", RunnableLambda(planner, aplanner))
    builder.add_node("web_search", RunnableLambda(web_search, aweb_search))
    builder.add_node("retriever", RunnableLambda(retriever, aretriever))
    builder.add_node("memory", RunnableLambda(memory, amemory))
    builder.add_node("llm", RunnableLambda(llm, allm))
    builder.add_edge(START, "planner")
    for before, after in zip(("planner", *SOURCES), (*SOURCES, "llm")):
        builder.add_edge(before, after)  # <- the fault
    builder.add_edge("llm", END)
    return builder.compile()


# %% wrong joined_twice: part 1, called-too-often
# A node waits for everything that points at it.
def build() -> Any:
    builder = StateGraph(State)
    builder.add_node("planner", RunnableLambda(planner, aplanner))
    builder.add_node("web_search", RunnableLambda(web_search, aweb_search))
    builder.add_node("retriever", RunnableLambda(retriever, aretriever))
    builder.add_node("memory", RunnableLambda(memory, amemory))
    builder.add_node("llm", RunnableLambda(llm, allm))
    builder.add_edge(START, "planner")
    builder.add_node("rank", lambda state: {})
    for source in SOURCES:
        builder.add_edge("planner", source)
    builder.add_edge("web_search", "rank")
    builder.add_edge("rank", "llm")  # <- the fault
    builder.add_edge("memory", "llm")
    builder.add_edge("retriever", "llm")
    builder.add_edge("llm", END)
    return builder.compile()


# %% wrong loop_under_invoke: part 2, extra-loop
# A plain door for an async function is asyncio.run.
def web_search(state: State) -> State:
    return asyncio.run(aweb_search(state))  # <- the fault


# %% wrong made_up: part 1, answer-not-asked
# The model's text does not matter.
async def allm(state: State) -> State:
    return {"answer": "Written from notes."}  # <- the fault


# %% wrong model_not_awaited: part 1, never-awaited
# The model's message has a content, by either door.
async def allm(state: State) -> State:
    return {"answer": str(model.ainvoke(prompt(state)).content)}  # <- the fault


# %% wrong no_reducer: part 1, no-reducer
# A list in the state grows when a node writes to it.
class State(TypedDict, total=False):  # only what differs
    found: list[str]  # a reducer: what several nodes of one step write is added up  # <- the fault


# %% wrong not_awaited: part 1, never-awaited
# LangGraph awaits what is in the update.
async def aplanner(state: State) -> State:
    return {"plan": services.aplanner(state["question"])}  # <- the fault


# %% wrong not_closed: part 4, stream-not-closed
# Closing the outer generator closes the inner one.
async def events(question: str) -> AsyncGenerator[tuple[str, str], None]:
    async for mode, data in graph.astream({"question": question}, stream_mode=["updates", "messages"]):  # <- the fault
        if mode == "updates":
            for name in data:
                yield "step", name
        else:
            yield "token", str(data[0].content)


# %% wrong plain_nodes_only: part 2, thread-not-needed
# Plain functions serve every door.
def build() -> Any:
    builder = StateGraph(State)
    builder.add_node("planner", planner)  # <- the fault
    builder.add_node("web_search", web_search)
    builder.add_node("retriever", retriever)
    builder.add_node("memory", memory)
    builder.add_node("llm", llm)
    builder.add_edge(START, "planner")
    for source in SOURCES:
        builder.add_edge("planner", source)  # three edges out of one node: one step
    builder.add_edge(list(SOURCES), "llm")  # a list: when all of them have ended
    builder.add_edge("llm", END)
    return builder.compile()


# %% wrong plain_service_in_async_def: part 1, blocking-call
# The node is async def, and LangGraph does the rest.
async def aweb_search(state: State) -> State:
    return {"found": [services.web_search(state["plan"])]}  # <- the fault


# %% wrong pump_left_running: part 4, stream-not-closed
# A task ends when nobody reads what it puts.
async def events(question: str) -> AsyncGenerator[tuple[str, str], None]:
    queue: asyncio.Queue = asyncio.Queue()

    async def pump() -> None:
        async for item in graph.astream({"question": question}, stream_mode=["updates", "messages"]):
            await queue.put(item)
        await queue.put(None)

    task = asyncio.create_task(pump())  # <- the fault
    while (item := await queue.get()) is not None:
        mode, data = item
        if mode == "updates":
            for name in data:
                yield "step", name
        else:
            yield "token", str(data[0].content)
    await task


# %% wrong run_in_the_node: part 1, nested-run
# asyncio.run calls an async door.
async def allm(state: State) -> State:
    return {"answer": str(asyncio.run(model.ainvoke(prompt(state))).content)}  # <- the fault


# %% wrong source_left_out: part 1, answer-not-asked
# Two sources are as good as three.
SOURCES = ("web_search", "retriever")  # <- the fault


# %% wrong steps_when_they_begin: part 3, wait-skipped
# A step is told when it is there.
async def events(question: str) -> AsyncGenerator[tuple[str, str], None]:
    """Yield ("step", name of a node) when it has ended, and ("token", text) when the model has written it."""
    async with aclosing(graph.astream({"question": question}, stream_mode=["debug", "messages"])) as stream:
        async for mode, data in stream:
            if mode == "debug":
                if data["type"] == "task":  # <- the fault
                    yield "step", data["payload"]["name"]
            else:
                chunk, _ = data
                yield "token", str(chunk.content)


# %% wrong text_for_a_mode: part 3, unhandled-error
# One mode or several, they come as pairs with the mode in front.
async def events(question: str) -> AsyncGenerator[tuple[str, str], None]:
    async with aclosing(graph.astream({"question": question}, stream_mode="messages")) as stream:
        async for mode, data in stream:  # <- the fault
            if mode == "updates":
                for name in data:
                    yield "step", name
            else:
                chunk, _ = data
                yield "token", str(chunk.content)


# %% wrong unknown_mode: part 3, wrong-answer
# A mode is called after what it gives.
async def events(question: str) -> AsyncGenerator[tuple[str, str], None]:  # <- the fault
    """Yield ("step", name of a node) when it has ended, and ("token", text) when the model has written it."""
    async with aclosing(graph.astream({"question": question}, stream_mode=["updates", "tokens"])) as stream:
        async for mode, data in stream:
            if mode == "updates":
                for name in data:
                    yield "step", name
            else:
                chunk, _ = data
                yield "token", str(chunk.content)


# %% wrong updates_only: part 3, wrong-answer
# The tokens are in the update of the model's node.
async def events(question: str) -> AsyncGenerator[tuple[str, str], None]:
    """Yield ("step", name of a node) when it has ended, and ("token", text) when the model has written it."""
    async with aclosing(graph.astream({"question": question}, stream_mode=["updates"])) as stream:  # <- the fault
        async for mode, data in stream:
            if mode == "updates":
                for name in data:
                    yield "step", name
            else:
                chunk, _ = data
                yield "token", str(chunk.content)
