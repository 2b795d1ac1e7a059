"""The runner that learners build by hand and LangGraph itself: random graphs through every door that both have.

What differs on purpose stands in DIFFERENCES, and nowhere else; each entry is undone by one function below.
"""

from __future__ import annotations

import asyncio
import importlib.util
import operator
import selectors
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, TypedDict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

langgraph_graph = pytest.importorskip("langgraph.graph", reason="needs the extra: requirements/production.txt")

ROOT = Path(__file__).resolve().parent.parent
EXERCISE = "76_graph_stream"

DIFFERENCES = {
    "edges": "By hand a node runs once, after everything that points at it. In LangGraph that needs an edge from a "
    "list of nodes; with an edge from each, a node runs in every step in which one of them fires.",
    "order of the merge": "By hand in the order of add_node; in LangGraph by the name of the node.",
    "threads": "Plain nodes of one step: by hand one after the other, in LangGraph in threads. So in `stream` their "
    "updates come in any order, and where one fails its siblings may or may not have been told.",
    "lists": "By hand every list grows; in LangGraph a key has to have a reducer.",
}


class State(TypedDict, total=False):
    """What the nodes of the random graphs write: a list that all write to, and a key for each node."""

    found: Annotated[list[str], operator.add]
    a: str
    b: str
    c: str
    d: str
    e: str
    f: str


@pytest.fixture(scope="module")
def by_hand() -> Iterator[ModuleType]:
    """The solution of the last exercise of the track, beside the services that it imports."""
    before = sys.modules.pop("services", None)
    for name, path in (
        ("services", ROOT / "exercises" / EXERCISE / "services.py"),
        ("by_hand", ROOT / "solutions" / EXERCISE / "graph_stream.py"),
    ):
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec
        assert spec.loader
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    yield module
    del sys.modules["by_hand"], sys.modules["services"]
    if before is not None:
        sys.modules["services"] = before


