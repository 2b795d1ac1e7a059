"""A library's agent orders books, and asks a person before it spends money (the lesson is in README.md).

nox -s run -- the_agent_asks_first        shows what was approved, and what was bought
"""

import asyncio
from collections import defaultdict
from typing import Any, TypedDict

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt

import services


class NothingToDecide(Exception):
    """No order of this reader waits for a decision."""


class State(TypedDict, total=False):
    """What the nodes fill."""

    wish: str
    draft: str
    answer: str
    receipt: str | None


async def draft(state: State) -> State:
    return {"draft": await services.draft(state["wish"]), "receipt": None}  # an older receipt is not for this order


async def approve(state: State) -> State:
    """Nothing stands before `interrupt`: the node runs again from its first line when it is resumed."""
    return {"answer": interrupt(state["draft"])}


async def place(state: State) -> State:
    return {"receipt": await services.place(state["draft"])}


def build() -> Any:
    builder = StateGraph(State)
    builder.add_node("draft", draft)
    builder.add_node("approve", approve)
    builder.add_node("place", place)
    builder.add_edge(START, "draft")
    builder.add_edge("draft", "approve")
    builder.add_conditional_edges("approve", lambda state: "place" if state["answer"] == "yes" else END)
    return builder.compile(checkpointer=InMemorySaver())


graph = build()
_deciding: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)


def thread(reader: str) -> Any:
    """Where the state of this reader's order is kept."""
    return {"configurable": {"thread_id": reader}}


async def begin(reader: str, wish: str) -> str:
    """Draft an order. Returns the draft, for a person to approve."""
    state = await graph.ainvoke({"wish": wish}, thread(reader))
    return str(state["__interrupt__"][0].value)


async def decide(reader: str, answer: str) -> str | None:
    """Go on with the order of this reader: the receipt if the answer is "yes", else None. Raises NothingToDecide."""
    async with _deciding[reader]:  # the second of two clicks looks when the first is done
        if not (await graph.aget_state(thread(reader))).interrupts:
            raise NothingToDecide(reader)
        state = await graph.ainvoke(Command(resume=answer), thread(reader))
    return state["receipt"]


async def main() -> None:
    for reader, wish in (("ada", "Emma"), ("bob", "Ulysses")):
        try:
            print(f"{reader} may buy: {await begin(reader, wish)}")
        except KeyError as error:
            print(f"{reader} wants {wish}: {error!r}")
    for reader, answer in (("ada", "yes"), ("bob", "no")):
        try:
            print(f"{reader}, {answer}: {await decide(reader, answer)}")
        except (KeyError, NothingToDecide) as error:
            print(f"{reader}, {answer}: {error!r}")


if __name__ == "__main__":
    asyncio.run(main())
