"""LangGraph's own tests against the solution of 79: all of its source archive that ask for nothing out of its scope.

The archive is fetched with pip, and nothing of it is kept here. A case is in scope if its text builds a `StateGraph`,
opens one of the four doors, takes no fixture but those in GIVEN, and holds none of the words in OUT_OF_SCOPE. What does
not pass stands in LEFT_OUT, with the reason. The adapter translates signatures and the shape of a state: one value, a
model, or the keys that a node's annotation names. What runs when, what is merged and what is handed out is left to 79.
It belongs to a session each night: AWAITLINGS_PREGEL=1 python -m pytest tests/test_real_pregel.py
"""

from __future__ import annotations

import ast
import asyncio
import dataclasses
import functools
import importlib
import importlib.metadata
import inspect
import itertools
import os
import shutil
import subprocess
import sys
import tarfile
import types
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any, ClassVar, TypedDict, get_type_hints

import pytest

from tests.test_real_differential import by_hand

DOORS = (".invoke(", ".ainvoke(", ".stream(", ".astream(")
# A test in which one of these words stands asks for what 79 leaves out: checkpoints, interrupts, Command, subgraphs …
OUT_OF_SCOPE = (
    *("checkpoint", "interrupt(", "interrupt_", "Command", "Pregel(", "NodeBuilder", "store", "get_state"),
    *("update_state", "@entrypoint", "subgraph", "retry", "error_handler=", "step_timeout", "timeout="),
    *("request_drain", "context_schema", "Runtime", ".with_config(", "callbacks", "tracer", "TracePolicy"),
    *("transformers", "stream_events", "Overwrite", "push_message", 'stream_mode="messages"', '"debug"', "monkeypatch"),
)
ASYNC_ROUTE = "79 has no async routes: what decides there never waits, and so serves all four doors"
LEFT_OUT = {
    "test_pregel.test_graph_validation": "79 looks neither at edges nor at reducers before it runs",
    "test_pregel.test_parallel_node_execution": "the plain doors of 79 run one node after the other",
    "test_pregel.test_pregel_node_copy": "it asks for a private part of LangGraph",
    "test_pregel.test_nested_graph": "a graph is a node of another, which keeps keys of its own",
    "test_pregel.test_in_one_fan_out_state_graph_waiting_edge_multiple[True]": "79 has no cache",
    "test_pregel_async.test_in_one_fan_out_state_graph_waiting_edge_multiple[True]": "79 has no cache",
    "test_pregel_async.test_cond_edge_after_send": ASYNC_ROUTE,
    "test_pregel_async.test_concurrent_emit_sends": ASYNC_ROUTE,
    "test_pregel_async.test_in_one_fan_out_state_graph_waiting_edge_multiple_cond_edge": ASYNC_ROUTE,
    "test_retry.test_pregel_user_raised_cancellederror_fails_run": "LangGraph renames the CancelledError of a node",
}
FAKES = ("pytest_mock", "syrupy")  # only named by what the selected tests do not use


