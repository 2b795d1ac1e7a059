"""The runner of a translation bureau. Its nodes write token by token, and no token is seen before its node ends.

Two models translate at the same time, and an old library looks up the terms in a thread. All of them tell what they
have by `get_stream_writer`. Run this file and look at the times. Look for TODO; the rest is right, and so are the files
beside it: the runner of exercise 76, solved, and what that stands on.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from contextvars import ContextVar
from typing import Any

import graph_stream
import services
from graph import State, StateGraph, Update, merge

Writer = Callable[[Any], None]

_written: list[Any] = []  # TODO: one list for all nodes of all readers, and no reader is told when something comes in


def get_stream_writer() -> Writer:
    """Called by a node, or by what it calls: a function that hands a chunk to the reader of this run, now."""
    return _written.append  # TODO REPORT to the right reader; from a thread as well (parts 2 and 3)


class CompiledGraph(graph_stream.CompiledGraph):
    """The runner of exercise 76, with nodes that write."""

    async def astream(self, state: State) -> AsyncGenerator[tuple[str, Any], None]:
        """Hand out ("custom", chunk) when a node writes, and ("updates", {name: update}) when a node ends."""
        async with aclosing(super().astream(state)) as updates:
            async for update in updates:  # TODO WAIT for whatever comes next: a chunk, or the end of a node
                while _written:
                    yield "custom", _written.pop(0)
                yield "updates", update


# The bureau: nodes that write. They are right.


async def translated(language: str, text: str) -> list[str]:
    write = get_stream_writer()
    tokens = []
    async for token in services.translate(language, text):
        write(f"{language}: {token}")
        tokens.append(token)
    return ["".join(tokens)]


async def french(state: State) -> Update:
    return {"texts": await translated("French", state["text"])}


async def german(state: State) -> Update:
    return {"texts": await translated("German", state["text"])}


def terms(state: State) -> Update:
    write = get_stream_writer()
    found = []
    for number in range(3):
        found.append(services.look_up_term(state["text"], number))
        write(f"terms: {number + 1} of 3")
    return {"terms": found}


def bureau() -> CompiledGraph:
    return StateGraph({"french": french, "german": german, "terms": terms}).compile(CompiledGraph)


async def main() -> None:
    begun = time.monotonic()
    async for mode, data in bureau().astream({"text": "a notice"}):
        print(f"{time.monotonic() - begun:4.2f} s  {mode:8} {data}")


if __name__ == "__main__":
    asyncio.run(main())
