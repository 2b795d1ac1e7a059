"""Right and wrong answers to the_agent_asks_first. docs/for-authors.md says how to read a cell."""

# %% right a_command_that_goes_somewhere
# The node that asks says where to go on; readers who wait are counted in a dict of its own.
from typing import Literal

del _deciding


async def approve(state: State) -> Command[Literal["place", "__end__"]]:
    answer = interrupt(state["draft"])
    return Command(update={"answer": answer}, goto="place" if answer == "yes" else END)


def build() -> Any:
    builder = StateGraph(State)
    builder.add_node(draft)
    builder.add_node(approve)
    builder.add_node(place)
    builder.add_edge(START, "draft")
    builder.add_edge("draft", "approve")
    builder.add_edge("place", END)
    return builder.compile(checkpointer=InMemorySaver())


waiting = set()


async def begin(reader: str, wish: str) -> str:
    state = await graph.ainvoke({"wish": wish}, thread(reader))
    [asked] = state["__interrupt__"]
    waiting.add(reader)
    return asked.value


async def decide(reader: str, answer: str) -> str | None:
    if reader not in waiting:
        raise NothingToDecide(f"{reader} has no order")
    waiting.remove(reader)
    return (await graph.ainvoke(Command(resume=answer), thread(reader))).get("receipt")


# %% right a_thread_for_each_order
# Each order has an id of its own, so nothing of an old one can be in its state.
import uuid

del _deciding


async def draft(state: State) -> State:
    return {"draft": await services.draft(state["wish"])}


async def place(state: State) -> State:
    answer = interrupt(state["draft"])
    if answer == "yes":
        return {"receipt": await services.place(state["draft"])}
    return {"receipt": None}


def build() -> Any:
    builder = StateGraph(State)
    builder.add_node("draft", draft)
    builder.add_node("place", place)
    builder.add_edge(START, "draft")
    builder.add_edge("draft", "place")
    return builder.compile(InMemorySaver())


orders = {}


def thread(order):
    return {"configurable": {"thread_id": order}}


async def begin(reader: str, wish: str) -> str:
    order = orders[reader] = uuid.uuid4().hex
    state = await graph.ainvoke({"wish": wish}, thread(order))
    return state["__interrupt__"][0].value


async def decide(reader: str, answer: str) -> str | None:
    order = orders.pop(reader, None)
    if order is None:
        raise NothingToDecide
    async for state in graph.astream(Command(resume=answer), thread(order), stream_mode="values"):
        receipt = state.get("receipt")
    return receipt


# %% right the_draft_comes_from_the_state
async def begin(reader: str, wish: str) -> str:
    await graph.ainvoke({"wish": wish}, thread(reader))
    waiting = await graph.aget_state(thread(reader))
    return waiting.values["draft"]


async def decide(reader: str, answer: str) -> str | None:
    lock = _deciding[reader]
    await lock.acquire()
    try:
        state = await graph.aget_state(thread(reader))
        if "approve" not in state.next:
            raise NothingToDecide(reader)
        await graph.ainvoke(Command(resume=answer), thread(reader))
        return (await graph.aget_state(thread(reader))).values["receipt"]
    finally:
        lock.release()


# %% wrong nothing_is_saved: part 1, unhandled-error
# An interrupt stops the graph.
def build() -> Any:
    builder = StateGraph(State)
    builder.add_node("draft", draft)
    builder.add_node("approve", approve)
    builder.add_node("place", place)
    builder.add_edge(START, "draft")
    builder.add_edge("draft", "approve")
    builder.add_conditional_edges("approve", lambda state: "place" if state["answer"] == "yes" else END)
    return builder.compile()  # <- the fault


# %% wrong the_answer_is_an_input: part 1, call-missing
# The graph goes on if it is called again.
async def decide(reader: str, answer: str) -> str | None:
    async with _deciding[reader]:
        if not (await graph.aget_state(thread(reader))).interrupts:
            raise NothingToDecide(reader)
        state = await graph.ainvoke({"answer": answer}, thread(reader))  # <- the fault
    return state.get("receipt")


# %% wrong caught_on_the_way: part 1, unhandled-error
# Asking a person may go wrong.
async def approve(state: State) -> State:
    try:
        return {"answer": interrupt(state["draft"])}
    except Exception:  # <- the fault
        return {"answer": "no"}


# %% wrong every_answer_is_a_yes: part 1, wrong-answer
# A person who answers wants the book.
def build() -> Any:
    builder = StateGraph(State)
    builder.add_node("draft", draft)
    builder.add_node("approve", approve)
    builder.add_node("place", place)
    builder.add_edge(START, "draft")
    builder.add_edge("draft", "approve")
    builder.add_edge("approve", "place")
    return builder.compile(checkpointer=InMemorySaver())


# %% wrong all_in_one_node: part 2, ran-again-on-resume
# The node stops at the interrupt, and goes on behind it.
async def approve(state: State) -> State:
    draft = await services.draft(state["wish"])  # <- the fault
    return {"draft": draft, "answer": interrupt(draft)}


def build() -> Any:
    builder = StateGraph(State)
    builder.add_node("approve", approve)
    builder.add_node("place", place)
    builder.add_edge(START, "approve")
    builder.add_conditional_edges("approve", lambda state: "place" if state["answer"] == "yes" else END)
    return builder.compile(checkpointer=InMemorySaver())


async def decide(reader: str, answer: str) -> str | None:
    async with _deciding[reader]:
        if not (await graph.aget_state(thread(reader))).interrupts:
            raise NothingToDecide(reader)
        state = await graph.ainvoke(Command(resume=answer), thread(reader))
    return state.get("receipt")


# %% wrong drafted_anew: part 2, ran-again-on-resume
# What is bought is drafted when it is bought.
async def place(state: State) -> State:
    order = await services.draft(state["wish"])  # <- the fault
    return {"receipt": await services.place(order)}


# %% wrong one_thread_for_all: part 3, shared-state
# The graph has a state, and the state has an id.
def thread(reader: str) -> Any:
    return {"configurable": {"thread_id": "orders"}}  # <- the fault


# %% wrong the_old_receipt: part 3, shared-state
# A new order begins with a new state.
async def draft(state: State) -> State:
    return {"draft": await services.draft(state["wish"])}  # <- the fault


async def decide(reader: str, answer: str) -> str | None:
    async with _deciding[reader]:
        if not (await graph.aget_state(thread(reader))).interrupts:
            raise NothingToDecide(reader)
        state = await graph.ainvoke(Command(resume=answer), thread(reader))
    return state.get("receipt")


# %% wrong looks_and_goes_on: part 4, check-then-act
# If something waits for an answer, it gets one.
async def decide(reader: str, answer: str) -> str | None:
    if not (await graph.aget_state(thread(reader))).interrupts:
        raise NothingToDecide(reader)
    state = await graph.ainvoke(Command(resume=answer), thread(reader))  # <- the fault
    return state["receipt"]


# %% wrong a_lock_for_each_click: part 4, check-then-act
# A lock stands around it.
async def decide(reader: str, answer: str) -> str | None:
    async with asyncio.Lock():  # <- the fault
        if not (await graph.aget_state(thread(reader))).interrupts:
            raise NothingToDecide(reader)
        state = await graph.ainvoke(Command(resume=answer), thread(reader))
    return state["receipt"]


# %% wrong always_something_to_decide: part 4, wrong-answer
# Resuming a graph that has ended does nothing.
async def decide(reader: str, answer: str) -> str | None:
    async with _deciding[reader]:
        state = await graph.ainvoke(Command(resume=answer), thread(reader))  # <- the fault
    return state["receipt"]