class _Anything:
    """A drawing, or what it is compared with: how a graph is drawn is no matter of 79."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]

    def to_json(self) -> dict[str, Any]:
        return {}

    def draw_mermaid(self, **_: Any) -> str:
        return ""


GIVEN = {"snapshot": _Anything(), "cache": None}


@dataclasses.dataclass(frozen=True)
class Sent:
    """What a Send carries: a node gets it as it is."""

    arg: Any


class StateGraph:
    """The builder of 79 under LangGraph's signatures."""

    def __init__(
        self, state_schema: Any, _: Any = None, *, input_schema: Any = None, output_schema: Any = None
    ) -> None:
        self.root = not isinstance(state_schema, type)  # the state is one value, and not a dict
        self.schema = TypedDict("Root", {"root": state_schema}) if self.root else state_schema  # type: ignore[operator]
        self.inputs, self.outputs = (keys(schema or self.schema) for schema in (input_schema, output_schema))
        self.channels = dict(keys(self.schema))  # and what nodes say that they read
        self.calls: list[tuple[str, tuple[Any, ...]]] = []

    def add_node(
        self, name: Any, node: Any = None, *, input_schema: Any = None, cache_policy: None = None
    ) -> StateGraph:
        assert not cache_policy, "79 has no cache"
        if node is None:
            name, node = getattr(name, "__name__", type(name).__name__), name
        self.calls.append(("add_node", (str(name), self.adapted(node, input_schema))))
        return self

    def seen_by(self, function: Any, schema: Any = None) -> Callable[[Any], Any]:
        """What it is given, in the shape that its annotation (or else the graph) asks for."""
        schema = schema or first_hint(function) or self.schema
        self.channels = {**keys(schema), **self.channels}

        def shaped(state: Any) -> Any:
            if isinstance(state, Sent):
                return state.arg
            if self.root:
                return state["root"]
            seen = {key: value for key, value in state.items() if key in keys(schema)}
            return seen if issubclass(schema, dict) else schema(**seen)

        return shaped

    def adapted(self, node: Any, input_schema: Any) -> Callable[[Any], Any]:
        function = node if inspect.isroutine(node) else node.__call__ if callable(node) else None
        call: Callable[[Any], Any] = node if function else node.invoke
        if function and takes_config(function):
            call = functools.partial(node, config={})
        shaped = self.seen_by(function, input_schema)

        async def awaits(state: Any) -> Any:
            return self.update(await call(shaped(state)))

        return awaits if inspect.iscoroutinefunction(function) else lambda state: self.update(call(shaped(state)))

    def update(self, came: Any) -> Any:
        if self.root:
            return {"root": came}
        if hasattr(came, "model_fields_set"):
            return {name: getattr(came, name) for name in type(came).model_fields}
        return dataclasses.asdict(came) if dataclasses.is_dataclass(came) else came  # type: ignore[arg-type]

    def add_edge(self, start: Any, end: str) -> StateGraph:
        self.calls.append(("add_edge", (start if isinstance(start, list) else str(start), str(end))))
        return self

    def add_sequence(self, nodes: Any) -> StateGraph:
        pairs = [node if isinstance(node, tuple) else (node.__name__, node) for node in nodes]
        if not pairs or len(dict(pairs)) < len(pairs):
            raise ValueError("A sequence has at least one node, and each name once.")
        for name, node in pairs:
            self.add_node(name, node)
        for (start, _), (end, _) in itertools.pairwise(pairs):
            self.add_edge(start, end)
        return self

    def add_conditional_edges(self, source: str, path: Callable[[Any], Any], path_map: Any = None) -> StateGraph:
        send, shaped = by_hand("four_doors").Send, self.seen_by(path)

        def route(state: Any) -> list[Any]:
            goals = path(shaped(state))
            goals = goals if isinstance(goals, list | tuple) else [goals]
            table = path_map if isinstance(path_map, dict) else {}
            return [send(goal.node, Sent(goal.arg)) if type(goal) is send else table.get(goal, goal) for goal in goals]

        self.calls.append(("add_conditional_edges", (str(source), route)))
        return self

    def set_entry_point(self, name: str) -> StateGraph:
        return self.add_edge("__start__", name)

    def set_finish_point(self, name: str) -> StateGraph:
        return self.add_edge(name, "__end__")

    def set_conditional_entry_point(self, path: Callable[[Any], Any], path_map: Any = None) -> StateGraph:
        return self.add_conditional_edges("__start__", path, path_map)

    def compile(self, cache: None = None) -> Compiled:
        graph = by_hand("four_doors").StateGraph(TypedDict("Channels", self.channels))  # type: ignore[operator]
        for name, words in self.calls:
            getattr(graph, name)(*words)
        return Compiled(graph.compile(), self)


def keys(schema: Any) -> dict[str, Any]:
    return get_type_hints(schema, include_extras=True)


def first_hint(function: Any) -> Any:
    """The schema that it names for its first parameter."""
    try:
        hints = get_type_hints(function)
        first = hints.get(next(iter(inspect.signature(function).parameters)))
    except (TypeError, NameError, StopIteration):
        return None
    return first if isinstance(first, type) and getattr(first, "__annotations__", None) else None


def takes_config(function: Any) -> bool:
    parameters = list(inspect.signature(function).parameters.values())
    return len(parameters) == 2 and parameters[1].name == "config"


class Compiled:
    """The four doors of 79 under LangGraph's signatures."""

    def __init__(self, graph: Any, builder: StateGraph) -> None:
        self.graph, self.builder = graph, builder
        self.get_graph = lambda **_: _Anything()
        self.get_input_jsonschema = self.get_output_jsonschema = self.get_context_jsonschema = dict

    def packed(self, state: Any) -> Any:
        update = self.builder.update(state)
        return {key: value for key, value in update.items() if key in self.builder.inputs}

    def told(self, mode: Any, event: tuple[str, Any]) -> Any:
        kind, data = event
        if kind == "values":
            data = {key: value for key, value in data.items() if key in self.builder.outputs}
            data = data["root"] if self.builder.root else data
        elif self.builder.root and kind == "updates":
            data = {name: update["root"] for name, update in data.items()}
        return (kind, data) if isinstance(mode, list) else data

    def invoke(self, state: Any, config: Any = None, *, debug: bool = False) -> Any:
        return self.told("values", ("values", self.graph.invoke(self.packed(state), **options(config))))

    def stream(self, state: Any, config: Any = None, *, stream_mode: Any = "updates") -> Iterator[Any]:
        for event in self.graph.stream(self.packed(state), listed(stream_mode), **options(config)):
            yield self.told(stream_mode, event)

    async def ainvoke(self, state: Any, config: Any = None, *, debug: bool = False) -> Any:
        return self.told("values", ("values", await self.graph.ainvoke(self.packed(state), **options(config))))

    async def astream(self, state: Any, config: Any = None, *, stream_mode: Any = "updates") -> AsyncIterator[Any]:
        async with aclosing(self.graph.astream(self.packed(state), listed(stream_mode), **options(config))) as events:
            async for event in events:
                yield self.told(stream_mode, event)


