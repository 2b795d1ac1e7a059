"""What a hidden check file is written with: `check`, `scenario`, `service`.

Everything here is proved when the file is collected: a scenario that would not work in a player, where only
its own source is, is refused with a sentence and not when a learner meets it.
"""

from __future__ import annotations

import ast
import builtins
import dataclasses
import inspect
import symtable
import textwrap
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from grader.judge.world import Latency, Service

Function = TypeVar("Function", bound=Callable[..., Any])


class CheckFileError(Exception):
    """A hidden check file is written wrongly. The message says what to change."""


@dataclasses.dataclass(frozen=True)
class Scenario:
    """What is played in the player: source, padded to its line numbers, and how to tell what it calls."""

    name: str
    source: str
    tree: ast.AsyncFunctionDef | ast.FunctionDef

    def called(self, arguments: Mapping[str, Any]) -> str:
        """A call of the learner's module, as a learner would type it: "serve(['q3', 'ping'])".

        The one whose result is returned, else the first. `getattr(kata, name)` counts where `name` is an argument.
        """
        root = self.tree.args.args[0].arg
        tree = _Named(root, arguments).visit(ast.parse(ast.unparse(self.tree)))
        made = {
            node.targets[0].id: node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _begins_with(node.value, root)
        }  # `assistant = kata.Assistant()`: what is called of it is the learner's as well
        returned = [node for node in ast.walk(tree) if isinstance(node, ast.Return)]
        for node in [inner for outer in (*returned, tree) for inner in ast.walk(outer)]:
            if isinstance(node, ast.Call) and node not in made.values() and _begins_with(node.func, root, *made):
                filled = _Fill(arguments, made).visit(ast.parse(ast.unparse(node), mode="eval"))
                return ast.unparse(ast.fix_missing_locations(filled)).removeprefix(f"{root}.")
        return f"{self.name.replace('_', ' ')}"


def scenario(function: Callable[..., Any]) -> Scenario:
    """Mark a function as a scenario. Raises CheckFileError where it is not self-contained."""
    lines, start = inspect.getsourcelines(function)
    source = textwrap.dedent("".join(lines))
    module = ast.parse(source)
    node = module.body[0]
    if not isinstance(node, (ast.AsyncFunctionDef, ast.FunctionDef)):
        raise CheckFileError(f"@scenario goes on a def or an async def, not on {function!r}.")
    node.decorator_list = []
    if len(node.args.args) < 2:
        raise CheckFileError(f"The scenario {node.name} needs the parameters kata and note first.")
    head = node.lineno - 1  # the decorator's lines
    body = "\n" * (start - 1 + head) + "\n".join(source.splitlines()[head:]) + "\n"
    _prove_self_contained(node.name, ast.unparse(node))
    return Scenario(node.name, body, node)


def _prove_self_contained(name: str, source: str) -> None:
    pending = list(symtable.symtable(source, "<scenario>", "exec").get_children())
    while pending:
        table = pending.pop()
        pending += table.get_children()
        for symbol in table.get_symbols():
            if symbol.is_global() and symbol.is_referenced() and not hasattr(builtins, symbol.get_name()):
                raise CheckFileError(
                    f"The scenario {name} uses {symbol.get_name()!r} from outside. Only its own source reaches "
                    "the player: import inside it, or pass data with play(…)."
                )


def service(
    *, latency: Latency | Callable[..., Latency], fresh: bool = False, kept: bool = True
) -> Callable[[Callable[..., Any]], Service]:
    """Declare how the judge plays a function of services.py; the function's name is the service's.

    `latency` is in simulated seconds: a number, a range to draw from, or None for one that never answers; or a function
    of the arguments that gives one of these.
    A generator function makes a stream, with a latency for each item. `fresh`: equal calls draw anew. `kept`: a call on
    its way holds who waits for it, as a timer does; with False only a weak reference leads there, as from asyncio's own
    streams to their readers (and `services.py` does so by itself as well).
    """

    def declare(function: Callable[..., Any]) -> Service:
        return Service(function.__name__, function, latency, fresh, kept)

    return declare


@dataclasses.dataclass(frozen=True)
class CheckSpec:
    """What `@check` says: the part it belongs to and its title."""

    part: int
    title: str
    schedules: int = 0


def check(*, part: int, title: str, schedules: int = 0) -> Callable[[Function], Function]:
    """Mark a test function as a check of a part. `title` is what a learner reads.

    With `schedules` it is played so often, each time with another seed that also draws what Python leaves open (see
    `grader/player/chance.py`), until one play fails.
    """

    def mark(function: Function) -> Function:
        function.__dict__["awaitlings_check"] = CheckSpec(part, title, schedules)
        return function

    return mark


def _begins_with(node: ast.expr, *roots: str) -> bool:
    """Whether an expression is a path such as `kata.serve` or `kata.Assistant().ask` below one of these names."""
    start = node
    while isinstance(node, (ast.Attribute, ast.Call)):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return isinstance(node, ast.Name) and node is not start and node.id in roots


class _Named(ast.NodeTransformer):
    """Turns `getattr(kata, name)` into `kata.work` where the argument `name` is "work"."""

    def __init__(self, root: str, arguments: Mapping[str, Any]) -> None:
        self._root = root
        self._arguments = arguments

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Name("getattr"), args=[ast.Name(root), ast.Name(name)]) if root == self._root:
                if isinstance(work := self._arguments.get(name), str):
                    return ast.parse(f"{root}.{work}", mode="eval").body
        return node


class _Fill(ast.NodeTransformer):
    """Puts the scenario's arguments in place of their names."""

    def __init__(self, arguments: Mapping[str, Any], made: Mapping[str, ast.expr]) -> None:
        self._arguments = arguments
        self._made = made

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in self._made:
            return self._made[node.id]
        if node.id in self._arguments:
            return ast.Constant(self._arguments[node.id])
        return node
