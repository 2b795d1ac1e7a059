"""Scenarios: what is played in the player, and the source that goes there.

Only a scenario's own source reaches the player, with the helpers and imports of the check file that it uses. The rest
of the file stays with the judge. All this is checked when the file is collected: a scenario that would not work in a
player is refused with a sentence then, and not when a learner meets it.
"""

from __future__ import annotations

import ast
import builtins
import copy
import dataclasses
import functools
import inspect
import itertools
import linecache
import symtable
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from types import FrameType
from typing import Any, TypeVar

from grader.judge.checks import CheckFileError

Marked = TypeVar("Marked", bound=Callable[..., Any])
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

_OURS = ("helper", "scenario")
_TRAVELS = "__travels_with_scenarios__"
_SHORT = 60  # letters of a call that is told with the making of its object


@dataclasses.dataclass(frozen=True)
class Scenario:
    """What is played in the player: source, padded to its line numbers, and how to tell what it calls."""

    name: str
    source: str
    tree: ast.AsyncFunctionDef | ast.FunctionDef

    @functools.cached_property
    def names(self) -> str:
        """What it asks for of the learner's module and its objects, as words."""
        return " ".join(node.attr for node in ast.walk(self.tree) if isinstance(node, ast.Attribute))

    @functools.cached_property
    def _told(self) -> dict[str, str]:
        return {}

    def called(self, arguments: Mapping[str, Any]) -> str:
        """A call of the learner's module, as a learner would type it: "serve(['q3', 'ping'])".

        The one whose result is returned, else the first. `getattr(kata, name)` counts if `name` is an argument.
        """
        key = repr(arguments)  # a class is asked the same a thousand times
        if key not in self._told:
            self._told[key] = self._call(arguments)
        return self._told[key]

    def _call(self, arguments: Mapping[str, Any]) -> str:
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
                told = [self._filled(node, arguments, parts) for parts in (made, {})]  # with what made it, or its name
                return told[len(told[0]) > _SHORT].removeprefix(f"{root}.")
        return f"{self.name.replace('_', ' ')}"

    @staticmethod
    def _filled(node: ast.expr, arguments: Mapping[str, Any], made: Mapping[str, ast.expr]) -> str:
        filled = _Fill(arguments, made).visit(ast.parse(ast.unparse(node), mode="eval"))
        return ast.unparse(ast.fix_missing_locations(filled))


def scenario(function: Callable[..., Any]) -> Scenario:
    """Mark a function as a scenario. Raises CheckFileError if it uses what does not travel with it.

    The player fills in the parameters `kata` (the learner's module), `note` (sends a fact to the judge) and `services`
    (the module of that name) by name; the others are what `play(…)` is given.
    """
    own = _piece_of(function, sys._getframe(1))
    if isinstance(own.node, ast.ClassDef):
        raise CheckFileError(f"@scenario goes on a def or an async def, not on {function!r}.")
    if not own.node.args.args or own.node.args.args[0].arg != "kata":
        raise CheckFileError(f"The scenario {own.node.name} needs kata, the learner's module, as its first parameter.")
    return Scenario(own.node.name, _laid_out(_all_pieces(own)), own.node)


def helper(marked: Marked) -> Marked:
    """Mark a function or a class of the check file: it travels with the scenarios and helpers below that use it."""
    setattr(marked, _TRAVELS, _piece_of(marked, sys._getframe(1)))
    return marked


@dataclasses.dataclass(frozen=True)
class _Piece:
    """A definition of a check file: its source without our decorators, its first line, and what it can see."""

    node: Definition
    line: int
    source: str
    file: tuple[str, ...]
    seen: Mapping[str, Any]


