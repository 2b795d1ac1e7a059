"""A runner with one door that works. `astream` is yours from exercise 77; the other three were added in a hurry.

Run this file: three doors give something else than `astream`, and no page has been searched for. Look for TODO.
"""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from operator import add
from types import UnionType
from typing import Annotated, Any, TypedDict, get_origin, get_type_hints

import services

START, END = "__start__", "__end__"
State = dict[str, Any]
Update = dict[str, Any] | None
Node = Callable[[Any], Any]
Event = tuple[str, Any]


class GraphRecursionError(RecursionError):
    """Another step would have to begin, and as many as allowed have run."""


class InvalidUpdateError(Exception):
    """What the nodes of a step have returned cannot be one change of the state."""


@dataclass(frozen=True)
class Send:
    """What a route returns to have a node run with `arg` as its state; the same node any number of times."""

    node: str
    arg: Any


Route = Callable[[State], str | Send | Sequence[str | Send]]
_writer: ContextVar[Callable[[Any], None]] = ContextVar("writer")


def get_stream_writer() -> Callable[[Any], None]:
    """Called by a node, or by what it calls: a function that hands a chunk to the reader of this run."""
    return _writer.get()


class StateGraph:
    """Collects nodes and edges. The schema is a TypedDict; `Annotated[list[str], add]` gives a key its reducer."""

    def __init__(self, schema: type) -> None:
        hints = get_type_hints(schema, include_extras=True)
        self.keys = list(hints)
        self.reducers = {
            key: hint.__metadata__[0] for key, hint in hints.items() if callable(getattr(hint, "__metadata__", [0])[0])
        }
        kinds = {key: get_origin(kind := hints[key].__origin__) or kind for key in self.reducers}
        self.kinds = {  # an `int | None` has no empty one: its first value stands as it is
            key: list if inspect.isabstract(kind) else kind for key, kind in kinds.items() if kind is not UnionType
        }
        self.nodes: dict[str, Node] = {}
        self.edges: list[tuple[frozenset[str], str]] = []
        self.routes: list[tuple[str, Route]] = []

    def add_node(self, name: str, node: Node) -> None:
        self.nodes[name] = node

    def add_edge(self, start: str | list[str], end: str) -> None:
        """From one node; or from a list of nodes, which fires when all of them have ended."""
        self.edges.append((frozenset([start] if isinstance(start, str) else start), end))

    def add_conditional_edges(self, name: str, route: Route) -> None:
        """After this node, route(state) names what comes next: a node, END, a Send, or a list of these."""
        self.routes.append((name, route))

    def compile(self) -> CompiledGraph:
        return CompiledGraph(self)


@dataclass(frozen=True)
class Job:
    """A node that is due, and the state that it is given."""

    name: str
    state: Any


class Run:
    """One run of a graph: the state, and which nodes are due. It decides everything, and waits for nothing."""

    def __init__(self, graph: StateGraph, state: State, limit: int) -> None:
        self.graph, self.limit = graph, limit
        self.values: State = {key: kind() for key, kind in graph.kinds.items()}  # a reducer begins with an empty one
        self.ended: list[set[str]] = [set() for _ in graph.edges]  # for each edge: which of its starts have ended
        self.due = [Job(START, state)]
        self.finish([state])

    def begin(self) -> list[Job]:
        """The jobs of the next step."""
        # TODO LIMIT (part 6): at most `limit` steps
        return self.due

    def finish(self, updates: Sequence[Update]) -> None:
        """The step has ended, with an update for each job that was due."""
        self.values = self._merged(self.values, updates)
        ended = {job.name for job in self.due}
        names = {end for starts, end in self.graph.edges if starts & ended}
        # TODO WAIT (part 1): an edge from several nodes fires when all of them have ended, in this step or before.
        # TODO START (part 1): ask self.graph.routes, (name, route) each, what comes next.
        # TODO START (part 3): a route may also return a Send.
        self.due = [Job(name, dict(self.values)) for name in sorted(names - {END})]

    def _merged(self, state: State, updates: Sequence[Update]) -> State:
        """The state with the updates of a step in it."""
        merged = dict(state)
        for update in updates:
            for key, value in (update or {}).items():
                if key in self.graph.reducers:
                    merged[key] = self.graph.reducers[key](merged[key], value) if key in merged else value
                elif key in self.graph.keys:
                    merged[key] = value  # TODO REPORT (part 2): what cannot be one change of the state
        return merged