class Shape:
    """A random graph: nodes in the order of add_node, who comes before whom, how long each takes, who fails."""

    def __init__(self, names: list[str], before: dict[str, list[str]], delays: dict[str, int], fails: str | None):
        self.names, self.before, self.delays, self.fails = names, before, delays, fails

    def __repr__(self) -> str:
        return f"Shape({self.names}, {self.before}, {self.delays}, fails={self.fails})"

    @property
    def steps(self) -> list[list[str]]:
        """The steps, each in the order of add_node."""
        level: dict[str, int] = {}
        while len(level) < len(self.names):
            for name in self.names:
                if name not in level and all(other in level for other in self.before[name]):
                    level[name] = 1 + max((level[other] for other in self.before[name]), default=-1)
        return [[name for name in self.names if level[name] == step] for step in range(max(level.values()) + 1)]

    def update(self, name: str, state: dict[str, Any]) -> dict[str, Any]:
        if name == self.fails:
            raise ValueError(f"no luck in {name}")
        return {"found": [name], name: f"saw {sorted(state.get('found', []))}"}

    def plain(self, name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
        return lambda state: self.update(name, state)

    def awaited(self, name: str) -> Callable[[dict[str, Any]], Any]:
        async def node(state: dict[str, Any]) -> dict[str, Any]:
            await asyncio.sleep(self.delays[name])
            return self.update(name, state)

        return node


@st.composite
def shapes(draw: st.DrawFn, failing: bool) -> Shape:
    count = draw(st.integers(1, 6))
    sorted_names = list("abcdef"[:count])
    order = draw(st.permutations(sorted_names))  # topological: a node's predecessors stand before it here
    before: dict[str, list[str]] = {}
    for place, name in enumerate(order):
        earlier = order[:place]
        before[name] = sorted(draw(st.sets(st.sampled_from(earlier), max_size=3))) if earlier else []
    names = draw(st.permutations(sorted_names))
    delays = dict(zip(names, draw(st.permutations(range(1, count + 1))), strict=True))
    return Shape(list(names), before, delays, draw(st.sampled_from(names)) if failing else None)


def hand_made(module: ModuleType, shape: Shape, kind: str) -> Any:
    graph = module.StateGraph()
    for name in shape.names:
        graph.add_node(name, getattr(shape, kind)(name))
        for other in shape.before[name] or [module.START]:
            graph.add_edge(other, name)
    for name in set(shape.names) - {other for others in shape.before.values() for other in others}:
        graph.add_edge(name, module.END)
    return graph.compile()


def langgraph(shape: Shape, kind: str) -> Any:
    builder = langgraph_graph.StateGraph(State)
    for name in shape.names:
        builder.add_node(name, getattr(shape, kind)(name))
    for name in shape.names:  # DIFFERENCES["edges"]: from a list
        builder.add_edge(shape.before[name] or langgraph_graph.START, name)
    return builder.compile()


def by_name(shape: Shape, state: dict[str, Any]) -> dict[str, Any]:
    """Undo DIFFERENCES["order of the merge"]: what one step found, in the order of the names."""
    assert state["found"] == [name for step in shape.steps for name in step], "by hand: the order of add_node"
    return {**state, "found": [name for step in shape.steps for name in sorted(step)]}


def in_steps(shape: Shape, updates: list[dict[str, Any]], *, whole: bool) -> list[list[str]]:
    """Undo DIFFERENCES["threads"]: the updates of a step as a set; with an error only of the steps before it."""
    names, steps = [next(iter(update)) for update in updates], []
    for step in shape.steps:
        if not whole and shape.fails in step:
            break
        steps.append(sorted(names[: len(step)]))
        names = names[len(step) :]
    return steps


def ended(run: Callable[[], Any]) -> tuple[str, Any]:
    """What came back, or what was raised."""
    try:
        return "returned", run()
    except ValueError as error:
        return "raised", str(error)


class JumpingSelector(selectors.DefaultSelector):
    """Does not wait: time jumps to the next timer. So whoever is faster is faster in every run."""

    now = 0.0

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        if not ready and timeout:
            self.now += timeout
        return ready


def in_jumping_time(main: Callable[[], Any]) -> Any:
    def loop() -> asyncio.AbstractEventLoop:
        selector = JumpingSelector()
        made = asyncio.SelectorEventLoop(selector)
        made.time = lambda: selector.now  # type: ignore[method-assign]
        return made

    with asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(main())


async def told_by(stream: Any) -> tuple[list[dict[str, Any]], str]:
    """All updates, and the error at the end ("" for none)."""
    updates = []
    try:
        async for update in stream:
            updates.append(update)
    except ValueError as error:
        return updates, str(error)
    return updates, ""


REPEAT = settings(max_examples=60, deadline=None, database=None)
ANY = st.booleans().flatmap(lambda failing: shapes(failing=failing))


@REPEAT
@given(shape=ANY)
def test_invoke(by_hand: ModuleType, shape: Shape) -> None:
    ours = ended(lambda: hand_made(by_hand, shape, "plain").invoke({"found": []}))
    theirs = ended(lambda: langgraph(shape, "plain").invoke({"found": []}))
    assert theirs == (ours if shape.fails else ("returned", by_name(shape, ours[1])))


@REPEAT
@given(shape=ANY)
def test_stream(by_hand: ModuleType, shape: Shape) -> None:
    def told(graph: Any, **mode: str) -> tuple[list[dict[str, Any]], str]:
        updates: list[dict[str, Any]] = []
        _, error = ended(lambda: updates.extend(graph.stream({"found": []}, **mode)))
        return updates, error or ""

    ours, our_error = told(hand_made(by_hand, shape, "plain"))
    theirs, their_error = told(langgraph(shape, "plain"), stream_mode="updates")
    assert their_error == our_error
    whole = not shape.fails
    assert in_steps(shape, theirs, whole=whole) == in_steps(shape, ours, whole=whole)


@REPEAT
@given(shape=ANY)
def test_astream(by_hand: ModuleType, shape: Shape) -> None:
    """Awaited nodes: the same updates in the same order, the same error after the same update."""
    ours = in_jumping_time(lambda: told_by(hand_made(by_hand, shape, "awaited").astream({"found": []})))
    theirs = in_jumping_time(lambda: told_by(langgraph(shape, "awaited").astream({"found": []}, stream_mode="updates")))
    assert theirs == ours


@REPEAT
@given(shape=shapes(failing=False))
def test_ainvoke(by_hand: ModuleType, shape: Shape) -> None:
    """Where the runner has this door; else the updates of astream, merged, are what it would give."""
    graph = hand_made(by_hand, shape, "awaited")

    async def ours() -> dict[str, Any]:
        if hasattr(graph, "ainvoke"):
            return dict(await graph.ainvoke({"found": []}))
        updates = {
            name: update for one in (await told_by(graph.astream({"found": []})))[0] for name, update in one.items()
        }
        state: dict[str, Any] = {"found": []}
        for step in shape.steps:
            for name in step:
                state = by_hand.merge(state, updates[name])
        return state

    theirs = in_jumping_time(lambda: langgraph(shape, "awaited").ainvoke({"found": []}))
    assert theirs == by_name(shape, in_jumping_time(ours))


@REPEAT
@given(shape=shapes(failing=False))
def test_an_edge_from_each_is_another_graph(by_hand: ModuleType, shape: Shape) -> None:
    """DIFFERENCES["edges"] is real: with an edge from each node, some node runs more often."""
    builder = langgraph_graph.StateGraph(State)
    for name in shape.names:
        builder.add_node(name, shape.plain(name))
    for name in shape.names:
        for other in shape.before[name] or [langgraph_graph.START]:
            builder.add_edge(other, name)
    ran = builder.compile().invoke({"found": []})["found"]
    level = {name: number for number, step in enumerate(shape.steps) for name in step}
    uneven = any(len({level[other] for other in shape.before[name]}) > 1 for name in shape.names)
    assert (len(ran) > len(shape.names)) == uneven
