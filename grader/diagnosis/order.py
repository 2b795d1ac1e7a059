"""The lines at which results lose the order in which they were asked for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeGuard

from grader.diagnosis.code import Code
from grader.judge.evidence import Place

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def where_it_is_lost(code: Code, inside: ast.AST | None = None) -> Place | None:
    """The line that takes results as they come: `as_completed`, a set of tasks, a list that coroutines append to.

    `inside` that function, if one is told; and only a line that ran.
    """
    for kind in (_as_completed, _set_of_tasks, _appended_after_an_await):
        for file in code:
            for line in kind(inside or code.tree(file)):
                if code.ran((file, line)):
                    return file, line
    return None


def _as_completed(tree: ast.AST) -> Iterator[int]:
    return (node.lineno for node in ast.walk(tree) if _is_call(node, "as_completed"))


def _set_of_tasks(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.Set, ast.SetComp, ast.Call)) and _makes_a_set(node):
            yield from (node.lineno for inner in ast.walk(node) if _is_call(inner, "create_task"))


def _makes_a_set(node: ast.Set | ast.SetComp | ast.Call) -> bool:
    return not isinstance(node, ast.Call) or _name(node) == "set"


def _appended_after_an_await(tree: ast.AST) -> Iterator[int]:
    """In a coroutine function inside another function: several of it run side by side."""
    for outer in ast.walk(tree):
        inner = (node for node in ast.walk(outer) if isinstance(node, ast.AsyncFunctionDef) and node is not outer)
        for function in inner if isinstance(outer, _FUNCTIONS) else ():
            for node in ast.walk(function):
                if _is_call(node, "append"):
                    yield node.lineno


def _is_call(node: ast.AST, name: str) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and _name(node) == name


def _name(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]