class CompiledGraph:
    """The four doors. One graph serves many users: nothing of a run is kept here."""

    def __init__(self, graph: StateGraph) -> None:
        self.graph = graph

    def invoke(self, state: State, limit: int = 25) -> State:
        """The final state. The nodes are plain functions."""
        return asyncio.run(self.ainvoke(state, limit))  # TODO (part 4): a plain door has no loop, and needs none

    def stream(self, state: State, modes: Sequence[str] = ("updates",), limit: int = 25) -> Iterator[Event]:
        """Events of the modes wanted, one node after the other. The nodes are plain functions."""

        async def collect() -> list[Event]:
            return [event async for event in self.astream(state, modes, limit)]

        yield from asyncio.run(collect())  # TODO (part 4)

    async def ainvoke(self, state: State, limit: int = 25, max_concurrency: int | None = None) -> State:
        """The final state. Nodes of every kind; those of a step wait together."""
        async for _, data in self.astream(state, ["updates"], limit, max_concurrency):
            for update in data.values():  # TODO (part 5): the state is in Run, and `values` tells it
                state = {**state, **(update or {})}
        return state

    async def astream(
        self, state: State, modes: Sequence[str] = ("updates",), limit: int = 25, max_concurrency: int | None = None
    ) -> AsyncGenerator[Event, None]:
        """Events of the modes wanted, when they happen. Nodes of every kind; those of a step wait together."""
        loop = asyncio.get_running_loop()
        news: asyncio.Queue[Event] = asyncio.Queue()

        def write(chunk: Any) -> None:
            loop.call_soon_threadsafe(news.put_nowait, ("custom", chunk))

        async def run_job(job: Job) -> Update:
            _writer.set(write)
            node = self.graph.nodes[job.name]  # TODO LIMIT (part 6): at most `max_concurrency` at once, in this run
            is_async = inspect.iscoroutinefunction(node)
            update = node(job.state) if is_async else await asyncio.to_thread(node, job.state)
            return await update if inspect.isawaitable(update) else update

        run = Run(self.graph, state, limit)
        if "values" in modes:
            yield "values", dict(run.values)
        while run.due:
            jobs = {asyncio.create_task(run_job(job)): job for job in run.begin()}
            for task in jobs:
                task.add_done_callback(lambda task: news.put_nowait(("ended", task)))
            left = len(jobs)
            try:
                while left:
                    mode, data = await news.get()
                    if mode == "ended":
                        left -= 1
                        mode, data = "updates", {jobs[data].name: data.result()}
                    if mode in modes:
                        yield mode, data
            finally:
                for task in jobs:
                    task.cancel()
                await asyncio.gather(*jobs, return_exceptions=True)
            updates = [task.result() for task in jobs]
            run.finish(updates)
            if "values" in modes and any(updates):
                yield "values", dict(run.values)


class Research(TypedDict, total=False):
    """What the research desk keeps."""

    question: str
    topics: list[str]
    found: Annotated[list[str], add]
    text: str


def desk(door: str) -> CompiledGraph:
    """A page for each topic, however many there are, then a text. The door is "a" for async nodes, "" for plain."""

    def plan(state: State) -> Update:
        return {"topics": state["question"].split(", ")}

    def search(state: State) -> Update:
        return {"found": [services.search(state["topic"])]}

    async def asearch(state: State) -> Update:
        return {"found": [await services.asearch(state["topic"])]}

    def write(state: State) -> Update:
        return {"text": services.write(", ".join(state["found"]))}

    async def awrite(state: State) -> Update:
        return {"text": await services.awrite(", ".join(state["found"]))}

    graph = StateGraph(Research)
    graph.add_node("plan", plan)
    graph.add_node("search", asearch if door else search)
    graph.add_node("write", awrite if door else write)
    graph.add_edge(START, "plan")
    graph.add_conditional_edges("plan", lambda state: [Send("search", {"topic": topic}) for topic in state["topics"]])
    graph.add_edge("search", "write")
    return graph.compile()


def show(door: str, state: object) -> None:
    print(f"{time.monotonic() - START_TIME:4.1f} s  {door:8}{state}")


async def main() -> None:
    show("ainvoke", await desk("a").ainvoke(QUESTION))
    async for event in desk("a").astream(QUESTION, ["updates", "values"]):
        show("astream", event)


if __name__ == "__main__":
    START_TIME = time.monotonic()
    QUESTION = {"question": "tides, ferries, fares"}
    show("invoke", desk("").invoke(QUESTION))
    for item in desk("").stream(QUESTION):
        show("stream", item)
    asyncio.run(main())
