"""The runners that learners build by hand (73 to 77, 79) and LangGraph itself: random graphs, through all four doors.

Compared are results, the order of updates, values (the state after each step) and tokens, and errors. 73 to 77 have
plain edges; 79 has all four doors of one graph, with routes, Send, reducers and limits.

What differs on purpose stands in DIFFERENCES, and nowhere else; each entry is undone by one function below. For 79 only
"threads", "one moment", "order of the start" and "step limit" are left.
"""

from __future__ import annotations

import asyncio
import functools
import importlib.util
import operator
import selectors
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, TypedDict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.exercise import catalogue

langgraph_graph = pytest.importorskip("langgraph.graph", reason="needs the extra: requirements/production.txt")

ROOT = Path(__file__).resolve().parent.parent
GRAPH = ROOT / "exercises" / "73_graph_ainvoke" / "graph.py"
DIFFERENCES = {
    "edges": "By hand a node runs once, after everything that points at it. In LangGraph that needs an edge from a "
    "list of nodes; with an edge from each, a node runs in every step in which one of them fires.",
    "order of the merge": "By hand in the order of add_node; in LangGraph by the name of the node. So it is with the "
    "order in which the nodes of a step begin: what they write before their first wait comes in that order.",
    "threads": "Plain nodes of one step: by hand one after the other, in LangGraph in threads. So in `stream` their "
    "updates come in any order.",
    "lists": "By hand every list grows; in LangGraph a key has to have a reducer.",
    "values": "LangGraph can hand out the state after each step (`values`). By hand nothing does: here the updates are "
    "merged, step by step.",
    "order of the start": "79 starts what edges lead to, then what was sent; LangGraph the other way round. With a "
    "limit of nodes at once, that decides who goes first, so updates of a step come in another order.",
    "one moment": "What ends at one moment, 79 hands out in the order of the start. LangGraph takes it from a set, "
    "so it comes in any order.",
    "step limit": "By hand as many steps may run as the limit says. LangGraph looks before it knows that it is done, "
    "so it wants one more than there are steps.",
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


@functools.cache
def by_hand(exercise: str) -> ModuleType:
    """The solution of an exercise, beside the services that it imports."""
    before = sys.modules.pop("services", None)
    try:
        folder = next((ROOT / "solutions").glob(f"*_{exercise}"))
        _load("services", ROOT / "exercises" / folder.name / "services.py")
        for path in (GRAPH, *catalogue.read(ROOT / "exercises" / folder.name).given):
            _load(path.stem, path)
        return _load(f"by_hand_{exercise}", folder / f"{exercise}.py")
    finally:
        del sys.modules["services"]
        if before is not None:
            sys.modules["services"] = before


def _load(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec
    assert spec.loader
    sys.modules[name] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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

    def mixed(self, name: str) -> Callable[[dict[str, Any]], Any]:
        """Every other node is a plain one."""
        return self.plain(name) if self.delays[name] % 2 else self.awaited(name)

    def writing(self, name: str, writer: Callable[[], Callable[[Any], None]]) -> Callable[[dict[str, Any]], Any]:
        """A node that writes after each of its waits. The moments of two nodes never fall together."""

        async def node(state: dict[str, Any]) -> dict[str, Any]:
            write = writer()
            for number in range(3):
                await asyncio.sleep(self.delays[name] + 0.01 * number)
                write(f"{name}{number}")
            write(f"{name} saw {len(state.get('found', []))}")
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


Node = Callable[[dict[str, Any]], Any]


def hand_made(exercise: str, shape: Shape, node: Callable[[str], Node]) -> Any:
    module = by_hand(exercise)
    edges = [(other, name) for name in shape.names for other in shape.before[name] or ["__start__"]]
    last = set(shape.names) - {other for others in shape.before.values() for other in others}
    edges += [(name, "__end__") for name in last]
    return module.StateGraph({name: node(name) for name in shape.names}, edges).compile(module.CompiledGraph)


def langgraph(shape: Shape, node: Callable[[str], Node]) -> Any:
    builder = langgraph_graph.StateGraph(State)
    for name in shape.names:
        builder.add_node(name, node(name))
    for name in shape.names:  # DIFFERENCES["edges"]: from a list
        builder.add_edge(shape.before[name] or langgraph_graph.START, name)
    return builder.compile()


def by_name(shape: Shape, state: dict[str, Any]) -> dict[str, Any]:
    """Undo DIFFERENCES["order of the merge"]: what each step found, in the order of the names."""
    names = [name for step in shape.steps for name in step]
    assert state["found"] == names[: len(state["found"])], "by hand: the order of add_node"
    return {**state, "found": [name for step in shape.steps for name in sorted(step)][: len(state["found"])]}


def values(shape: Shape, updates: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Undo DIFFERENCES["values"]: the state at the beginning, and after each step of which all updates are there."""
    told = {name: update for one in updates for name, update in one.items()}
    states: list[dict[str, Any]] = [{"found": []}]
    for step in shape.steps:
        if not all(name in told for name in step):
            break
        state = states[-1]
        for name in step:
            state = by_hand("graph_stream").merge(state, told[name])
        states.append(state)
    return [by_name(shape, state) for state in states]


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
        ready = super().select(None if timeout is None else 0)  # None: only a thread can wake it
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


async def told_by(stream: Any) -> tuple[list[Any], str]:
    """All items, and the error at the end ("" for none)."""
    items = []
    try:
        async for item in stream:
            items.append(item)
    except ValueError as error:
        return items, str(error)
    return items, ""


async def ended_later(work: Awaitable[dict[str, Any]]) -> tuple[str, Any]:
    """What came back, or what was raised, after a wait."""
    try:
        return "returned", dict(await work)
    except ValueError as error:
        return "raised", str(error)


REPEAT = settings(max_examples=50, deadline=None, database=None)
ANY = st.booleans().flatmap(lambda failing: shapes(failing=failing))
NEW: dict[str, Any] = {"found": []}


@REPEAT
@given(shape=ANY)
def test_invoke(shape: Shape) -> None:
    theirs = ended(lambda: langgraph(shape, shape.plain).invoke(NEW))
    for exercise in ("graph_ainvoke", "graph_stream"):
        ours = ended(lambda exercise=exercise: hand_made(exercise, shape, shape.plain).invoke(NEW))  # type: ignore[misc]
        assert theirs == (ours if shape.fails else ("returned", by_name(shape, ours[1])))


@REPEAT
@given(shape=ANY, data=st.data())
def test_ainvoke(shape: Shape, data: st.DataObject) -> None:
    """The runner for nodes of every kind, the one of the speed-up, and the one for bad days."""
    exercise, kind = data.draw(
        st.sampled_from(
            [
                ("graph_ainvoke", "mixed"),
                ("graph_ainvoke", "awaited"),
                ("graph_supersteps", "awaited"),
                ("graph_supersteps", "mixed"),
                ("graph_failure", "awaited"),
            ]
        )
    )
    node = getattr(shape, kind)
    theirs = in_jumping_time(lambda: ended_later(langgraph(shape, node).ainvoke(NEW)))
    ours = in_jumping_time(lambda: ended_later(hand_made(exercise, shape, node).ainvoke(NEW)))
    assert theirs == (ours if shape.fails else ("returned", by_name(shape, ours[1])))


@REPEAT
@given(shape=ANY)
def test_astream(shape: Shape) -> None:
    """Awaited nodes: the same updates in the same order, the same values, the same error after the same update."""
    ours = in_jumping_time(lambda: told_by(hand_made("graph_stream", shape, shape.awaited).astream(NEW)))
    graph = langgraph(shape, shape.awaited)
    theirs = in_jumping_time(lambda: told_by(graph.astream(NEW, stream_mode="updates")))
    assert theirs == ours
    states, error = in_jumping_time(lambda: told_by(graph.astream(NEW, stream_mode="values")))
    assert (states, error) == (values(shape, ours[0]), ours[1])


@REPEAT
@given(shape=ANY)
def test_astream_of_tokens(shape: Shape) -> None:
    """Nodes that write while they run: the same tokens and updates, in the same order, up to the same error."""
    from langgraph.config import get_stream_writer

    theirs = in_jumping_time(
        lambda: told_by(
            langgraph(shape, lambda name: shape.writing(name, get_stream_writer)).astream(
                NEW, stream_mode=["custom", "updates"]
            )
        )
    )
    writer = by_hand("graph_tokens").get_stream_writer
    graph = hand_made("graph_tokens", shape, lambda name: shape.writing(name, writer))
    assert theirs == in_jumping_time(lambda: told_by(graph.astream(NEW)))


@REPEAT
@given(shape=shapes(failing=False))
def test_an_edge_from_each_is_another_graph(shape: Shape) -> None:
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


# --- the runner of 79: routes, Send, reducers and limits ----------------------------------------------


class Plan:
    """A random graph in LangGraph's own terms: edges from one and from lists, routes, Send; loops may be endless."""

    def __init__(self, names: list[str], edges: list[tuple[Any, str]], routes: dict[str, list[list[Any]]]) -> None:
        self.names, self.edges, self.routes = names, edges, routes

    def __repr__(self) -> str:
        return f"Plan({self.names}, {self.edges}, {self.routes})"

    def build(self, module: Any, node: Callable[[str], Node], send: Any) -> Any:
        graph = module.StateGraph(State)
        for name in self.names:
            graph.add_node(name, node(name))
        for start, end in self.edges:
            graph.add_edge(start, end)
        for name, table in self.routes.items():
            graph.add_conditional_edges(name, self.route(table, send))
        return graph.compile()

    def route(self, table: list[list[Any]], send: Any) -> Callable[[dict[str, Any]], list[Any]]:
        """What comes next depends on how much has been found by then."""

        def route(state: dict[str, Any]) -> list[Any]:
            goals = table[len(state["found"]) % len(table)]
            return [send(goal[0], {"found": [goal[1]]}) if isinstance(goal, tuple) else goal for goal in goals]

        return route

    def update(self, name: str, state: dict[str, Any]) -> dict[str, Any] | None:
        seen = list(state.get("found", []))
        if name == "f":
            return None
        update: dict[str, Any] = {"found": [f"{name} after {seen[-1:]}"]}
        if len(seen) % 3 == 1:
            update["a"] = name  # of two in one step, one is too many
        return update

    def plain(self, name: str) -> Node:
        return lambda state: self.update(name, state)

    def awaited(self, name: str) -> Node:
        async def node(state: dict[str, Any]) -> dict[str, Any] | None:
            last = state.get("found", [])[-1:]
            await asyncio.sleep(self.names.index(name) + 1 + (0.1 * int(last[0]) if last and last[0].isdigit() else 0))
            return self.update(name, state)

        return node


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    names = draw(st.permutations(list("abcdef"[: draw(st.integers(1, 6))])))
    some = st.sampled_from(names)
    starts = st.one_of(some, st.lists(some, min_size=2, max_size=3, unique=True)) if len(names) > 1 else some
    edges: list[tuple[Any, str]] = [("__start__", name) for name in draw(st.sets(some, min_size=1, max_size=2))]
    edges += draw(st.lists(st.tuples(starts, st.one_of(some, st.just("__end__"))), max_size=5, unique_by=str))
    goal = st.one_of(some, st.just("__end__"), st.tuples(some, st.sampled_from("123")))
    goals = st.lists(goal, max_size=3, unique=True)
    routes = draw(
        st.dictionaries(st.one_of(some, st.just("__start__")), st.lists(goals, min_size=1, max_size=3), max_size=3)
    )
    return Plan(names, edges, routes)


KINDS = ("GraphRecursionError", "InvalidUpdateError")


def kind_of(error: Exception) -> str:
    """The name of an error that both raise."""
    if type(error).__name__ not in KINDS:
        raise error
    return type(error).__name__


def all_of(stream: Any) -> tuple[list[Any], str]:
    """All events of a stream that blocks, and the kind of its error."""
    events: list[Any] = []
    try:
        events.extend(stream)
    except Exception as error:
        return events, kind_of(error)
    return events, ""


async def all_of_async(stream: Any) -> tuple[list[Any], str]:
    events = []
    try:
        async for event in stream:
            events.append(event)
    except Exception as error:
        return events, kind_of(error)
    return events, ""


def config_for(error: str) -> dict[str, Any]:
    """Undo DIFFERENCES["step limit"]: as many steps, and one more for LangGraph to find that it is done."""
    return {"recursion_limit": LIMIT if error == "GraphRecursionError" else LIMIT + 1}


def last_values(events: list[Any]) -> Any:
    return [data for mode, data in events if mode == "values"][-1]


LIMIT = 9
FOUR = settings(max_examples=60, deadline=None, database=None)


def both(plan: Plan, kind: str) -> tuple[Any, Any]:
    from langgraph.types import Send

    ours = by_hand("four_doors")
    node = getattr(plan, kind)
    return plan.build(ours, node, ours.Send), plan.build(langgraph_graph, node, Send)


@FOUR
@given(plan=plans())
def test_four_doors_of_plain_nodes(plan: Plan) -> None:
    """`stream` and `invoke`: the same state after each step, the same error, and in a step the same updates."""
    ours, theirs = both(plan, "plain")
    told, error = all_of(ours.stream(NEW, ["updates", "values"], LIMIT))
    config = config_for(error)
    events, their_error = all_of(theirs.stream(NEW, config, stream_mode=["updates", "values"]))
    assert (of_steps(told), error) == (of_steps(events), their_error)
    if not error:
        assert ours.invoke(NEW, LIMIT) == theirs.invoke(NEW, config) == last_values(told)


@FOUR
@given(plan=plans(), most=st.sampled_from([None, None, 2]))
def test_four_doors_of_awaited_nodes(plan: Plan, most: int | None) -> None:
    """`astream` and `ainvoke`: the same events, step by step, and the same error at the end."""
    ours, theirs = both(plan, "awaited")
    told = in_jumping_time(lambda: all_of_async(ours.astream(NEW, ["updates", "values"], LIMIT, most)))
    config = config_for(told[1]) | ({"max_concurrency": most} if most else {})
    events = in_jumping_time(lambda: all_of_async(theirs.astream(NEW, config, stream_mode=["updates", "values"])))
    assert told[1] == events[1]
    assert of_steps(told[0]) == of_steps(
        events[0]
    )  # DIFFERENCES["one moment"], and with a limit ["order of the start"]
    if not told[1]:
        assert in_jumping_time(lambda: ours.ainvoke(NEW, LIMIT, most)) == last_values(told[0])
        assert in_jumping_time(lambda: theirs.ainvoke(NEW, config)) == last_values(told[0])


def of_steps(events: list[Any]) -> list[Any]:
    """Undo DIFFERENCES["threads"] and ["one moment"]: the updates of a step in any order, and the state after it."""
    steps: list[Any] = [[]]
    for mode, data in events:
        steps[-1].append(str(data)) if mode == "updates" else steps.extend([data, []])
    return [sorted(step) if isinstance(step, list) else step for step in steps]
