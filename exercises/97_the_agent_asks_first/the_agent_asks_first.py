"""A library's agent orders books, and asks a person before it spends money (the lesson is in README.md).

nox -s run -- the_agent_asks_first        shows what was approved, and what was bought
"""

import asyncio
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


async def order(state: State) -> State:
    draft = await services.draft(state["wish"])
    answer = interrupt(draft)  # TODO (part 2): when it is resumed, the node runs again. From which line on?
    if answer != "yes":
        return {"draft": draft, "receipt": None}
    return {"draft": draft, "receipt": await services.place(draft)}


def build() -> Any:
    builder = StateGraph(State)
    builder.add_node("order", order)
    builder.add_edge(START, "order")
    builder.add_edge("order", END)
    return builder.compile(checkpointer=InMemorySaver())


graph = build()


def thread(reader: str) -> Any:
    """Where the state of this reader's order is kept."""
    return {"configurable": {"thread_id": "orders"}}  # TODO (part 3): whose order is it?


async def begin(reader: str, wish: str) -> str:
    """Draft an order. Returns the draft, for a person to approve."""
    state = await graph.ainvoke({"wish": wish}, thread(reader))
    return str(state["draft"])  # TODO (part 1): a node that was interrupted has returned nothing. What did it ask?


async def decide(reader: str, answer: str) -> str | None:
    """Go on with the order of this reader: the receipt if the answer is "yes", else None. Raises NothingToDecide."""
    # TODO (part 1): go on where the graph stopped, with the answer.
    # TODO (part 4): a second click, and a decision that was never asked for.
    state = await graph.ainvoke({"wish": answer}, thread(reader))
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
