"""The runner of a translation bureau: each token reaches its reader when a node writes it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextvars import ContextVar
from typing import Any

import graph_stream
import services
from graph import State, StateGraph, Update, merge

Writer = Callable[[Any], None]

_writer: ContextVar[Writer] = ContextVar("writer")  # each node has its own: a task owns its context, a thread gets it


def get_stream_writer() -> Writer:
    """Called by a node, or by what it calls: a function that hands a chunk to the reader of this run, now."""
    return _writer.get()


class CompiledGraph(graph_stream.CompiledGraph):
    """The runner of exercise 76, with nodes that write."""

    async def astream(self, state: State) -> AsyncGenerator[tuple[str, Any], None]:
        """Hand out ("custom", chunk) when a node writes, and ("updates", {name: update}) when a node ends."""
        loop = asyncio.get_running_loop()
        news: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()

        def write(chunk: Any) -> None:
            loop.call_soon_threadsafe(news.put_nowait, ("custom", chunk))  # a plain node writes from its thread

        for step in self.steps:
            names = {asyncio.create_task(self._run_node(name, dict(state), write)): name for name in step}
            for task in names:
                task.add_done_callback(lambda task: news.put_nowait(("ended", task)))
            updates: dict[str, Update] = {}
            try:
                while len(updates) < len(step):
                    mode, data = await news.get()
                    if mode == "ended":
                        name = names[data]
                        updates[name] = data.result()
                        mode, data = "updates", {name: updates[name]}
                    yield mode, data
            finally:
                for task in names:
                    task.cancel()
                await asyncio.gather(*names, return_exceptions=True)
            for name in step:
                state = merge(state, updates[name])

    async def _run_node(self, name: str, state: State, write: Writer) -> Update:
        _writer.set(write)  # here, in the node's own task: set in astream, it would be the reader's as well
        return await self._aupdate(name, state)


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
