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
    ways = (_as_completed, _of_those_that_are_done, _set_of_tasks, _values_as_they_came, _appended_after_an_await,
            _appended_by_a_callback, _merged, _moved)  # fmt: skip
    for kind in ways:
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


def _values_as_they_came(tree: ast.AST) -> Iterator[int]:
    """`values()` or `items()` of a dict that coroutines fill: it has the order in which they ended."""
    assigned = [node for node in ast.walk(tree) if isinstance(node, ast.Assign) and isinstance(node.value, ast.Await)]
    filled = {
        ast.unparse(target.value) for node in assigned for target in node.targets if isinstance(target, ast.Subscript)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node) in ("values", "items") and isinstance(node.func, ast.Attribute):
            yield from (node.lineno for _ in filled & {ast.unparse(node.func.value)})


def _appended_after_an_await(tree: ast.AST) -> Iterator[int]:
    """In a coroutine function inside another function: several of it run side by side."""
    for outer in ast.walk(tree):
        inner = (node for node in ast.walk(outer) if isinstance(node, ast.AsyncFunctionDef) and node is not outer)
        for function in inner if isinstance(outer, _FUNCTIONS) else ():
            for node in ast.walk(function):
                if _is_call(node, "append"):
                    yield node.lineno
                elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Await):
                    yield from (node.lineno for target in node.targets if isinstance(target, ast.Subscript))


def _appended_by_a_callback(tree: ast.AST) -> Iterator[int]:
    """In what is called when a task has ended: a function, a method, or a lambda."""
    added = [node.args[0] for node in ast.walk(tree) if _is_call(node, "add_done_callback") and node.args]
    names = {ast.unparse(callback).rpartition(".")[2] for callback in added}
    functions = [node for node in ast.walk(tree) if isinstance(node, _FUNCTIONS) and node.name in names]
    inside = (node for callback in [*added, *functions] for node in ast.walk(callback))
    yield from (node.lineno for node in inside if _is_call(node, "append"))


def _of_those_that_are_done(tree: ast.AST) -> Iterator[int]:
    """A loop over what `asyncio.wait` gives back, which is a set."""
    done = {
        name.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and "asyncio.wait(" in ast.unparse(node.value)
        for target in node.targets
        for name in ast.walk(target)
        if isinstance(name, ast.Name)
    }
    loops = (node for node in ast.walk(tree) if isinstance(node, (ast.For, ast.comprehension)))
    yield from (loop.iter.lineno for loop in loops if isinstance(loop.iter, ast.Name) and loop.iter.id in done)


def _merged(tree: ast.AST) -> Iterator[int]:
    """In a loop over what a queue hands out: a line that makes something new of itself and of what came."""
    for loop in ast.walk(tree):
        awaited = [node for node in ast.walk(loop) if isinstance(node, ast.Await) and _is_call(node.value, "get")]
        for line in ast.walk(loop) if awaited and isinstance(loop, (ast.For, ast.While)) else ():
            if isinstance(line, ast.Assign) and isinstance(line.value, ast.Call):
                given = {argument.id for argument in line.value.args if isinstance(argument, ast.Name)}
                yield from (line.lineno for name in line.targets if isinstance(name, ast.Name) and name.id in given)


def _moved(tree: ast.AST) -> Iterator[int]:
    """In a function: a line that takes something out of a list or puts it elsewhere in it; else one that sorts."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)] if isinstance(tree, _FUNCTIONS) else []
    yield from (node.lineno for node in calls if _name(node) in ("insert", "remove"))
    yield from (node.lineno for node in calls if _is_call(node, "pop") and not node.args)
    yield from (node.lineno for node in calls if _name(node) in ("sorted", "sort"))


def _is_call(node: ast.AST, name: str) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and _name(node) == name


def _name(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]
