"""Nodes and edges: what the runners of exercises 73 to 77 have in common. It is right.

A node takes the state and gives back an update of it. `StateGraph` sorts the nodes into steps, and hands them to the
runner that you name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from graphlib import TopologicalSorter
from typing import Any, TypeVar

START, END = "__start__", "__end__"
State = dict[str, Any]
Update = dict[str, Any]
Node = Callable[[State], Any]


def merge(state: State, update: Update) -> State:
    """Return the state with one node's update in it: lists grow, everything else is replaced."""
    grown = {key: state.get(key, []) + value for key, value in update.items() if isinstance(value, list)}
    return {**state, **update, **grown}


class Runner:
    """Has the nodes, and the steps in which they run: the names of each step, in the order of `add_node`."""

    def __init__(self, nodes: dict[str, Node], steps: list[list[str]]) -> None:
        self.nodes = nodes
        self.steps = steps


AnyRunner = TypeVar("AnyRunner", bound=Runner)


class StateGraph:
    """Collects nodes and edges; `compile` sorts the nodes into steps."""

    def __init__(self, nodes: Mapping[str, Node] | None = None, edges: Iterable[tuple[str, str]] = ()) -> None:
        self.nodes: dict[str, Node] = dict(nodes or {})
        self.edges: list[tuple[str, str]] = [(start, end) for start, end in edges]

    def add_node(self, name: str, node: Node) -> None:
        self.nodes[name] = node

    def add_edge(self, start: str, end: str) -> None:
        self.edges.append((start, end))

    def compile(self, runner: type[AnyRunner]) -> AnyRunner:
        """A node belongs to the first step in which everything that points at it has ended."""
        before = {name: {a for a, b in self.edges if b == name and a != START} for name in self.nodes}
        sorter = TopologicalSorter(before)
        sorter.prepare()
        steps = []
        while sorter.is_active():
            ready = sorter.get_ready()
            steps.append([name for name in self.nodes if name in ready])  # in the order of add_node
            sorter.done(*ready)
        return runner(self.nodes, steps)