def listed(mode: Any) -> list[str]:
    return [mode] if isinstance(mode, str) else mode


def options(config: Any) -> dict[str, int]:
    """LangGraph's limit is one higher: DIFFERENCES["step limit"] of test_real_differential."""
    return {"limit": config["recursion_limit"] - 1} if config and "recursion_limit" in config else {}


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Callable[[], Any]]]:
    """The selected tests by their names, with 79 in the place of LangGraph."""
    pytest.importorskip("langgraph.graph", reason="needs the extra: requirements/production.txt")
    if not os.environ.get("AWAITLINGS_PREGEL"):
        pytest.skip("played each night: AWAITLINGS_PREGEL=1")
    folder = tmp_path_factory.mktemp("langgraph")
    pip = shutil.which("pip") or pytest.fail("there is no pip to fetch LangGraph's source archive with")
    wanted = f"langgraph=={importlib.metadata.version('langgraph')}"
    words = [pip, "download", "--quiet", "--no-deps", "--no-binary", "langgraph", "--dest", str(folder), wanted]
    if subprocess.run(words, capture_output=True, timeout=110, check=False).returncode:
        pytest.fail(f"the source archive of {wanted} cannot be had")
    with tarfile.open(next(folder.glob("*.tar.gz"))) as archive:
        archive.extractall(folder, filter="data")
    before = {name: sys.modules.pop(name) for name in list(sys.modules) if name == "tests" or name.startswith("tests.")}
    tests = next(folder.glob("langgraph-*/tests"))
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(tests.parent))
        for name in FAKES:
            patch.setitem(sys.modules, name, _Fake(name))
        yield dict(case for path in sorted(tests.glob("test_*.py")) for case in _selected(path))
    for name in [name for name in sys.modules if name == "tests" or name.startswith("tests.")]:
        del sys.modules[name]
    sys.modules.update(before)


class _Fake(types.ModuleType):
    """A module of which names are taken, and never used."""

    __path__: ClassVar[list[str]] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


def _selected(path: Path) -> Iterator[tuple[str, Callable[[], Any]]]:
    """The cases of one file that are in scope; the file is imported only if it has any."""
    source = path.read_text("utf-8")
    lines = source.splitlines()
    chosen = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            text = "\n".join(lines[node.lineno - 1 : node.end_lineno])
            in_scope = "StateGraph(" in text and any(door in text for door in DOORS)
            if in_scope and not any(word in text for word in OUT_OF_SCOPE):
                chosen.append(node.name)
    if not chosen:
        return
    module = importlib.import_module(f"tests.{path.stem}")
    for name in ("Send", "GraphRecursionError", "InvalidUpdateError", "get_stream_writer"):
        setattr(module, name, getattr(by_hand("four_doors"), name))
    vars(module)["StateGraph"] = StateGraph
    for name in chosen:
        test = getattr(module, name)
        marks = getattr(test, "pytestmark", [])
        if any(mark.name == "skip" for mark in marks):
            continue
        for values in itertools.product(*(_values(mark) for mark in marks if mark.name == "parametrize")):
            words = {key: value for one in values for key, value in one.items()}
            given = {key: GIVEN[key] for key in inspect.signature(test).parameters if key not in words and key in GIVEN}
            if {*words, *given} == set(inspect.signature(test).parameters):
                label = "-".join(getattr(value, "__name__", str(value)) for value in words.values())
                case = functools.partial(test, **words, **given)
                yield f"{path.stem}.{name}" + (f"[{label}]" if label else ""), case


def _values(mark: Any) -> list[dict[str, Any]]:
    names, rows = mark.args
    names = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    return [dict(zip(names, row if len(names) > 1 else [row], strict=True)) for row in rows]


def test_langgraphs_own_tests_pass_with_79(theirs: dict[str, Callable[[], Any]]) -> None:
    """All that are in scope, but for those with a reason; and each of these still needs it."""
    failed = {}
    for name, play in theirs.items():
        try:
            came = play()
            if inspect.iscoroutine(came):
                asyncio.run(came)
        except (Exception, asyncio.CancelledError, pytest.fail.Exception) as error:
            failed[name] = f"{type(error).__name__}: {error}"[:200]
    print(f"{len(theirs) - len(failed)} of {len(theirs)} pass: {failed}")
    assert set(failed) == set(LEFT_OUT), failed
