"""The learner's code as the rules see it: parsed once, with the lines that ran, and with what was handed out."""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence

from grader.judge.evidence import Place

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Code(Mapping[str, str]):
    """The learner's files by name. `ran` tells the lines that ran, None if that is not known; it is asked late.

    `stubs` tells the same files as they were handed out: what had nothing to do in it and was left as it was is given.
    """

    def __init__(
        self,
        sources: Mapping[str, str],
        ran: Callable[[], frozenset[Place] | None] = lambda: None,
        stubs: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self._sources = dict(sources)
        self._ran = ran
        self._stubs = stubs
        self._given: dict[str, frozenset[tuple[str, ...]]] | None = None

    def __getitem__(self, file: str) -> str:
        return self._sources[file]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)

    def tree(self, file: str) -> ast.Module:
        """A file, parsed; empty if Python cannot read it. No rule changes it."""
        return _parsed(self._sources.get(file, ""))

    def ran(self, at: Place) -> bool:
        """Whether a line ran in this match; True if that is not known."""
        lines = self._ran()
        return lines is None or at in lines

    def knows_what_ran(self) -> bool:
        """Whether it is known which lines ran."""
        return self._ran() is not None

    def nodes(self) -> Iterator[tuple[str, ast.AST]]:
        """Every node, with its file."""
        for file in self:
            for node in ast.walk(self.tree(file)):
                yield file, node

    def line(self, at: Place | None) -> str:
        """The text of a line, stripped; "" if there is none."""
        lines = self._sources.get(at[0], "").splitlines() if at is not None else []
        return lines[at[1] - 1].strip() if at is not None and 0 < at[1] <= len(lines) else ""

    def functions(self, file: str) -> Sequence[Function]:
        """All functions of a file, outer ones first."""
        return _functions(self._sources.get(file, ""))

    def function_at(self, at: Place | None) -> Function | None:
        """The innermost function that a line stands in."""
        found = None
        for function in self.functions(at[0]) if at is not None else ():
            if (
                at is not None
                and function.lineno <= at[1] <= (function.end_lineno or 0)
                and (found is None or function.lineno >= found.lineno)
            ):
                found = function
        return found

    def definition(self, name: str) -> tuple[str, ast.stmt] | None:
        """The line that defines a function or class, told by its name or "Class.name"."""
        for file in self:
            body: list[ast.stmt] = self.tree(file).body
            found: ast.stmt | None = None
            for part in filter(None, name.split(".")):
                found = next((node for node in body if getattr(node, "name", None) == part), None)
                body = getattr(found, "body", [])
            if found is not None:
                return file, found
        return None

    def constants(self, file: str) -> set[str]:
        """What the module names in capitals as it was handed out."""
        named = (node for node in ast.walk(_parsed(self._stubs().get(file, ""))) if isinstance(node, ast.Name))
        return {node.id for node in named if isinstance(node.ctx, ast.Store) and node.id.isupper()}

    def is_asked_for(self, function: Function, file: str) -> bool:
        """Whether a function stands in the file as it was handed out, under the same name."""
        return any(function.name == node.name for node in _functions(self._stubs().get(file, "")))

    def is_given(self, at: Place | None) -> bool:
        """Whether a line stands in a function that was handed out complete, and left as it was."""
        function = self.function_at(at)
        if at is None or function is None:
            return False
        if self._given is None:
            self._given = {file: _given(text) for file, text in self._stubs().items()}
        lines = self._sources.get(at[0], "").splitlines()[function.lineno - 1 : function.end_lineno]
        return _plain(lines) in self._given.get(at[0], frozenset())


def within(node: ast.AST, *but: type[ast.AST]) -> Iterator[ast.AST]:
    """Yield what stands in a node, in the order of the source, but for nodes of these kinds and what stands in them.

    It does not recurse: a submission may nest expressions by the thousand.
    """
    left = [*ast.iter_child_nodes(node)][::-1]
    while left:
        inner = left.pop()
        if not isinstance(inner, but):
            yield inner
            left += [*ast.iter_child_nodes(inner)][::-1]


@functools.lru_cache(maxsize=4)  # one answer fails many checks; a tree takes a hundred times the room of its source
def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


@functools.lru_cache(maxsize=4)
def _functions(source: str) -> Sequence[Function]:
    return [node for node in ast.walk(_parsed(source)) if isinstance(node, FUNCTIONS)]


@functools.lru_cache(maxsize=64)  # the same stub for a whole class
def _given(stub: str) -> frozenset[tuple[str, ...]]:
    """The functions of a stub that have no TODO in them."""
    lines = stub.splitlines()
    bodies = (lines[node.lineno - 1 : node.end_lineno] for node in _functions(stub))
    return frozenset(_plain(body) for body in bodies if not any("TODO" in line for line in body))


def _plain(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(line.strip() for line in lines if line.strip() and not line.strip().startswith("#"))