def _piece_of(marked: Any, caller: FrameType) -> _Piece:
    """Find in the check file what `caller` is just defining there."""
    file = tuple(linecache.getlines(caller.f_code.co_filename, caller.f_globals))
    code = getattr(inspect.unwrap(marked), "__code__", None)
    tree = _parsed(file)
    for node in itertools.chain(tree.body, ast.walk(tree)):  # nearly all stand at the top
        if isinstance(node, Definition) and node.name == marked.__name__:
            first = min(part.lineno for part in (node, *node.decorator_list))
            if code is None or code.co_firstlineno == first:
                bare = copy.copy(node)
                bare.decorator_list = [one for one in node.decorator_list if ast.unparse(one) not in _OURS]
                head = [f"@{ast.unparse(one)}\n" for one in bare.decorator_list]
                source = textwrap.dedent("".join(file[node.lineno - 1 : node.end_lineno]))
                return _Piece(bare, node.lineno - len(head), "".join(head) + source, file, caller.f_globals)
    raise CheckFileError(f"The source of {marked.__name__} was not found.")


def _all_pieces(own: _Piece) -> dict[int, str]:
    """The sources that have to be in the player, by the line at which each begins in the check file."""
    found: dict[int, str] = {}
    pending = [own]
    while pending:
        piece = pending.pop()
        if piece.line in found:
            continue
        found[piece.line] = piece.source
        for name in _names_from_outside(piece):
            other = getattr(piece.seen.get(name), _TRAVELS, None)
            if other is not None:
                pending.append(other)
                continue
            line, statement = _imports(piece.file).get(name, (0, ""))
            if not line:
                raise CheckFileError(_does_not_travel(own.node.name, name))
            found[line] = "; ".join(sorted({statement, *filter(None, found.get(line, "").split("; "))}))
    return found


def _does_not_travel(scenario: str, name: str) -> str:
    if name in ("note", "services"):
        return f"The scenario {scenario} uses {name}: name it as a parameter, after kata."
    return (
        f"The scenario {scenario} uses {name!r}, which does not reach the player. What does: the data that play(…) is "
        "given, imports of the standard library at the top of the check file, and what is marked with @helper above."
    )


def _names_from_outside(piece: _Piece) -> Iterator[str]:
    """Names that a definition uses and neither makes itself nor finds among the builtins."""
    top = symtable.symtable(piece.source, "<scenario>", "exec")
    used = {symbol.get_name() for symbol in top.get_symbols() if symbol.is_referenced()}
    pending = list(top.get_children())
    while pending:
        table = pending.pop()
        pending += table.get_children()
        used |= {symbol.get_name() for symbol in table.get_symbols() if symbol.is_global() and symbol.is_referenced()}
    used.discard(piece.node.name)
    return (name for name in sorted(used) if name in piece.seen or not hasattr(builtins, name))


@functools.lru_cache(maxsize=4)
def _parsed(file: tuple[str, ...]) -> ast.Module:
    return ast.parse("".join(file))


@functools.lru_cache(maxsize=4)
def _imports(file: tuple[str, ...]) -> dict[str, tuple[int, str]]:
    """What a check file imports of the standard library: the line and a statement for each name."""
    found = {}
    for node in _parsed(file).body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.asname or alias.name.partition(".")[0]
                found[name] = (node.lineno, alias.name, ast.unparse(ast.Import([alias])))
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                statement = ast.unparse(ast.ImportFrom(node.module, [alias], 0))
                found[alias.asname or alias.name] = (node.lineno, node.module, statement)
    return {
        name: (line, statement)
        for name, (line, module, statement) in found.items()
        if module.partition(".")[0] in sys.stdlib_module_names
    }


def _laid_out(pieces: Mapping[int, str]) -> str:
    """The pieces at their own lines."""
    text = ""
    for line, source in sorted(pieces.items()):
        text += "\n" * (line - 1 - text.count("\n")) + source.rstrip("\n") + "\n"
    return text


def _begins_with(node: ast.expr, *roots: str) -> bool:
    """Whether an expression is a path such as `kata.serve` or `kata.Assistant().ask` below one of these names."""
    start = node
    while isinstance(node, (ast.Attribute, ast.Call)):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return isinstance(node, ast.Name) and node is not start and node.id in roots


class _Named(ast.NodeTransformer):
    """Turns `getattr(kata, name)` into `kata.work` if the argument `name` is "work"."""

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

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        of_services = isinstance(node.value, ast.Name) and node.value.id == "services"
        return ast.Name(node.attr) if of_services else node  # as if it was imported

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in self._made:
            return self._made[node.id]
        if node.id in self._arguments:
            return ast.Constant(self._arguments[node.id])
        return node
